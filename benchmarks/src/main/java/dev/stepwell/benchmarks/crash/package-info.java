/**
 * Breaks Stepwell from outside: kills its process, races two of them, starves it of memory, and looks whether what was
 * promised holds. Each {@code main} is a command that prints what it found and exits with 1 if a promise was broken.
 */
@NullMarked
package dev.stepwell.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
