package io.implatform.core.model;

/**
 * How far a user has come in a conversation. Positions only move forward.
 *
 * @param delivered the last message that some session of theirs was given; 0 for none
 * @param read the last message that they have read; 0 for none
 */
public record Position(long delivered, long read) {
    /** Nothing delivered, nothing read. */
    public static final Position START = new Position(0, 0);

    /** The farther of the two in each respect. */
    public Position and(Position other) {
        return new Position(Math.max(delivered, other.delivered), Math.max(read, other.read));
    }
}
