package dev.stepwell.recall;

import dev.stepwell.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended.
 *
 * @param seen how many results were given
 * @param through the journal's last offset when the first page was asked for; later steps would shift the results
 */
record Cursor(int seen, long through) {

    static Cursor of(RecallQuery query, Journal journal) {
        if (query.cursor.isEmpty()) {
            return new Cursor(0, journal.lastOffset());
        }
        String[] parts = query.cursor.split("\\.", -1);
        try {
            Cursor cursor = new Cursor(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
            if (parts.length == 2 && cursor.seen >= 0 && cursor.seen <= 100_000 && cursor.through >= 0) {
                return cursor;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw wrong(query, e);
        }
        throw wrong(query, null);
    }

    private static IllegalArgumentException wrong(RecallQuery query, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "recall: expected a cursor that a recollection gave, got '" + query.cursor + "'", cause);
    }

    /** {@return the cursor behind the result of a rank} */
    String after(int rank) {
        return rank + "." + through;
    }
}
