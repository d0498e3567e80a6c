/** Short forms of the commands of this package, and tests that need a second process. */
@NullMarked
package dev.stepwell.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
