/**
 * Checkpoints of graph agents, for any framework: saved at the cost of what changed, read at the cost of the state.
 *
 * <pre>{@code
 * GraphCheckpointer graphs = GraphCheckpointer.on(well);
 * CheckpointKey thread = CheckpointKey.latest("invoice-run-42");
 *
 * Checkpoint first = Checkpoint.of("c1", Instant.now(), Map.of("messages", List.of("pay ACME")));
 * CheckpointKey parent = graphs.put(thread, first, Map.of(CheckpointMetadata.SOURCE, "input"));
 * graphs.putWrites(parent, List.of(new ChannelWrite("messages", "paid")), "node:pay", "");
 *
 * SavedCheckpoint latest = graphs.get(thread).orElseThrow();          // where another worker goes on
 * List<SavedCheckpoint> history = graphs.list(CheckpointQuery.thread("invoice-run-42").limit(10)).toList();
 * }</pre>
 *
 * <p>A thread is a session: its checkpoints are steps in its hash chain, an {@link dev.stepwell.Attempt} may guard it
 * ({@link GraphCheckpointer#by}), and a fork of the session is a copy of the thread. How the steps look stands beside what
 * writes them: {@code Change}, {@code Manifest}, {@code Entry}, {@code Writes} and {@code Marker}.
 */
@NullMarked
package dev.stepwell.graph;

import org.jspecify.annotations.NullMarked;
