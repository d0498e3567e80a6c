/**
 * Examples, each a {@code main}: {@link dev.stepwell.examples.TravelDesk} kills an agent's worker in the middle of its
 * work and lets another one finish; {@link dev.stepwell.examples.DropInMemory} gives an agent a memory that outlives it.
 *
 * <p>With LangGraph4j: {@link dev.stepwell.examples.KilledBooking} kills a graph while it books,
 * {@link dev.stepwell.examples.TimeTravel} goes back to an earlier checkpoint and decides differently,
 * {@link dev.stepwell.examples.WaitingForApproval} lets a person decide in another process, and
 * {@link dev.stepwell.examples.AgentInGraph} kills a graph inside the tool loop of its agent.
 */
@NullMarked
package dev.stepwell.examples;

import org.jspecify.annotations.NullMarked;
