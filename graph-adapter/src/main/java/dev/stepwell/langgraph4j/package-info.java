/** LangGraph4j on Stepwell: a state serializer that loses nothing, and a checkpoint saver. */
@NullMarked
package dev.stepwell.langgraph4j;

import org.jspecify.annotations.NullMarked;
