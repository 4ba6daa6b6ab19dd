package io.implatform.core.internal;

import io.implatform.core.model.Event;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells those who watch how present everyone is.
 *
 * <p>Changes are gathered for a moment and told together: a burst of logins costs each watcher one
 * frame a moment, made once for all of them, and a user who came and went in between costs nothing. A
 * watcher who has no room is told later how things stand then, so the last state always arrives.
 */
final class Statuses {
    private final Presence presence;
    /** The watchers, each with those of whom it could not be told. */
    private final Map<SessionActor, Set<UserId>> watchers = new ConcurrentHashMap<>();

    private final Set<UserId> changed = ConcurrentHashMap.newKeySet();
    /** How everyone who is not offline was told of last. Only the timer's. */
    private final Map<UserId, Status> told = new HashMap<>();

    Statuses(Presence presence) {
        this.presence = presence;
    }

    /** From here on the session is told. */
    void watch(SessionActor session) {
        watchers.putIfAbsent(session, new HashSet<>());
    }

    void unwatch(SessionActor session) {
        watchers.remove(session);
    }

    /** Something about that user's presence may have changed. */
    void changed(UserId user) {
        changed.add(user);
    }

    /** Tells what has changed since the last time. Called by the timer alone. */
    void tell() {
        List<EventFrames> news = new ArrayList<>();
        Set<UserId> about = new HashSet<>();
        for (UserId user : List.copyOf(changed)) {
            changed.remove(user);
            Status now = seen(user);
            Status before = now.state() == Status.State.OFFLINE ? told.remove(user) : told.put(user, now);
            if (!now.equals(before == null ? Status.OFFLINE : before)) {
                about.add(user);
                news.add(new EventFrames(new Event.StatusChanged(user, now)));
            }
        }
        Map<Encoder, Frame> joined = new HashMap<>();
        watchers.forEach((session, untold) -> {
            untold.addAll(about);
            if (!untold.isEmpty()) {
                boolean isNewsOnly = untold.size() == about.size();
                Frame frame = isNewsOnly
                        ? joined.computeIfAbsent(session.encoder(), encoder -> join(encoder, news))
                        : join(session.encoder(), standing(untold));
                if (session.outbox().hasRoom()) {
                    untold.clear();
                    if (session.outbox().offerSignal(frame)) {
                        session.ring();
                    }
                }
            }
        });
    }

    private List<EventFrames> standing(Set<UserId> users) {
        List<EventFrames> events = new ArrayList<>();
        for (UserId user : users) {
            events.add(new EventFrames(new Event.StatusChanged(user, told.getOrDefault(user, Status.OFFLINE))));
        }
        return events;
    }

    private static Frame join(Encoder encoder, List<EventFrames> events) {
        List<Frame> frames = new ArrayList<>(events.size());
        for (EventFrames event : events) {
            frames.add(event.in(encoder));
        }
        return encoder.join(frames);
    }

    private Status seen(UserId user) {
        Profile profile = presence.profile(user);
        return profile == null ? Status.OFFLINE : profile.status().seen();
    }
}
