package dev.stepwell.journal;

import java.nio.file.Path;

/** A worker that appends until it is refused. */
final class AppendUntilRefused {

    private AppendUntilRefused() {}

    /** Takes the directory; prints a line for each acknowledged step, and then why the next one was not. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        try (Journal journal = Journal.open(Path.of(arguments[0]), JournalOptions.defaults())) {
            for (int i = 1; i < 100_000; i++) {
                Draft draft = Draft.of(StepKind.NOTE, Samples.incompressible(20_000, i));
                System.out.println("acknowledged "
                        + journal.append(Append.to(Samples.SESSION, draft))
                                .get(0)
                                .hash());
            }
        } catch (StepwellException e) {
            System.out.println("refused " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
