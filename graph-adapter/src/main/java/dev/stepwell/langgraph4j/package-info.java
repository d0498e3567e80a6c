/**
 * LangGraph4j on Stepwell: {@link dev.stepwell.langgraph4j.StepwellStateSerializer}, a state serializer that loses nothing,
 * and {@link dev.stepwell.langgraph4j.StepwellCheckpointSaver}, a checkpoint saver. Either works without the other; what
 * both keep, {@link dev.stepwell.langgraph4j.StateCodec} says.
 *
 * <pre>{@code
 * StateGraph<MyState> graph = new StateGraph<>(MyState.SCHEMA, new StepwellStateSerializer<>(MyState::new));
 * try (Stepwell well = Stepwell.open(Path.of("agent-memory"));
 *         StepwellCheckpointSaver saver = StepwellCheckpointSaver.on(well)) {
 *     graph.compile(CompileConfig.builder().checkpointSaver(saver).releaseThread(false).build())
 *             .invoke(GraphInput.args(Map.of("question", "…")), RunnableConfig.builder().threadId("run-42").build());
 * }
 * }</pre>
 */
@NullMarked
package dev.stepwell.langgraph4j;

import org.jspecify.annotations.NullMarked;
