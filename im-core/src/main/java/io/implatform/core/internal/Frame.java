package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import org.jspecify.annotations.Nullable;

/**
 * One thing that waits in outboxes, shared by all the sessions it goes to: encoded bytes for a
 * connection, or the values themselves for a session in this process.
 *
 * @param bytes what it counts for in an outbox
 * @param content {@code byte[]}, or what a {@link LocalSession} takes
 * @param conversation whose messages it holds, where it is to be remembered how far a user was given
 *     them; otherwise {@code null}
 * @param last the number of the last message that it holds
 * @param isReply whether it says that the user's own message has that number, rather than holding messages of others
 */
record Frame(int bytes, Object content, @Nullable ConversationId conversation, long last, boolean isReply) {
    Frame(int bytes, Object content) {
        this(bytes, content, null, 0, false);
    }

    static Frame of(byte[] encoded) {
        return new Frame(encoded.length, encoded);
    }

    /** The same, holding messages up to {@code seq}. */
    Frame upTo(ConversationId in, long seq) {
        return new Frame(bytes, content, in, seq, false);
    }

    /** The same, saying that what the user has said has the number {@code seq}. */
    Frame repliesTo(ConversationId in, long seq) {
        return new Frame(bytes, content, in, seq, true);
    }
}
