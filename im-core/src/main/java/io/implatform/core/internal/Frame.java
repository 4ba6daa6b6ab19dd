package io.implatform.core.internal;

/**
 * One thing that waits in outboxes, shared by all the sessions it goes to: encoded bytes for a
 * connection, or the values themselves for a session in this process.
 *
 * @param bytes what it counts for in an outbox
 * @param content {@code byte[]}, or what a {@link LocalSession} takes
 */
record Frame(int bytes, Object content) {
    static Frame of(byte[] encoded) {
        return new Frame(encoded.length, encoded);
    }
}
