/** What several packages of Stepwell need and no user does: nothing here is an interface to build on. */
@NullMarked
package dev.stepwell.internal;

import org.jspecify.annotations.NullMarked;
