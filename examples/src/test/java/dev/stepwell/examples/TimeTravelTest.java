package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeTravelTest {

    @TempDir
    private Path directory;

    @Test
    void both_branches_run_from_the_earlier_state_on_and_the_first_run_is_still_there() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TimeTravel.run(directory, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "The first run:",
                        "  search asks two hotels for their prices",
                        "  choose takes, for the wish 'cheap', HARBOUR",
                        "  book books 264 EUR",
                        "Back before 'choose', in a copy of the thread:",
                        "  choose takes, for the wish 'grand', GRAND",
                        "  book books 512 EUR",
                        "Back before 'choose', in the same thread:",
                        "  choose takes, for the wish 'none', no hotel",
                        "  book books no hotel",
                        "Side by side:",
                        "                  the first run           trip-42 now             trip-42-grand",
                        "  after the start cheap                   cheap                   cheap",
                        "  after search    cheap                   none                    grand",
                        "  after choose    cheap, HARBOUR          none                    grand, GRAND",
                        "  after book      cheap, HARBOUR, 264 EUR none, no hotel          grand, GRAND, 512 EUR");
    }
}
