package dev.stepwell.journal;

/**
 * Up to where a session shares steps with another.
 *
 * <p>Immutable.
 *
 * @param session the other session
 * @param position the position of the last step they share, 1 or more; the same in both
 */
public record ForkPoint(SessionKey session, long position) {}
