package io.implatform.core.model;

import java.time.Instant;

/**
 * A message that is stored: what was said, by whom, when, and its number in its conversation.
 *
 * @param conversation where it was said
 * @param seq its number there: 1, 2, 3, … with no gap
 * @param time when the server took it, to the millisecond
 * @param from who said it, spelled as registered
 * @param text what was said; {@link #toString} leaves it out, so that it reaches no log
 */
public record Message(ConversationId conversation, long seq, Instant time, UserId from, String text) {
    public Message {
        if (seq < 1) {
            throw new IllegalArgumentException("seq " + seq + " < 1");
        }
    }

    @Override
    public String toString() {
        return "Message[" + conversation.key() + " #" + seq + " from " + from + "]";
    }
}
