package dev.stepwell.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The world outside must show a double effect, or the examples show nothing. */
final class LedgerTest {

    @TempDir
    private Path folder;

    @Test
    void what_happens_twice_under_one_key_shows_twice() throws SQLException {
        try (Ledger ledger = Ledger.open(folder.resolve("ledger.sqlite"))) {
            ledger.pay("HOTEL-2", 264, "key-1");
            ledger.pay("HOTEL-2", 264, "key-1");
            assertThat(ledger.entries()).extracting(Ledger.Entry::reference).containsExactly("RECEIPT-1", "RECEIPT-2");
        }
    }

    @Test
    void what_happened_is_found_by_its_key_when_opened_again() throws SQLException {
        Path file = folder.resolve("ledger.sqlite");
        Ledger.Booking booking;
        try (Ledger ledger = Ledger.open(file)) {
            booking = ledger.book("flight", "SK 662", 189, "key-1");
        }
        try (Ledger ledger = Ledger.open(file)) {
            assertThat(ledger.bookingBy("key-1")).contains(booking);
            assertThat(ledger.bookingBy("key-2")).isEmpty();
            assertThat(ledger.paymentBy("key-1")).isEmpty();
        }
    }

    @Test
    void a_paper_written_twice_lies_there_twice() throws IOException {
        Papers papers = new Papers(folder);
        papers.email("Dear Ada");
        papers.email("Dear Ada");
        assertThat(papers.all()).containsExactly("outbox/mail-1.txt", "outbox/mail-2.txt");
    }
}
