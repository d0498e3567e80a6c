package dev.stepwell.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Lets processes work, one after the other, and prints what they say.
 *
 * @param folder where their errors go
 * @param page where what they say goes
 */
record Workers(Path folder, Page page) {

    /** What a worker says first that stands at the place to be killed; it goes on with what is to be printed. */
    static final String STANDS = "stands ";

    /** Lets a worker work to its end, or kills it when it stands at the place for that. */
    void work(String name, Class<?> main, String... arguments) {
        try (ChildJvm worker = ChildJvm.start(main, folder.resolve(name + "-errors.txt"), List.of(arguments))) {
            for (Optional<String> said = worker.hear(); said.isPresent(); said = worker.hear()) {
                if (said.get().startsWith(STANDS)) {
                    String where = said.get().substring(STANDS.length());
                    page.row(name, "killed (SIGKILL, exit code %d) %s".formatted(worker.kill(), where));
                    return;
                }
                page.row(name, said.get());
            }
            if (worker.join() != 0) {
                throw new IllegalStateException(name + ": expected it to finish its work; " + worker.complaint());
            }
        }
    }
}
