/**
 * Measures Stepwell beside what one would otherwise use: {@link dev.stepwell.benchmarks.Main} runs it, and
 * {@code docs/benchmarks.md} says what is measured and how to read it.
 *
 * <p>Everything that is compared runs in one process, in interleaved rounds, and is compared within a round: the machines
 * this runs on are noisy, and only the ratios mean anything.
 */
@NullMarked
package dev.stepwell.benchmarks;

import org.jspecify.annotations.NullMarked;
