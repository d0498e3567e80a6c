package dev.stepwell;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt as the audit tells it.
 *
 * <p>Immutable.
 *
 * @param number 1 for the first
 * @param info who, where and why
 * @param startedAt when it began
 * @param fromPosition the position the session was at when it began: what it resumed from
 * @param endedAt when it ended by itself; empty if it still runs, was killed or was fenced
 */
public record AttemptRecord(
        long number, AttemptInfo info, Instant startedAt, long fromPosition, Optional<Instant> endedAt) {}
