package dev.stepwell.journal;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a session's steps up to a position add up to: the last step of each kind, the holders of its slots, its attempt.
 *
 * <p>Every {@link SqliteSchema#STATE_EVERY}th of them is stored, so that a session can be forked off at any position
 * without reading its history.
 *
 * <p>For one thread.
 */
final class SessionState {

    final Map<String, Head.Tail> tails = new TreeMap<>();
    final Map<String, Long> slots = new TreeMap<>(); // offset of the holder, by name
    long attempt;
    boolean running;
    boolean ended;

    /** Applies the session's next step. */
    void apply(long offset, String kind, long ordinal, String slot, long byAttempt) {
        tails.put(kind, new Head.Tail(offset, ordinal));
        if (slot.startsWith("+")) {
            slots.put(slot.substring(1), offset);
        } else if (slot.startsWith("-")) {
            slots.remove(slot.substring(1));
        }
        if (kind.equals(StepKind.ATTEMPT_STARTED.name())) {
            attempt = byAttempt;
            running = true;
            ended = false;
        } else if (kind.equals(StepKind.ATTEMPT_ENDED.name())) {
            running = false;
        } else if (kind.equals(StepKind.OUTCOME.name())) {
            ended = true;
        } else if (kind.equals(StepKind.FORKED.name())) {
            running = false;
            ended = false;
        }
    }

    /** {@return the slots as a line each, the offset first; a name holds no line break} */
    String slotsText() {
        StringBuilder text = new StringBuilder();
        slots.forEach(
                (name, offset) -> text.append(offset).append(' ').append(name).append('\n'));
        return text.toString();
    }

    void readSlots(SessionKey session, String text) {
        try {
            text.lines().forEach(line -> {
                int space = line.indexOf(' ');
                slots.put(line.substring(space + 1), Long.parseLong(line.substring(0, Math.max(0, space))));
            });
        } catch (NumberFormatException e) {
            throw new CorruptStoreException(
                    "session " + session + ": expected lines of an offset and a slot, found '" + Limits.shortened(text)
                            + "': run verify",
                    e);
        }
    }

    @Override
    public String toString() {
        return "tails " + tails + ", slots " + slots + ", attempt " + attempt + ", running " + running + ", ended "
                + ended;
    }
}
