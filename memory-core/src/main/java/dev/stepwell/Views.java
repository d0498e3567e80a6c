package dev.stepwell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.CorruptStoreException;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the view is written down.
 *
 * <p>The view is the list of all messages with edits: a message joins its end by being appended, so that a growing
 * conversation writes no view step at all. A {@code view} step is either whole or one splice:
 *
 * <pre>
 * {"messages": N, "pieces": [[first, last, position], …]}           the view, whole
 * {"messages": N, "splice": [index, removed, [[first, last, position], …]]}   in the view so far
 * </pre>
 *
 * <p>A piece names the messages {@code first} to {@code last} by ordinal, with the position of {@code last}; {@code N} is
 * the ordinal of the newest message when the step was written. Whichever is smaller is written, but a whole view once the
 * splices since the last whole one outweigh it: writing costs at most twice the change, and reading at most twice the
 * view.
 */
final class Views {

    private static final int WHOLE_BYTES_FREE = 128; // below this a whole view is never worth avoiding

    private Views() {}

    private record Piece(long first, long last, long position) {
        long size() {
            return last - first + 1;
        }
    }

    static Optional<View.Change> change(List<Entry> before, List<Entry> after, long newest, int deltaBytes) {
        int same = 0;
        int shorter = Math.min(before.size(), after.size());
        while (same < shorter && before.get(same).equals(after.get(same))) {
            same++;
        }
        int sameEnd = 0;
        while (sameEnd < shorter - same
                && before.get(before.size() - 1 - sameEnd).equals(after.get(after.size() - 1 - sameEnd))) {
            sameEnd++;
        }
        int removed = before.size() - same - sameEnd;
        List<Entry> inserted = after.subList(same, after.size() - sameEnd);
        if (removed == 0 && inserted.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode splice = Json.object().put("messages", newest);
        splice.putArray("splice").add(same).add(removed).add(array(pieces(inserted)));
        String delta = Json.write(splice);
        ObjectNode pieces = Json.object().put("messages", newest);
        pieces.set("pieces", array(pieces(after)));
        String whole = Json.write(pieces);
        if (whole.length() <= Math.max(WHOLE_BYTES_FREE, deltaBytes + delta.length())) {
            return Optional.of(new View.Change(Draft.of(StepKind.VIEW, whole), 0));
        }
        return Optional.of(new View.Change(Draft.of(StepKind.VIEW, delta), deltaBytes + delta.length()));
    }

    private static List<Piece> pieces(List<Entry> entries) {
        List<Piece> pieces = new ArrayList<>();
        for (Entry entry : entries) {
            Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            if (last != null && entry.ordinal() == last.last() + 1) {
                pieces.set(pieces.size() - 1, new Piece(last.first(), entry.ordinal(), entry.position()));
            } else {
                pieces.add(new Piece(entry.ordinal(), entry.ordinal(), entry.position()));
            }
        }
        return pieces;
    }

    private static ArrayNode array(List<Piece> pieces) {
        ArrayNode array = Json.object().arrayNode();
        pieces.forEach(
                piece -> array.addArray().add(piece.first()).add(piece.last()).add(piece.position()));
        return array;
    }

    /** Reads the view as it was after a position: back to the last whole view, then forward through the splices. */
    static View load(Journal journal, SessionKey session, long position) {
        Deque<Step> changes = new ArrayDeque<>();
        int deltaBytes = 0;
        Iterator<Step> views =
                journal.steps(session, backwards(StepKind.VIEW, position)).iterator();
        while (views.hasNext()) {
            Step change = views.next();
            changes.push(change);
            if (Json.payload(change).has("pieces")) {
                break;
            }
            deltaBytes += change.payload().length();
        }
        Optional<Step> newest =
                journal.steps(session, backwards(StepKind.MESSAGE, position)).findFirst();
        if (newest.isEmpty()) {
            return View.EMPTY;
        }
        List<Piece> pieces = new ArrayList<>();
        long joined = 0;
        for (Step change : changes) {
            JsonNode json = Json.payload(change);
            if (json.has("pieces")) {
                pieces = read(json.path("pieces"));
            } else {
                join(pieces, joined, json.path("messages").asLong(), change.position());
                splice(pieces, json.path("splice"), change);
            }
            joined = json.path("messages").asLong();
        }
        join(pieces, joined, newest.get().ordinal(), newest.get().position());
        return messages(journal, session, pieces, deltaBytes);
    }

    private static StepQuery backwards(StepKind kind, long position) {
        return StepQuery.kinds(kind).to(position).backwards();
    }

    /** The messages appended since the last change stand at the end; a position at or behind the last one will do. */
    private static void join(List<Piece> pieces, long joined, long newest, long position) {
        if (newest > joined) {
            pieces.add(new Piece(joined + 1, newest, position));
        }
    }

    private static List<Piece> read(JsonNode array) {
        List<Piece> pieces = new ArrayList<>();
        array.forEach(piece -> pieces.add(new Piece(
                piece.path(0).asLong(), piece.path(1).asLong(), piece.path(2).asLong())));
        return pieces;
    }

    private static void splice(List<Piece> pieces, JsonNode splice, Step change) {
        long index = splice.path(0).asLong();
        int at = split(pieces, index, change);
        int end = split(pieces, index + splice.path(1).asLong(), change);
        pieces.subList(at, end).clear();
        pieces.addAll(at, read(splice.path(2)));
    }

    /** Makes a piece begin at the index, and returns which. */
    private static int split(List<Piece> pieces, long index, Step change) {
        long start = 0;
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (start == index) {
                return i;
            }
            if (index < start + piece.size()) {
                long cut = piece.first() + (index - start);
                pieces.set(i, new Piece(piece.first(), cut - 1, piece.position()));
                pieces.add(i + 1, new Piece(cut, piece.last(), piece.position()));
                return i + 1;
            }
            start += piece.size();
        }
        if (start == index) {
            return pieces.size();
        }
        throw new CorruptStoreException("session " + change.session() + " position " + change.position()
                + ": a view change at index " + index + ", but the view has " + start + " messages");
    }

