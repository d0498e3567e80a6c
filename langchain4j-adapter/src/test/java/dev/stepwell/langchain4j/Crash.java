package dev.stepwell.langchain4j;

/** Stands for the death of the process: nothing catches it. */
final class Crash extends Error {

    private static final long serialVersionUID = 1;

    Crash(String where) {
        super(where);
    }
}
