package io.implatform.core.internal;

import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has a session on this node. Never stored. Threads: any; readers see each user's sessions as they
 * are at one moment.
 *
 * <p>A user's profile stays after their last session until the last connection has ended and what has
 * moved is stored ({@link #forgetIfGone}): a user who comes back at once finds it.
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

    private final ConcurrentHashMap<UserId, Profile> profiles = new ConcurrentHashMap<>();
    private final Watcher watcher;
    private final Interests interests;

    Presence(Watcher watcher, Interests interests) {
        this.watcher = watcher;
        this.interests = interests;
    }

    /** Lists a session as its user's. */
    Profile add(SessionActor session, UserId user) {
        return profiles.compute(user, (key, before) -> {
            Profile profile = before == null ? new Profile(user, interests) : before;
            List<SessionActor> sessions = new ArrayList<>(profile.sessions());
            sessions.add(session);
            profile.sessions(sessions);
            profile.hold();
            if (sessions.size() == 1) {
                watcher.online(user);
            }
            return profile;
        });
    }

    void remove(SessionActor session, UserId user) {
        profiles.computeIfPresent(user, (key, profile) -> {
            List<SessionActor> sessions = new ArrayList<>(profile.sessions());
            if (sessions.remove(session)) {
                profile.sessions(sessions);
                if (sessions.isEmpty()) {
                    watcher.offline(user);
                }
            }
            return profile;
        });
    }

    /** Drops the profile of a user without a connection, of whom nothing waits to be stored. */
    void forgetIfGone(UserId user) {
        profiles.computeIfPresent(user, (key, profile) -> {
            if (!profile.isDone()) {
                return profile;
            }
            profile.drop();
            return null;
        });
    }

    /** The profile of a user who has a session, or had one a moment ago; {@code null} for others. */
    @Nullable
    Profile profile(UserId user) {
        return profiles.get(user);
    }

    /** The sessions of a user; empty if they have none. */
    List<SessionActor> of(UserId user) {
        Profile profile = profiles.get(user);
        return profile == null ? List.of() : profile.sessions();
    }

    /** Everyone who has a session, or had one a moment ago. */
    Collection<Profile> all() {
        return profiles.values();
    }
}