    /** Fetches the pieces: one walk back over the session's messages for all pieces that share an anchor. */
    private static View messages(Journal journal, SessionKey session, List<Piece> pieces, int deltaBytes) {
        Map<Long, List<Piece>> byAnchor = new TreeMap<>();
        pieces.forEach(piece -> byAnchor.computeIfAbsent(piece.position(), anchor -> new ArrayList<>())
                .add(piece));
        Map<Long, Step> found = new HashMap<>();
        byAnchor.forEach((anchor, wanted) -> {
            long lowest = wanted.stream().mapToLong(Piece::first).min().orElseThrow();
            Iterator<Step> walk =
                    journal.steps(session, backwards(StepKind.MESSAGE, anchor)).iterator();
            for (long ordinal = Long.MAX_VALUE; ordinal > lowest && walk.hasNext(); ) {
                Step step = walk.next();
                ordinal = step.ordinal();
                found.put(ordinal, step);
            }
        });
        List<Step> messages = new ArrayList<>();
        boolean erased = false;
        for (Piece piece : pieces) {
            for (long ordinal = piece.first(); ordinal <= piece.last(); ordinal++) {
                Step step = found.get(ordinal);
                if (step == null) {
                    throw new CorruptStoreException("session " + session + ": the view names message " + ordinal
                            + ", which is not found up to position " + piece.position());
                }
                erased |= step.erased();
                if (!step.erased()) {
                    messages.add(step);
                }
            }
        }
        // A splice counts by index, and whoever gets this view does not count the erased: the next change is whole.
        return new View(messages, erased ? Integer.MAX_VALUE / 2 : deltaBytes);
    }
}
