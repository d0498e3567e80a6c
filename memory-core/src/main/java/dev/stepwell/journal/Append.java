package dev.stepwell.journal;

import java.util.List;
import java.util.Objects;

/**
 * One request to append: drafts that become durable together or not at all, and what must hold for that.
 *
 * <p>Immutable.
 *
 * @param session where to append; created if it does not exist
 * @param drafts one or more steps, in order
 * @param expectedPosition the position the session must be at (0: it must not exist or be empty), or {@link #ANY}
 * @param attempt the attempt that writes and must not be fenced, {@link #NO_ATTEMPT} for a write outside any attempt, or
 *     {@link #NEW_ATTEMPT} to begin the next one with the first draft
 */
public record Append(SessionKey session, List<Draft> drafts, long expectedPosition, long attempt) {

    /** No expectation of the position. */
    public static final long ANY = -1;

    /** Written outside any attempt. */
    public static final long NO_ATTEMPT = 0;

    /** Begins the next attempt, with {@link StepKind#ATTEMPT_STARTED} as the first draft, and fences the current one. */
    public static final long NEW_ATTEMPT = -1;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no draft, or the position or attempt is negative and not one of the
     *     constants
     */
    public Append {
        Objects.requireNonNull(session, "session");
        drafts = List.copyOf(drafts);
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("append to " + session + ": expected at least one draft, got none");
        }
        if (expectedPosition < ANY) {
            throw new IllegalArgumentException("append to " + session
                    + ": expected position must be 0 or more (or Append.ANY), got " + expectedPosition);
        }
        if (attempt < NEW_ATTEMPT) {
            throw new IllegalArgumentException(
                    "append to " + session + ": attempt must be 1 or more (or a constant), got " + attempt);
        }
    }

    /** Refuses an attempt that begins without saying so, or that is said to begin and does not. */
    void checkBeginning() {
        for (int i = 0; i < drafts.size(); i++) {
            boolean begins = i == 0 && attempt == NEW_ATTEMPT;
            if (begins != drafts.get(i).kind().equals(StepKind.ATTEMPT_STARTED)) {
                throw new IllegalArgumentException("append to " + session + ": expected " + StepKind.ATTEMPT_STARTED
                        + " as the first draft of Append.NEW_ATTEMPT and nowhere else, got "
                        + drafts.get(i).kind() + " as draft " + (i + 1) + " of attempt " + attempt);
            }
        }
    }

    /** {@return an append without expectation, outside any attempt} */
    public static Append to(SessionKey session, Draft... drafts) {
        return new Append(session, List.of(drafts), ANY, NO_ATTEMPT);
    }

    /** {@return this append, made only if the session is at the position} */
    public Append expecting(long position) {
        return new Append(session, drafts, position, attempt);
    }

    /** {@return this append, made only while the attempt is not fenced} */
    public Append by(long attemptNumber) {
        return new Append(session, drafts, expectedPosition, attemptNumber);
    }
}
