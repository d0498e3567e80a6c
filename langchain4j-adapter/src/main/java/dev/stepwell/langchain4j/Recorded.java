package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.View.Entry;
import dev.stepwell.journal.Journal;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The messages that a turn recorded before it broke, in their order: the agent that runs the turn again brings them once
 * more.
 *
 * <p>Guarded by its conversation's lock.
 */
final class Recorded {

    /** Nothing recorded, or nothing of use. */
    static final Recorded NONE = new Recorded(List.of());

    private final Deque<Written> rest;

    private record Written(Entry entry, Instant time, Fingerprint fingerprint) {}

    private Recorded(List<Written> messages) {
        rest = new ArrayDeque<>(messages);
    }

    static Recorded after(Journal journal, SessionKey session, long position) {
        return new Recorded(
                journal.steps(session, StepQuery.kinds(StepKind.MESSAGE).from(position + 1))
                        .filter(step -> !step.erased())
                        .map(Recorded::written)
                        .toList());
    }

    private static Written written(Step step) {
        return new Written(Entry.of(step), step.time(), MessageCodec.fingerprint(MessageCodec.decode(step)));
    }

    boolean isEmpty() {
        return rest.isEmpty();
    }

    /**
     * Finds a message that comes again. Those before it belong to a branch that the agent did not take this time; if it
     * is none of them, none is taken.
     */
    Optional<Held> next(Fingerprint fingerprint, ChatMessage message) {
        boolean known = rest.stream().anyMatch(written -> written.fingerprint().equals(fingerprint));
        for (Iterator<Written> walk = rest.iterator(); known && walk.hasNext(); ) {
            Written written = walk.next();
            walk.remove();
            if (written.fingerprint().equals(fingerprint)) {
                return Optional.of(Held.recorded(message, written.entry(), written.time(), fingerprint));
            }
        }
        return Optional.empty();
    }
}
