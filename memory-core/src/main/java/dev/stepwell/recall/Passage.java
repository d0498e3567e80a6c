package dev.stepwell.recall;

/**
 * A piece of a step's text, short enough that an embedding model reads it whole.
 *
 * @param number its number within the step, from 0
 * @param header what is needed to understand it: tool, arguments, speaker, date; may be empty
 * @param text the piece of the step's text
 */
public record Passage(int number, String header, String text) {

    /** {@return what is embedded: the header, and the text behind it} */
    String embedded() {
        return header.isEmpty() ? text : header + ": " + text;
    }
}
