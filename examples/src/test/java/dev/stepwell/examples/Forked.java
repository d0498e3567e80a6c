package dev.stepwell.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An example, run to its end as a process of its own. */
record Forked(int exitCode, String output, String errors) {

    static Forked travelDesk(Path folder, String... arguments) {
        return of(TravelDesk.class, folder, arguments);
    }

    static Forked of(Class<?> main, Path folder, String... arguments) {
        try (ChildJvm process = ChildJvm.start(main, folder.resolve("errors.txt"), List.of(arguments))) {
            List<String> lines = new ArrayList<>();
            for (Optional<String> line = process.hear(); line.isPresent(); line = process.hear()) {
                lines.add(line.get());
            }
            return new Forked(process.join(), String.join("\n", lines), process.complaint());
        }
    }
}
