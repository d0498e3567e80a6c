package dev.stepwell.examples;

/** The places of a conversation at which its worker may be killed. */
enum Place {
    TURN_BEGUN("before the user message is recorded"),
    USER_RECORDED("before the model is asked"),
    MODEL_ASKED("while the model thinks"),
    MODEL_ANSWERED("while the model's answer is on its way"),
    ANSWER_RECORDED("when the model's answer is recorded"),
    TOOL_INTENDED("before the tool acts"),
    TOOL_ACTED("when the tool has acted and not returned"),
    TOOL_RETURNED("when the tool's return is recorded"),
    TURN_DONE("between two turns");

    /** Called wherever a worker passes a place. */
    @FunctionalInterface
    interface Watch {
        void passing(Place place);
    }

    private static final int PLACES_OF_TURN = 3;
    private static final int PLACES_OF_ANSWER = 3;
    private static final int PLACES_OF_TOOL = 3;

    private final String words;

    Place(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** {@return how many places a worker passes that carries the conversation out in one go} */
    static int count(Recording recording) {
        return recording.turns().size() * PLACES_OF_TURN
                + recording.count("assistant") * PLACES_OF_ANSWER
                + recording.count("tool") * PLACES_OF_TOOL;
    }
}
