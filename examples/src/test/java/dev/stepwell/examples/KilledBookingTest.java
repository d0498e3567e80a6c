package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledBookingTest {

    private static Forked run;

    @BeforeAll
    static void run(@TempDir Path folder) {
        run = Forked.of(KilledBooking.class, folder);
    }

    private static List<String> rows(String name) {
        return run.output()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .toList();
    }

    @Test
    void the_first_process_is_killed_by_sigkill_inside_the_node_that_books() {
        assertThat(rows("worker-1"))
                .containsExactly(
                        "node search, for Oslo",
                        "node book",
                        "tool book_flight SK-662",
                        "tool book_hotel HARBOUR",
                        "killed (SIGKILL, exit code 137) when the hotel was booked, before that was on record");
    }

    @Test
    void the_second_process_goes_on_in_that_node_and_books_nothing_again() {
        assertThat(rows("worker-2"))
                .containsExactly(
                        "node book",
                        "tool book_hotel was cut off; the ledger has HOTEL-2",
                        "node pay",
                        "tool charge_card 453",
                        "done: RECEIPT-1");
    }

    @Test
    void everything_happened_once() {
        assertThat(rows("once"))
                .containsExactly(
                        "FLIGHT-1 booked SK 662 Hamburg to Oslo, 12 May 2027, 189 EUR",
                        "HOTEL-2 booked Harbour Hotel Oslo, 12 to 14 May 2027, 264 EUR",
                        "RECEIPT-1 charged 453 EUR for FLIGHT-1 and HOTEL-2");
        assertThat(run.output()).doesNotContain("TWICE");
        assertThat(run.errors()).isEqualTo("it gave no reason");
        assertThat(run.exitCode()).isZero();
    }
}
