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
 * @param tells what it means that a user was given it
 */
record Frame(int bytes, Object content, @Nullable ConversationId conversation, long last, Tells tells) {
    /** What a frame tells the user whom it is given to. */
    enum Tells {
        /** Messages, or nothing that is remembered. */
        MESSAGES,
        /** A message of the user's own, said in another session. */
        OWN_MESSAGE,
        /** That what the user has said in this session has that number. */
        OWN_NUMBER
    }

    Frame(int bytes, Object content) {
        this(bytes, content, null, 0, Tells.MESSAGES);
    }

    static Frame of(byte[] encoded) {
        return new Frame(encoded.length, encoded);
    }

    /** The same, telling that of the messages up to {@code seq}. */
    Frame telling(Tells what, ConversationId in, long seq) {
        return new Frame(bytes, content, in, seq, what);
    }
}
