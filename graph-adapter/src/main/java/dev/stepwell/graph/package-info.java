/** Checkpoints of graph agents, for any framework: saved at the cost of what changed, read at the cost of the state. */
@NullMarked
package dev.stepwell.graph;

import org.jspecify.annotations.NullMarked;
