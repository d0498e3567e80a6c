/** A Spring Boot application whose AI service remembers: the starter does all of it. */
@NullMarked
package dev.stepwell.examples.spring;

import org.jspecify.annotations.NullMarked;
