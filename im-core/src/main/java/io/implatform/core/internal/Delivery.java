package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells sessions what a round has stored. Confined to a lane.
 *
 * <p>Messages of a conversation that many share (the lobby, a group whose members are the same for the
 * whole round) are gathered in a {@link Burst} and given joined to those who asked for nothing in the
 * round; those who did, and those who have blocked somebody, are given each message when it is its turn.
 */
final class Delivery {
    private final Engine engine;
    private final Round round;
    /** Who asked for something in the round: grows until it runs. */
    private final List<SessionActor> askers;

    /** The lane's, which keeps it from round to round: it grows with the recipients. */
    private final List<SessionActor> toRing;

    private final Map<ConversationId, Burst> bursts = new LinkedHashMap<>();
    private final Map<ConversationId, Group> audiences = new HashMap<>();

    Delivery(Engine engine, Round round, List<SessionActor> askers, List<SessionActor> toRing) {
        this.engine = engine;
        this.round = round;
        this.askers = askers;
        this.toRing = toRing;
    }

    /** Messages in these ranges follow. */
    void begin(Collection<Stored> ranges) {
        for (Stored range : ranges) {
            if (!(range.conversation() instanceof ConversationId.Private)) {
                bursts.put(range.conversation(), new Burst(range.conversation(), range.first()));
            }
        }
    }

    /**
     * The next message.
     *
     * @param except the session that sent it, which is not told
     * @param group the state of its group, where it is in one
     */
    void message(Message message, @Nullable SessionActor except, @Nullable Group group) {
        ConversationId in = message.conversation();
        if (in instanceof ConversationId.Private pair) {
            toUser(pair.first(), except, message);
            if (!pair.first().equals(pair.second())) {
                toUser(pair.second(), except, message);
            }
            return;
        }
        Burst burst = bursts.get(in);
        if (burst == null) {
            EventFrames event = EventFrames.ofShared(message);
            forAudience(in, group, session -> offer(session, except, message, event));
            return;
        }
        if (group != null) {
            audiences.put(in, group);
        }
        EventFrames event = burst.add(message);
        for (SessionActor session : askers) {
            if (session.isListed() && isIn(session, group)) {
                offer(session, except, message, event);
            }
        }
    }

    /** The next message, which another node has stored: told at once. */
    void messageOfAnotherNode(Message message, @Nullable Group group) {
        ConversationId in = message.conversation();
        if (in instanceof ConversationId.Private) {
            message(message, null, group);
        } else {
            EventFrames event = EventFrames.ofShared(message);
            forAudience(in, group, session -> offer(session, null, message, event));
        }
    }

    /** A group is about to change: what its members were to be told together is told now. */
    void audienceChanges(ConversationId.Group group) {
        Burst burst = bursts.remove(group);
        if (burst != null) {
            give(group, burst);
        }
    }

    /**
     * The next message of a conversation is {@code seq}, and not the one after the last: what was gathered is told
     * now, and gathering begins again.
     */
    void jump(ConversationId in, long seq) {
        Burst burst = bursts.get(in);
        if (burst != null) {
            give(in, burst);
            bursts.put(in, new Burst(in, seq));
        }
    }

    /** What was stored in a conversation after a number cannot be read now: those here catch up with it later. */
    void behind(ConversationId in, @Nullable Group group, long after, long last) {
        Burst burst = bursts.get(in);
        if (burst != null) {
            give(in, burst);
        }
        Consumer<SessionActor> fallBehind = session -> session.outbox().fallBehind(in, after, last);
        if (in instanceof ConversationId.Private pair) {
            engine.presence().of(pair.first()).forEach(fallBehind);
            if (!pair.first().equals(pair.second())) {
                engine.presence().of(pair.second()).forEach(fallBehind);
            }
        } else if (in instanceof ConversationId.Group id && group == null) {
            engine.interests().of(id).forEach(user -> engine.presence().of(user).forEach(fallBehind));
        } else {
            forAudience(in, group, fallBehind);
        }
    }

    /** No more messages follow. */
    void end() {
        bursts.forEach(this::give);
        bursts.clear();
        audiences.clear();
    }

    private void give(ConversationId in, Burst burst) {
        if (!burst.isEmpty()) {
            forAudience(in, audiences.get(in), session -> {
                if (session.round() != round) {
                    note(session, burst.offerTo(session));
                }
            });
        }
    }

