package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to be stored.
 *
 * @param conversation where
 * @param from who says it, spelled as registered
 * @param time when the server took it, to the millisecond
 * @param text what is said; {@link #toString} leaves it out
 * @param clientId the sender's own name for the message: with the same sender and id it is stored
 *     once for good; {@code null} where the sender gave none
 */
public record Append(
        ConversationId conversation,
        UserId from,
        Instant time,
        String text,
        @Nullable String clientId) {
    @Override
    public String toString() {
        return "Append[" + conversation.key() + " from " + from + "]";
    }
}
