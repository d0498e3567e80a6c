package dev.stepwell.langchain4j;

/**
 * What becomes of tool calls that were never answered, when a conversation goes on behind them. A worker that dies between
 * a model's tool calls and their results leaves such calls, and models refuse a conversation that has any.
 */
public enum UnansweredCallPolicy {
    /**
     * Each call is answered: with what it returned, if that is on record, and else with an error that says that the result
     * is lost.
     */
    ANSWER,
    /** The calls leave the view, and with them what the model said, if that was nothing else. */
    DROP,
    /** Nothing: whoever asks a model sees to such calls. */
    KEEP
}
