package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Decision;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of a lane, from what was taken to whom it was told: decide, commit, acknowledge, deliver,
 * and last of all ring the doorbells, so that what a session is given leaves in one write.
 *
 * <p>Sessions that posted in the round are given its messages one by one, between the replies to
 * their own, in the order of the numbers; all others are given them joined, one frame for everyone.
 */
final class Round {
    private static final Logger log = LoggerFactory.getLogger(Round.class);
    private static final int GAP_PAGE = 256;

    /** A post, what was decided about it, and what became of it. */
    private static final class Item {
        final SessionActor session;
        final Ask ask;
        final Decision decision;

        @Nullable
        Outcome outcome;

        Item(SessionActor session, Ask ask, Decision decision) {
            this.session = session;
            this.ask = ask;
            this.decision = decision;
        }

        ConversationId conversation() {
            return Objects.requireNonNull(ask.conversation);
        }

        /** What is to be stored; empty where the post is refused. */
        Optional<Append> append(Instant now) {
            return decision.match(new Decision.Cases<>() {
                @Override
                public Optional<Append> append(Decision.Append to) {
                    Command.Post post = to.post();
                    UserId from = Objects.requireNonNull(session.user());
                    return Optional.of(new Append(to.conversation(), from, now, post.text(), post.clientId()));
                }

                @Override
                public Optional<Append> refuse(Decision.Refuse refused) {
                    return Optional.empty();
                }
            });
        }

        /** The message, if it was stored now; {@code null} if it was not, or had been before. */
        @Nullable
        Message stored() {
            return outcome == null || outcome.duplicate() ? null : outcome.message();
        }
    }

    private final Engine engine;
    private final Lane lane;
    private final Heads heads;
    private final List<Item> items = new ArrayList<>();
    private final Set<SessionActor> posters = new LinkedHashSet<>();
    private final Map<ConversationId, Notice> notices = new LinkedHashMap<>();
    private final List<SessionActor> toRing = new ArrayList<>();

    Round(Engine engine, Lane lane, Heads heads) {
        this.engine = engine;
        this.lane = lane;
        this.heads = heads;
    }

    int size() {
        return items.size() + notices.size();
    }

    /** Takes posts of a session whose turn the lane was given. */
    void take(SessionActor session) {
        UserId user = Objects.requireNonNull(session.user(), "a post before the login");
        List<Ask> asks = session.takeAsks(
                engine.limits().getInt(Limit.COMMIT_BATCH_PER_SESSION),
                ask -> engine.dispatcher().isReady(session, ask)
                        && engine.lane(Objects.requireNonNull(ask.conversation)) == lane);
        session.outbox().postsTaken(asks.size());
        posters.add(session);
        for (Ask ask : asks) {
            Command.Post post = (Command.Post) Objects.requireNonNull(ask.command);
            items.add(new Item(
                    session, ask, engine.rules().decide(Objects.requireNonNull(ask.conversation), user, post)));
        }
    }

    /** Takes what another node says that it has stored. */
    void take(Notice notice) {
        notices.merge(notice.conversation(), notice, Notice::and);
    }

    void run() {
        try {
            List<Message> stored = commit();
            deliver(stored);
            for (SessionActor session : toRing) {
                session.ring();
            }
            for (Message message : stored) {
                engine.notices().messageStored(message);
            }
        } finally {
            for (SessionActor session : posters) {
                engine.catchUpIfBehind(session);
                engine.dispatcher().run(session);
            }
        }
    }

    private void deliver(List<Message> stored) {
        Map<ConversationId, Notice> ranges = new LinkedHashMap<>();
        for (Message message : stored) {
            ranges.merge(
                    message.conversation(),
                    new Notice(message.conversation(), message.seq(), message.seq()),
                    Notice::and);
        }
        if (engine.isClustered()) {
            for (Notice notice : notices.values()) {
                catchUpWithOtherNodes(notice.conversation(), notice.first(), notice.last());
            }
            for (Notice own : ranges.values()) {
                catchUpWithOtherNodes(own.conversation(), own.first(), own.first() - 1);
                heads.offered(own.conversation(), own.last());
            }
        }
        Notice inLobby = ranges.get(ConversationId.LOBBY);
        acknowledgeAndDeliver(inLobby == null ? null : new Burst(ConversationId.LOBBY, inLobby.first()));
        if (engine.isClustered()) {
            ranges.values().forEach(engine::publish);
        }
    }