    private void forAudience(ConversationId in, @Nullable Group group, Consumer<SessionActor> then) {
        if (in instanceof ConversationId.Lobby) {
            for (Profile profile : engine.presence().all()) {
                forEach(profile.sessions(), then);
            }
        } else if (group != null) {
            for (UserId member : group.members().keySet()) {
                forEach(engine.presence().of(member), then);
            }
        }
    }

    /** Without an iterator, which would be one for each user. */
    private static void forEach(List<SessionActor> sessions, Consumer<SessionActor> then) {
        for (int i = 0; i < sessions.size(); i++) {
            then.accept(sessions.get(i));
        }
    }

    private static boolean isIn(SessionActor session, @Nullable Group group) {
        UserId user = session.user();
        return group == null || (user != null && group.roleOf(user).isPresent());
    }

    private void toUser(UserId user, @Nullable SessionActor except, Message message) {
        List<SessionActor> sessions = engine.presence().of(user);
        boolean isForTheSenderAlone = sessions.size() == 1 && sessions.get(0) == except;
        if (!sessions.isEmpty() && !isForTheSenderAlone) {
            EventFrames event = EventFrames.of(message, user);
            for (SessionActor session : sessions) {
                offer(session, except, message, event);
            }
        }
    }

    private void offer(SessionActor session, @Nullable SessionActor except, Message message, EventFrames event) {
        if (session != except && !session.hasBlocked(message.from())) {
            note(session, session.outbox().offer(message.conversation(), message.seq(), event.in(session.encoder())));
        }
    }

    // What is never stored

    /** Tells the sessions of a user something that is only worth telling now. */
    void signal(UserId user, @Nullable SessionActor except, Event event) {
        EventFrames frames = new EventFrames(event);
        for (SessionActor session : engine.presence().of(user)) {
            signal(session, except, frames);
        }
    }

    /** Tells the members of a group. */
    void signal(Group group, @Nullable SessionActor except, Event event) {
        EventFrames frames = new EventFrames(event);
        forAudience(group.id(), group, session -> signal(session, except, frames));
    }

    /**
     * Tells those who take part in a conversation.
     *
     * @param group its state, where it is a group's
     * @param event what to tell them, given how they name the conversation
     */
    void signal(
            ConversationId in,
            @Nullable Group group,
            @Nullable SessionActor except,
            Function<ConversationRef, Event> event) {
        if (in instanceof ConversationId.Private pair) {
            signal(pair.first(), except, event.apply(ConversationRef.of(in, pair.first())));
            if (!pair.first().equals(pair.second())) {
                signal(pair.second(), except, event.apply(ConversationRef.of(in, pair.second())));
            }
        } else {
            ConversationRef ref = group == null ? ConversationRef.lobby() : ConversationRef.group(group.name());
            EventFrames frames = new EventFrames(event.apply(ref));
            forAudience(in, group, session -> signal(session, except, frames));
        }
    }

    /**
     * Tells those who take part in a conversation what another node says of it.
     *
     * @param event what to tell them, given how they name the conversation
     */
    void signalHere(ConversationId in, Function<ConversationRef, Event> event) {
        if (in instanceof ConversationId.Group group) {
            signalHere(group, Set.of(), event.apply(ConversationRef.group(group.name())));
        } else {
            signal(in, null, null, event);
        }
    }

    /** Tells the members of a group who are here, and {@code others}, what another node did. */
    void signalHere(ConversationId.Group group, Set<UserId> others, Event event) {
        EventFrames frames = new EventFrames(event);
        Set<UserId> users = new LinkedHashSet<>(engine.interests().of(group));
        users.addAll(others);
        for (UserId user : users) {
            for (SessionActor session : engine.presence().of(user)) {
                signal(session, null, frames);
            }
        }
    }

    private void signal(SessionActor session, @Nullable SessionActor except, EventFrames frames) {
        if (session != except) {
            note(session, session.outbox().offerSignal(frames.in(session.encoder())));
        }
    }

    // Doorbells

    void note(SessionActor session, boolean ring) {
        if (ring) {
            toRing.add(session);
        }
    }

    void ring() {
        try {
            toRing.forEach(SessionActor::ring);
        } finally {
            toRing.clear();
        }
    }
}
