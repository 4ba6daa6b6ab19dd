package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which groups concern this node: those of which a user who is here is a member. The router is asked for what
 * is said about these and no others. As many entries as the profiles of those who are here hold. Threads: any;
 * empty on a node that is alone.
 */
final class Interests {
    private final Cluster cluster;
    private final ConcurrentHashMap<ConversationId.Group, Set<UserId>> members = new ConcurrentHashMap<>();

    Interests(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A user who is here is a member. */
    void add(ConversationId.Group group, UserId user) {
        if (cluster.isClustered()) {
            members.compute(group, (key, before) -> {
                Set<UserId> now = before == null ? ConcurrentHashMap.newKeySet(1) : before;
                now.add(user);
                if (before == null) {
                    cluster.hear(key);
                }
                return now;
            });
        }
    }

    /** They are no member any more, or not here. */
    void remove(ConversationId.Group group, UserId user) {
        members.computeIfPresent(group, (key, now) -> {
            now.remove(user);
            if (now.isEmpty()) {
                cluster.hearNoMore(key);
                return null;
            }
            return now;
        });
    }

    /** The members who are here. */
    Set<UserId> of(ConversationId.Group group) {
        return Set.copyOf(members.getOrDefault(group, Set.of()));
    }

    boolean contains(ConversationId.Group group) {
        return members.containsKey(group);
    }
}
