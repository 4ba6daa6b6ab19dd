package io.implatform.protocol.client;

import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.time.Instant;

/**
 * A text that somebody said in a conversation. Immutable.
 *
 * @param seq its number in the conversation
 * @param time when the server took it, to the millisecond
 * @param from who said it, spelled as registered
 * @param text what they said, in its newest state; empty where it was deleted; {@link #toString} leaves it out
 * @param replyTo the number of the message that it answers; 0 for none
 * @param state what became of it since
 */
public record Said(long seq, Instant time, UserId from, String text, long replyTo, Message.State state) {
    @Override
    public String toString() {
        return "Said[#" + seq + " from " + from + "]";
    }
}
