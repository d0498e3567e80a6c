/** An application as a user would write it. */
@NullMarked
package dev.stepwell.spring.assistant;

import org.jspecify.annotations.NullMarked;
