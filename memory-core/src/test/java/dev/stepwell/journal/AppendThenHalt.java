package dev.stepwell.journal;

import java.nio.file.Path;

/** A worker that appends, says so, and dies before anything is tidied up. */
final class AppendThenHalt {

    private AppendThenHalt() {}

    /** Takes the directory and the number of appends; prints the hash of each step once it is acknowledged. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Journal journal = Journal.open(Path.of(arguments[0]), JournalOptions.defaults());
        for (int i = 1; i <= Integer.parseInt(arguments[1]); i++) {
            Step step = journal.append(Append.to(Samples.SESSION, Samples.message(i)))
                    .get(0);
            System.out.println(step.hash());
        }
        Runtime.getRuntime().halt(9);
    }
}
