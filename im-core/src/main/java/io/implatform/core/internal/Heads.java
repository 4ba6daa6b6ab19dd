package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Standing;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Engine engine;
    private final ConcurrentHashMap<ConversationId, Long> heads = new ConcurrentHashMap<>();

    Heads(Engine engine) {
        this.engine = engine;
    }

    /** The last one that was offered; {@code null} where that is not known. */
    @Nullable
    Long of(ConversationId conversation) {
        return heads.get(conversation);
    }

    /** For its lane. */
    void offered(ConversationId conversation, long seq) {
        heads.merge(conversation, seq, Math::max);
    }

    /** A user who is here takes part in a conversation from now on. */
    void begin(Standing standing) {
        if (engine.cluster().isClustered() && !standing.invited()) {
            ConversationId in = standing.conversation();
            // For one who is here already it may be new, and not told yet.
            begin(in, isNew(in) ? 0 : standing.head(), standing.head());
        }
    }

    /** The same, where everything after {@code from} is to be told, up to {@code head} of what is there. */
    void begin(ConversationId in, long from, long head) {
        if (engine.cluster().isClustered()) {
            Long known = heads.putIfAbsent(in, from);
            if ((known == null ? from : known) < head) {
                engine.lane(in).work(new Stored(in, from + 1, head, 0));
            }
        }
    }

    /** Forgets those that concern nobody here. */
    void forgetOthers() {
        for (ConversationId conversation : heads.keySet()) {
            // One at a time, so that a user who comes meanwhile either is seen here or begins it again.
            heads.computeIfPresent(conversation, (key, head) -> concerns(key) ? head : null);
        }
    }

    /** Whether somebody here takes part in a conversation. */
    boolean concerns(ConversationId in) {
        if (in instanceof ConversationId.Private pair) {
            return isHere(pair.first()) || isHere(pair.second());
        }
        return !(in instanceof ConversationId.Group group) || engine.interests().contains(group);
    }

    private boolean isHere(UserId user) {
        return engine.presence().profile(user) != null;
    }

    /** Whether a conversation of which no head is known must have begun since somebody here logged in. */
    boolean isNew(ConversationId in) {
        return in instanceof ConversationId.Private pair && (isLoaded(pair.first()) || isLoaded(pair.second()));
    }

    private boolean isLoaded(UserId user) {
        Profile profile = engine.presence().profile(user);
        return profile != null && profile.isLoaded();
    }
}
