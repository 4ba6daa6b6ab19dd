package io.implatform.core.spi;

import io.implatform.core.model.Message;
import java.util.List;

/**
 * Some consecutive messages of a conversation.
 *
 * @param messages oldest first
 * @param more whether there are further ones in the direction of the request: older ones for {@code
 *     NEWEST} and {@code BEFORE}, newer ones for {@code AFTER}
 */
public record HistoryPage(List<Message> messages, boolean more) {
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
