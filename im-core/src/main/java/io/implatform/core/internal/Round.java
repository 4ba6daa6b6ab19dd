package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Message;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One batch of a lane, from what was taken to whom it was told: decide, commit, acknowledge, deliver,
 * and last of all ring the doorbells, so that what a session is given leaves in one write.
 *
 * <p>Sessions that asked for something in the round are given its messages one by one, between the
 * replies to their own, in the order of the numbers; all others are given those of a conversation
 * joined, one frame for everyone ({@link Delivery}).
 */
final class Round {
    private static final Logger log = LoggerFactory.getLogger(Round.class);
    private static final int GAP_PAGE = 256;

    private final Engine engine;
    private final Lane lane;
    private final Heads heads;
    private final Delivery delivery;
    private final Instant now;
    private final List<Item> items = new ArrayList<>();
    private final Set<SessionActor> askers = new LinkedHashSet<>();
    private final Map<ConversationId, Notice> notices = new LinkedHashMap<>();
    /** The groups as they will be when the writes so far are stored. */
    private final Map<String, Group> changed = new HashMap<>();

    Round(Engine engine, Lane lane, Heads heads, List<SessionActor> toRing) {
        this.engine = engine;
        this.lane = lane;
        this.heads = heads;
        this.delivery = new Delivery(engine, askers, toRing);
        this.now = engine.now();
    }

    int size() {
        return items.size() + notices.size();
    }

    // Taking

    /** Takes requests of a session whose turn the lane was given. */
    void take(SessionActor session) {
        // What follows a change of the user's groups may mean another group by the same name.
        boolean[] namesChange = new boolean[1];
        List<Ask> asks = session.takeAsks(engine.limits().getInt(Limit.COMMIT_BATCH_PER_SESSION), ask -> {
            if (namesChange[0]
                    || !engine.dispatcher().isReady(session, ask)
                    || engine.lane(Objects.requireNonNull(ask.target).conversation()) != lane) {
                return false;
            }
            namesChange[0] = ask.command instanceof Command.CreateGroup || ask.command instanceof Command.ChangeGroup;
            return true;
        });
        int posts = 0;
        askers.add(session);
        for (Ask ask : asks) {
            Item item = Item.of(engine, session, ask);
            items.add(item);
            posts += item.isPost() ? 1 : 0;
        }
        session.outbox().postsTaken(posts);
    }

    /** Takes something that the server itself wants done. */
    void add(Item item) {
        items.add(item);
    }

    /** Takes what another node says that it has stored. */
    void take(Notice notice) {
        notices.merge(notice.conversation(), notice, Notice::and);
    }

    // Running

    void run() {
        try {
            commit();
            deliver();
        } finally {
            delivery.ring();
            for (SessionActor session : askers) {
                engine.catchUpIfBehind(session);
                engine.dispatcher().run(session);
            }
        }
    }

    /** Decides, each on what those before it decided, and stores. */
    private void commit() {
        List<Write> batch = new ArrayList<>(items.size());
        List<Item> writing = new ArrayList<>(items.size());
        for (Item item : items) {
            item.write = item.decide(this).orElse(null);
            if (item.write != null) {
                batch.add(item.write);
                writing.add(item);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<Outcome> outcomes = engine.conversations().commit(batch);
            for (int i = 0; i < outcomes.size(); i++) {
                writing.get(i).outcome = outcomes.get(i);
            }
            changed.values().forEach(engine.groups()::put);
        } catch (RuntimeException e) {
            changed.values().forEach(group -> engine.groups().forget(group.id()));
            if (e instanceof StoreException) {
                log.warn("{} writes refused: {}", batch.size(), e.getMessage());
            } else {
                log.error("{} writes refused", batch.size(), e);
            }
        }
        changed.clear();
    }

    private void deliver() {
        Map<ConversationId, Notice> ranges = new LinkedHashMap<>();
        for (Item item : items) {
            Message message = stored(item);
            if (message != null) {
                ConversationId in = message.conversation();
                ranges.merge(in, new Notice(in, message.seq(), message.seq()), Notice::and);
            }
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
        delivery.begin(ranges.values());
        for (Item item : items) {
            Outcome outcome = item.outcome;
            if (item.write == null) {
                item.nothingToStore(this);
            } else if (outcome == null) {
                item.failed(this);
            } else {
                item.done(outcome, this);
            }
            if (item.isPost() && item.session != null) {
                Message message = stored(item);
                item.session.outbox().postDone(item.conversation(), message == null ? 0 : message.seq());
            }
            Message message = stored(item);
            if (message != null) {
                delivery.message(message, item.session, item.group);
                engine.notices().messageStored(message);
            }
        }
        delivery.end();
        if (engine.isClustered()) {
            ranges.values().forEach(engine::publish);
        }
    }

    /** The message that an item has stored now; {@code null} if it has not. */
    private static @Nullable Message stored(Item item) {
        return item.outcome == null || item.outcome.result() != Outcome.Result.DONE ? null : item.outcome.message();
    }

    // What items ask for while they are decided

    Instant now() {
        return now;
    }

    /** A group as it is after what was decided before; {@code null} if there is none. */
    @Nullable
    Group group(ConversationId in) {
        if (!(in instanceof ConversationId.Group id)) {
            return null;
        }
        Group group = changed.get(id.id());
        return group == null ? engine.groups().load(id) : group;
    }

    /** A group is changed, or founded, by what was decided. */
    void willBe(Group group) {
        changed.put(group.id().id(), group);
    }

    // What items ask for once they are stored

    void reply(SessionActor session, Ask ask, Reply reply) {
        delivery.note(session, ask.reply(session.outbox(), reply));
    }

    void replyPosted(SessionActor session, Ask ask, Reply reply, Message message) {
        delivery.note(session, ask.replyPosted(session, reply, message));
    }

    Delivery delivery() {
        return delivery;
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
                HistoryPage page = engine.conversations().since(conversation, after, GAP_PAGE);
                delivery.begin(List.of());
                for (Message message : page.messages()) {
                    if (message.seq() <= last) {
                        delivery.message(message, null, group(conversation));
                        after = message.seq();
                    }
                }
                delivery.end();
                if (page.messages().isEmpty()) {
                    break; // the notice came before what it tells of: the next one brings both
                }
            }
        } catch (RuntimeException e) {
            log.warn("cannot read {} after {}: {}", conversation.key(), after, e.getMessage());
        }
        heads.offered(conversation, after);
    }
}
