package dev.stepwell.examples;

import java.io.PrintStream;

/** Prints for a terminal of 100 columns. */
final class Page {

    static final int WIDTH = 100;

    private static final int MARGIN = 12;

    private final PrintStream out;

    Page(PrintStream out) {
        this.out = out;
    }

    void heading(String text) {
        out.println();
        out.println(text);
    }

    /** Prints a name and what is to be said about it, in as many lines as it takes. */
    void row(String name, String text) {
        StringBuilder line = new StringBuilder("  %-9s".formatted(name));
        for (String word : text.split("\\s+", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(" ".repeat(MARGIN - 1));
            }
            line.append(' ').append(word);
        }
        out.println(line);
    }

    /** Prints a line, and leaves out what does not fit. */
    void line(String text) {
        out.println(shortened(text, WIDTH));
    }

    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 3) + "...";
    }
}
