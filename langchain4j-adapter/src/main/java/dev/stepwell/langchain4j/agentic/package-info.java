/**
 * LangChain4j's agentic scopes on Stepwell: every save is a version in a session, and costs what changed.
 *
 * <pre>{@code
 * StepwellAgenticScopeStore.use(well); // LangChain4j finds it by itself
 * }</pre>
 *
 * <p>LangChain4j goes on at the agent that was cut off. To go on inside that agent's tool loop, let the agent run its model
 * and tools in a turn of {@link dev.stepwell.langchain4j.DurableTurns}.
 */
@NullMarked
package dev.stepwell.langchain4j.agentic;

import org.jspecify.annotations.NullMarked;
