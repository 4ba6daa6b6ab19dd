package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What one node tells the others through the router: "I have stored these numbers of that
 * conversation". The messages themselves are read from the store.
 */
record Notice(ConversationId conversation, long first, long last) implements Lane.Work {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + 2 * Long.BYTES + 2 * Long.BYTES;

    @Override
    public void collect(Lane lane, Round round) {
        round.take(this);
    }

    /** One notice for two of the same conversation. */
    Notice and(Notice other) {
        return new Notice(conversation, Math.min(first, other.first), Math.max(last, other.last));
    }

    byte[] encode(UUID node) {
        byte[] key = conversation.key().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(HEADER_BYTES + key.length)
                .put(VERSION)
                .putLong(node.getMostSignificantBits())
                .putLong(node.getLeastSignificantBits())
                .putLong(first)
                .putLong(last)
                .put(key)
                .array();
    }

    /** The notice, unless it is {@code self}'s own, of another version, or no notice at all. */
    static Optional<Notice> decode(byte[] payload, UUID self) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        if (in.remaining() < HEADER_BYTES || in.get() != VERSION || new UUID(in.getLong(), in.getLong()).equals(self)) {
            return Optional.empty();
        }
        long first = in.getLong();
        long last = in.getLong();
        String key = StandardCharsets.US_ASCII.decode(in).toString();
        return first < 1 || last < first
                ? Optional.empty()
                : ConversationId.parseKey(key).map(conversation -> new Notice(conversation, first, last));
    }
}
