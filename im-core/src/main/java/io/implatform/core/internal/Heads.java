package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last message of each conversation that this node's sessions were offered, by which a lane sees what
 * other nodes stored in between. It knows the lobby and every conversation of a user who is here: as many as
 * their profiles hold. A private conversation of such a user that it does not know is new.
 *
 * <p>Only the lane of a conversation moves its head; who logs a user in adds those that are not known.
 * Threads: any. Empty on a node that is alone.
 */
final class Heads {
    private final ConcurrentHashMap<ConversationId, Long> heads = new ConcurrentHashMap<>();

    /** The last one that was offered; {@code null} where that is not known. */
    @Nullable
    Long of(ConversationId conversation) {
        return heads.get(conversation);
    }

    /** For its lane. */
    void offered(ConversationId conversation, long seq) {
        heads.merge(conversation, seq, Math::max);
    }

    /**
     * Messages after {@code head} are to be offered, if it was not known what was.
     *
     * @return what was offered before; {@code null} where that was not known
     */
    @Nullable
    Long begin(ConversationId conversation, long head) {
        return heads.putIfAbsent(conversation, head);
    }

    /** Forgets those that concern nobody here. */
    void keep(Predicate<ConversationId> concerns) {
        for (ConversationId conversation : heads.keySet()) {
            // One at a time, so that a user who comes meanwhile either is seen here or begins it again.
            heads.computeIfPresent(conversation, (key, head) -> concerns.test(key) ? head : null);
        }
    }
}
