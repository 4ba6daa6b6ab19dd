package io.implatform.core.internal;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final Nodes nodes;
    /** The watchers, each with those of whom it could not be told. */
    private final Map<SessionActor, Set<UserId>> watchers = new ConcurrentHashMap<>();

    private final Set<UserId> changed = ConcurrentHashMap.newKeySet();
    /** How everyone who is not offline was told of last. Only the timer's. */
    private final Map<UserId, Status> told = new HashMap<>();

    Statuses(Presence presence, Cluster cluster, Timer timer, long leaseMillis, long entries) {
        this.presence = presence;
        this.nodes = new Nodes(cluster, timer, leaseMillis, entries, this::changed);
    }

    /** Who is present on other nodes. */
    Nodes nodes() {
        return nodes;
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
            Status here = here(user);
            nodes.here(user, here);
            Status now = nodes.best(user, here);
            Status before = now.state() == Status.State.OFFLINE ? told.remove(user) : told.put(user, now);
            if (!now.equals(before == null ? Status.OFFLINE : before)) {
                about.add(user);
                news.add(new EventFrames(new Event.StatusChanged(user, now)));
            }
        }
        nodes.tell();
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

    private Status here(UserId user) {
        Profile profile = presence.profile(user);
        return profile == null ? Status.OFFLINE : profile.status().seen();
    }

    /** Everyone who is online as others see it, on whichever node, in order of their names. */
    List<Reply.Present> online() {
        Map<UserId, Status> online = new HashMap<>();
        for (Profile profile : presence.all()) {
            Status seen = profile.status().seen();
            if (seen.state() != Status.State.OFFLINE) {
                online.put(profile.user(), seen);
            }
        }
        nodes.forEach((user, status) ->
                online.merge(user, status, (one, other) -> one.state().compareTo(other.state()) <= 0 ? one : other));
        List<Reply.Present> sorted = new ArrayList<>(online.size());
        online.forEach((user, status) -> sorted.add(new Reply.Present(user, status)));
        sorted.sort(Comparator.comparing(Reply.Present::user));
        return sorted;
    }
}