    /** Stores what was decided to be stored. @return the messages that are new, in order */
    private List<Message> commit() {
        List<Append> batch = new ArrayList<>();
        List<Item> appended = new ArrayList<>();
        Instant now = engine.now();
        for (Item item : items) {
            item.append(now).ifPresent(append -> {
                batch.add(append);
                appended.add(item);
            });
        }
        if (batch.isEmpty()) {
            return List.of();
        }
        List<Outcome> outcomes;
        try {
            outcomes = engine.conversations().commit(batch);
        } catch (RuntimeException e) {
            if (e instanceof StoreException) {
                log.warn("{} messages refused: {}", batch.size(), e.getMessage());
            } else {
                log.error("{} messages refused", batch.size(), e);
            }
            return List.of();
        }
        List<Message> stored = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            Item item = appended.get(i);
            item.outcome = outcomes.get(i);
            Message message = item.stored();
            if (message != null) {
                stored.add(message);
            }
        }
        return stored;
    }

    /** @param lobby the round's lobby messages to be; {@code null} if there are none */
    private void acknowledgeAndDeliver(@Nullable Burst lobby) {
        for (Item item : items) {
            Message message = item.stored();
            Outbox outbox = item.session.outbox();
            note(item.session, item.ask.reply(outbox, reply(item)));
            outbox.postDone(item.conversation(), message == null ? 0 : message.seq());
            if (message == null) {
                continue;
            }
            if (lobby != null && item.conversation().equals(ConversationId.LOBBY)) {
                deliverToPosters(lobby, item, message);
            } else {
                deliverPrivate(item.session, message);
            }
        }
        if (lobby != null) {
            for (List<SessionActor> sessions : engine.presence().all()) {
                for (SessionActor session : sessions) {
                    if (!posters.contains(session)) {
                        note(session, lobby.offerTo(session));
                    }
                }
            }
        }
    }

    private void deliverToPosters(Burst lobby, Item item, Message message) {
        EventFrames frames = lobby.add(message, message.from());
        for (SessionActor session : posters) {
            if (session != item.session && session.isListed()) {
                note(
                        session,
                        session.outbox().offer(ConversationId.LOBBY, message.seq(), frames.in(session.encoder())));
            }
        }
    }

    private void deliverPrivate(@Nullable SessionActor except, Message message) {
        ConversationId.Private pair = (ConversationId.Private) message.conversation();
        deliverPrivate(except, message, pair.first());
        if (!pair.first().equals(pair.second())) {
            deliverPrivate(except, message, pair.second());
        }
    }

    private void deliverPrivate(@Nullable SessionActor except, Message message, UserId viewer) {
        List<SessionActor> sessions = engine.presence().of(viewer);
        if (!sessions.isEmpty()) {
            EventFrames frames = new EventFrames(Event.of(message, viewer));
            for (SessionActor session : sessions) {
                if (session != except) {
                    note(
                            session,
                            session.outbox()
                                    .offer(message.conversation(), message.seq(), frames.in(session.encoder())));
                }
            }
        }
    }

    private Reply reply(Item item) {
        return item.decision.match(new Decision.Cases<>() {
            @Override
            public Reply append(Decision.Append decision) {
                Outcome outcome = item.outcome;
                if (outcome == null) {
                    return Dispatcher.refused(item.ask.verb, Dispatcher.storeUnavailable());
                }
                Message message = outcome.message();
                if (outcome.duplicate()
                        && !(message.conversation().equals(decision.conversation())
                                && message.text().equals(decision.post().text()))) {
                    return Dispatcher.refused(
                            item.ask.verb, Refusal.of(RefusalCode.CONFLICT, "this id was used for another message"));
                }
                return new Reply.Posted(
                        registered(decision.post().to()), message.seq(), message.time(), outcome.duplicate());
            }

            @Override
            public Reply refuse(Decision.Refuse decision) {
                return Dispatcher.refused(item.ask.verb, decision.refusal());
            }
        });
    }

    /** The conversation as its user named it, but spelled as registered. */
    private ConversationRef registered(ConversationRef to) {
        if (to.kind() != ConversationRef.Kind.PRIVATE) {
            return to;
        }
        UserId user = engine.directory().peek(UserId.of(to.name()));
        return user == null ? to : ConversationRef.with(user.name());
    }

    /**
     * Gives this node's sessions what other nodes stored: everything after what they were offered last.
     *
     * @param first where to begin if it is not known what they were offered last
     * @param last the last one that is known to be there
     */
    private void catchUpWithOtherNodes(ConversationId conversation, long first, long last) {
        Long offered = heads.of(conversation);
        long after = offered == null ? first - 1 : offered;
        try {
            while (after < last) {
                HistoryPage page = engine.conversations().history(conversation, PageRequest.after(after), GAP_PAGE);
                for (Message message : page.messages()) {
                    if (message.seq() <= last) {
                        deliverToAll(message);
                        after = message.seq();
                    }
                }
                if (page.messages().isEmpty()) {
                    break; // the notice came before what it tells of: the next one brings both
                }
            }
        } catch (RuntimeException e) {
            log.warn("cannot read {} after {}: {}", conversation.key(), after, e.getMessage());
        }
        heads.offered(conversation, after);
    }

    private void deliverToAll(Message message) {
        if (message.conversation() instanceof ConversationId.Private) {
            deliverPrivate(null, message);
        } else {
            Burst burst = new Burst(message.conversation(), message.seq());
            burst.add(message, message.from());
            for (List<SessionActor> sessions : engine.presence().all()) {
                for (SessionActor session : sessions) {
                    note(session, burst.offerTo(session));
                }
            }
        }
    }

    private void note(SessionActor session, boolean ring) {
        if (ring) {
            toRing.add(session);
        }
    }
}
