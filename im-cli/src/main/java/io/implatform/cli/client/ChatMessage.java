package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.time.Instant;

/**
 * A text of a conversation. Immutable.
 *
 * @param replyTo the number of the message that it answers; 0 for none
 * @param text empty where it is deleted
 */
record ChatMessage(
        ConversationRef in,
        long seq,
        Instant time,
        String from,
        String text,
        long replyTo,
        boolean edited,
        boolean deleted) {

    /** A text as it is first said, which answers none. */
    ChatMessage(ConversationRef in, long seq, Instant time, String from, String text) {
        this(in, seq, time, from, text, 0, false, false);
    }
}
