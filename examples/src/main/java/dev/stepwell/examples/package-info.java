/**
 * Examples, each a {@code main}: {@link dev.stepwell.examples.TravelDesk} kills an agent's worker in the middle of its
 * work and lets another one finish; {@link dev.stepwell.examples.DropInMemory} gives an agent a memory that outlives it.
 */
@NullMarked
package dev.stepwell.examples;

import org.jspecify.annotations.NullMarked;
