package dev.stepwell.examples;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The books of airline, hotel, bank and model provider: what really happened, outside the agent's memory.
 *
 * <p>It writes down whatever it is asked to, as often as it is asked, so that an effect that happened twice shows twice. It
 * keeps the idempotency key with each entry and can be searched by it, like the systems of most who take money.
 *
 * <p>For one thread.
 */
final class Ledger implements AutoCloseable {

    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS bookings (
                reference INTEGER PRIMARY KEY, at TEXT, kind TEXT, what TEXT, euros INTEGER, key TEXT);
            CREATE TABLE IF NOT EXISTS payments (
                receipt INTEGER PRIMARY KEY, at TEXT, booking TEXT, euros INTEGER, key TEXT);
            CREATE TABLE IF NOT EXISTS questions (
                number INTEGER PRIMARY KEY, at TEXT, worker TEXT, tokens INTEGER);
            """;

    private final Connection books;

    /** A flight or room taken; the reference is {@code FLIGHT-1}, {@code HOTEL-2} and so on. */
    record Booking(String reference, String kind, String what, int euros) {}

    /** Money taken for a booking. */
    record Payment(String receipt, String booking, int euros) {}

    /** A question to the model, answered and charged. */
    record Question(String worker, int tokens) {}

    /** Anything that happened, with the key it happened under. */
    record Entry(String reference, String what, String key) {}

    private Ledger(Connection books) {
        this.books = books;
    }

    static Ledger open(Path file) throws SQLException {
        Connection books = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = books.createStatement()) {
            statement.executeUpdate(SCHEMA);
        }
        return new Ledger(books);
    }

    Booking book(String kind, String what, int euros, String key) throws SQLException {
        return booking(write(
                "INSERT INTO bookings (at, kind, what, euros, key) VALUES (?, ?, ?, ?, ?)", kind, what, euros, key));
    }

    Payment pay(String booking, int euros, String key) throws SQLException {
        return payment(
                write("INSERT INTO payments (at, booking, euros, key) VALUES (?, ?, ?, ?)", booking, euros, key));
    }

    void charge(String worker, int tokens) throws SQLException {
        write("INSERT INTO questions (at, worker, tokens) VALUES (?, ?, ?)", worker, tokens);
    }

    /** {@return the booking made under the key, if there is one} */
    Optional<Booking> bookingBy(String key) throws SQLException {
        return read("SELECT reference FROM bookings WHERE key = ?", row -> booking(row.getLong(1)), key).stream()
                .findFirst();
    }

    /** {@return the payment made under the key, if there is one} */
    Optional<Payment> paymentBy(String key) throws SQLException {
        return read("SELECT receipt FROM payments WHERE key = ?", row -> payment(row.getLong(1)), key).stream()
                .findFirst();
    }

    /** {@return all bookings and payments, oldest first} */
    List<Entry> entries() throws SQLException {
        return read("""
                SELECT at, upper(kind) || '-' || reference, 'booked ' || what || ', ' || euros || ' EUR', key FROM bookings
                UNION ALL
                SELECT at, 'RECEIPT-' || receipt, 'charged ' || euros || ' EUR for ' || booking, key FROM payments
                ORDER BY at""", row -> new Entry(row.getString(2), row.getString(3), row.getString(4)));
    }

    List<Question> questions() throws SQLException {
        return read(
                "SELECT worker, tokens FROM questions ORDER BY number",
                row -> new Question(row.getString(1), row.getInt(2)));
    }

    private Booking booking(long reference) throws SQLException {
        return read(
                        "SELECT kind, what, euros FROM bookings WHERE reference = ?",
                        row -> new Booking(
                                row.getString(1).toUpperCase(Locale.ROOT) + "-" + reference,
                                row.getString(1),
                                row.getString(2),
                                row.getInt(3)),
                        reference)
                .get(0);
    }

    private Payment payment(long receipt) throws SQLException {
        return read(
                        "SELECT booking, euros FROM payments WHERE receipt = ?",
                        row -> new Payment("RECEIPT-" + receipt, row.getString(1), row.getInt(2)),
                        receipt)
                .get(0);
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private long write(String sql, Object... values) throws SQLException {
        try (PreparedStatement insert = books.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, Instant.now().toString());
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 2, values[i]);
            }
            insert.executeUpdate();
            try (ResultSet number = insert.getGeneratedKeys()) {
                number.next();
                return number.getLong(1);
            }
        }
    }

    private <T> List<T> read(String sql, Row<T> reader, Object... values) throws SQLException {
        try (PreparedStatement select = books.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        }
    }

    @Override
    public void close() throws SQLException {
        books.close();
    }
}
