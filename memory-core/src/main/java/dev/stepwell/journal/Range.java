package dev.stepwell.journal;

/**
 * Positions of a session, both ends inclusive.
 *
 * <p>Immutable. Whether the positions exist is checked where the range is used.
 *
 * @param from the first position
 * @param to the last position
 */
public record Range(long from, long to) {}
