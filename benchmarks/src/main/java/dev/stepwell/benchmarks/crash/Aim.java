package dev.stepwell.benchmarks.crash;

/** The moment at which a worker is killed. */
enum Aim {
    /** At a random moment. */
    ANY_MOMENT("any moment"),
    /** When a tool call's intent is durable and the tool has not acted. */
    BEFORE_EFFECT("intent to effect"),
    /** When the tool has acted and the return is not recorded. */
    AFTER_EFFECT("effect to return"),
    /** While a payload of several megabytes is written. */
    LARGE("large payload"),
    /** While the log is moved into the database file. */
    CHECKPOINT("log checkpoint"),
    /** Not at all: the worker settles what is open, and ends. */
    NEVER("never");

    private final String words;

    Aim(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
