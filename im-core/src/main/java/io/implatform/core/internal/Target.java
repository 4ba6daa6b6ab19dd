package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.util.Optional;

/**
 * What a request names, looked up: all that a lane needs to decide it without reading a store, but for
 * the state of a group.
 *
 * @param conversation where; for a request about a user alone, the lobby, whose lane stores it
 * @param user the user it names, as registered; empty where it names none
 * @param subject the message that is answered, edited or deleted
 * @param head the newest message, where a position is moved; 0 otherwise
 */
record Target(ConversationId conversation, Optional<UserId> user, Optional<Message> subject, long head) {
    static Target of(ConversationId conversation) {
        return new Target(conversation, Optional.empty(), Optional.empty(), 0);
    }

    static Target of(ConversationId conversation, UserId user) {
        return new Target(conversation, Optional.of(user), Optional.empty(), 0);
    }

    Target with(Optional<Message> message) {
        return new Target(conversation, user, message, head);
    }

    Target withHead(long seq) {
        return new Target(conversation, user, subject, seq);
    }
}
