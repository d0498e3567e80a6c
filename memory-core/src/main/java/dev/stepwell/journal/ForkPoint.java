package dev.stepwell.journal;

/**
 * Where a session was forked off another: it shares that one's steps up to a position.
 *
 * <p>Immutable.
 *
 * @param session the session that wrote the shared steps
 * @param position the position of the last step shared with it, 1 or more
 */
public record ForkPoint(SessionKey session, long position) {}
