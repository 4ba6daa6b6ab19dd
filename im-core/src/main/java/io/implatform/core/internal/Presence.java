package io.implatform.core.internal;

import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is online on this node, and with which sessions. Never stored. Threads: any; readers see each
 * user's sessions as they are at one moment.
 */
final class Presence {
    /** Told when a user's first session comes and the last one goes; called while that user is locked. */
    interface Watcher {
        void online(UserId user);

        void offline(UserId user);

        /** One watcher for two. */
        static Watcher both(Watcher one, Watcher other) {
            return new Watcher() {
                @Override
                public void online(UserId user) {
                    one.online(user);
                    other.online(user);
                }

                @Override
                public void offline(UserId user) {
                    one.offline(user);
                    other.offline(user);
                }
            };
        }
    }

    private final ConcurrentHashMap<UserId, List<SessionActor>> sessions = new ConcurrentHashMap<>();
    private final Watcher watcher;

    Presence(Watcher watcher) {
        this.watcher = watcher;
    }

    void add(SessionActor session, UserId user) {
        sessions.compute(user, (key, before) -> {
            if (before == null) {
                watcher.online(user);
                return List.of(session);
            }
            List<SessionActor> after = new ArrayList<>(before);
            after.add(session);
            return List.copyOf(after);
        });
    }

    void remove(SessionActor session) {
        UserId user = session.user();
        if (user == null) {
            return;
        }
        sessions.computeIfPresent(user, (key, before) -> {
            List<SessionActor> after = new ArrayList<>(before);
            after.remove(session);
            if (!after.isEmpty()) {
                return List.copyOf(after);
            }
            watcher.offline(user);
            return null;
        });
    }

    /** The sessions of a user; empty if they are not online. */
    List<SessionActor> of(UserId user) {
        return sessions.getOrDefault(user, List.of());
    }

    /** The sessions of everyone online, user by user. */
    Collection<List<SessionActor>> all() {
        return sessions.values();
    }

    /** Everyone online, in order of their names. */
    List<UserId> users() {
        List<UserId> users = new ArrayList<>(sessions.keySet());
        Collections.sort(users);
        return users;
    }
}
