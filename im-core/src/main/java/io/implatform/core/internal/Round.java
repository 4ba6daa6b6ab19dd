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
import java.util.HashSet;
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
    /** A gap of more messages is not read here, where everybody waits, but by each session for itself. */
    private static final int GAP_MAX = 4 * GAP_PAGE;
    /** How often an item is decided at the most, where other nodes change its group in between. */
    private static final int ATTEMPTS = 5;

    private final Engine engine;
    private final Lane lane;
    private final Heads heads;
    private final Delivery delivery;
    private final GroupHearing hearing;
    private final Instant now;
    private final List<Item> items = new ArrayList<>();
    /** Of the requests. */
    private long bytes;

    private final List<SessionActor> askers = new ArrayList<>();
    private final Map<ConversationId, Stored> notices = new LinkedHashMap<>();
    private final List<GroupNews> news = new ArrayList<>();
    private final List<GroupNews> told = new ArrayList<>();
    /** What is to be done when the round is over, whatever became of it. */
    private final List<Runnable> afterwards = new ArrayList<>(1);

    /** The groups that were read from the store in this round. */
    private final Set<ConversationId.Group> readNow = new HashSet<>(0);
    /** The groups as they will be when the writes so far are stored. */
    private final Map<String, Group> changed = new HashMap<>();

    Round(Engine engine, Lane lane, List<SessionActor> toRing) {
        this.engine = engine;
        this.lane = lane;
        this.heads = engine.heads();
        this.delivery = new Delivery(engine, this, askers, toRing);
        this.hearing = new GroupHearing(engine, delivery);
        this.now = engine.now();
    }

    /** Whether it is not to take more: what is committed and told together is bounded in number and bytes. */
    boolean isFull() {
        return items.size() + notices.size() + news.size() >= engine.limits().getInt(Limit.COMMIT_BATCH)
                || bytes >= engine.limits().get(Limit.COMMIT_BATCH_BYTES);
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
        session.round(this);
        for (Ask ask : asks) {
            Item item = Item.of(engine, session, ask);
            items.add(item);
            bytes += ask.size;
            posts += item.isPost() ? 1 : 0;
        }
        session.outbox().postsTaken(posts);
    }

    /** Takes something that the server itself wants done. */
    void add(Item item) {
        items.add(item);
    }

    /** How much it has taken so far. */
    int size() {
        return items.size();
    }

    /** Has {@code then} run when the round is over, whatever became of it. */
    void afterwards(Runnable then) {
        afterwards.add(then);
    }

    /** Takes what is stored by another node. */
    void take(Stored notice) {
        notices.merge(notice.conversation(), notice, Stored::and);
    }

    /** Takes what another node did to a group. */
    void take(GroupNews change) {
        news.add(change);
    }

    // Running

    void run() {
        try {
            news.forEach(this::hear);
            List<Item> todo = items;
            for (int attempt = 1; !todo.isEmpty(); attempt++) {
                todo = commit(todo, attempt < ATTEMPTS);
            }
            deliver();
        } finally {
            afterwards.forEach(Runnable::run);
            delivery.ring();
            for (SessionActor session : askers) {
                session.round(null);
                CatchUp.beginIfBehind(engine, session);
                engine.dispatcher().run(session);
            }
        }
    }

    /**
     * Decides, each on what those before it decided, and stores. Where there are other nodes, what follows a change
     * of a group is decided only once that change is stored: another node may have changed it first.
     *
     * @param mayRepeat whether what was decided on an older state of a group may be decided again
     * @return what is to be decided yet, or again
     */
    private List<Item> commit(List<Item> todo, boolean mayRepeat) {
        List<Write> batch = new ArrayList<>(todo.size());
        List<Item> writing = new ArrayList<>(todo.size());
        Set<Item> again = new LinkedHashSet<>(0);
        for (Item item : todo) {
            ConversationId.Group group = item.inGroup();
            if (group != null && engine.cluster().isClustered() && changed.containsKey(group.id())) {
                again.add(item);
                continue;
            }
            item.write = decide(item);
            if (item.write != null) {
                batch.add(item.write);
                writing.add(item);
            }
        }
        if (batch.isEmpty()) {
            return List.of();
        }
        Set<ConversationId.Group> stale = new HashSet<>(0);
        try {
            List<Outcome> outcomes = engine.conversations().commit(batch);
            for (int i = 0; i < outcomes.size(); i++) {
                Item item = writing.get(i);
                item.outcome = outcomes.get(i);
                ConversationId.Group group = item.inGroup();
                if (item.outcome.result() == Outcome.Result.STALE && group != null) {
                    stale.add(group);
                    if (mayRepeat) {
                        item.outcome = null;
                        again.add(item);
                    }
                }
            }
            changed.values().stream()
                    .filter(group -> !stale.contains(group.id()))
                    .forEach(engine.groups()::put);
            stale.forEach(this::readAgain);
        } catch (RuntimeException e) {
            changed.values().forEach(group -> engine.groups().forget(group.id()));
            log(e, batch.size() + " writes refused");
            again.forEach(item -> item.undecided = true);
            again.clear();
        }
        changed.clear();
        return todo.stream().filter(again::contains).toList();
    }

    private @Nullable Write decide(Item item) {
        try {
            Write write = item.decide(this).orElse(null);
            ConversationId.Group group = item.inGroup();
            if (item.isRefused() && group != null && engine.cluster().isClustered() && readNow.add(group)) {
                // Another node may have changed it a moment ago, so that it is allowed now.
                hearing.reload(group);
                write = item.decide(this).orElse(null);
            }
            return write;
        } catch (RuntimeException e) {
            log(e, "undecided");
            item.undecided = true;
            return null;
        }
    }

    /** Another node has changed a group since it was read. */
    private void readAgain(ConversationId.Group group) {
        engine.groups().forget(group);
        try {
            hearing.reload(group);
        } catch (RuntimeException e) {
            log(e, "cannot read a group again"); // what is decided next tries again
        }
    }

    private static void log(RuntimeException e, String what) {
        if (e instanceof StoreException) {
            log.warn("{}: {}", what, e.getMessage());
        } else {
            log.error(what, e);
        }
    }

    private void deliver() {
        for (Stored notice : notices.values()) {
            hear(notice);
        }
        Map<ConversationId, Stored> ranges = new LinkedHashMap<>();
        for (Item item : items) {
            Message message = stored(item);
            // A private message is told one by one, so that its range is for other nodes alone.
            if (message != null
                    && (engine.cluster().isClustered()
                            || !(message.conversation() instanceof ConversationId.Private))) {
                ConversationId in = message.conversation();
                long version = item.write instanceof Write.Append append ? append.version() : 0;
                ranges.merge(in, new Stored(in, message.seq(), message.seq(), version), Stored::and);
            }
        }
        delivery.begin(ranges.values());
        for (Item item : items) {
            Message message = stored(item);
            if (message != null && engine.cluster().isClustered()) {
                bringUpTo(message, item.group);
            }
            finish(item);
            if (item.isPost() && item.session != null) {
                item.session.outbox().postDone(item.conversation(), message == null ? 0 : message.seq());
            }
            if (message != null) {
                delivery.message(message, item.session, item.group);
                engine.notices().messageStored(message);
            }
        }
        delivery.end();
        told.forEach(change -> engine.cluster().tellAll(change.notice()));
        if (engine.cluster().isClustered()) {
            ranges.values().forEach(range -> engine.cluster().tell(range.conversation(), range.notice()));
        }
    }

    /** Answers, and tells what is not a message. What one item meets takes no answer from the others. */
    private void finish(Item item) {
        try {
            Outcome outcome = item.outcome;
            if (item.undecided) {
                item.failed(this);
            } else if (item.write == null) {
                item.nothingToStore(this);
            } else if (outcome == null) {
                item.failed(this);
            } else {
                item.done(outcome, this);
            }
        } catch (RuntimeException e) {
            log(e, "not told");
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
        if (group == null && engine.cluster().isClustered()) {
            group = engine.groups().peek(id);
            if (group == null) {
                readNow.add(id);
                group = hearing.reload(id);
            }
        }
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

    /** Changes of groups that other nodes made. */
    GroupHearing hearing() {
        return hearing;
    }

    /** The other nodes are to be told of a change, once everybody here is. */
    void tell(GroupNews change) {
        told.add(change);
    }

    // What other nodes stored

    private void hear(GroupNews change) {
        try {
            hearing.hear(change);
        } catch (RuntimeException e) {
            log(e, "cannot read what another node did to a group");
            engine.groups().forget(change.group()); // the next look into the store brings it up to date
        }
    }

    private void hear(Stored notice) {
        ConversationId in = notice.conversation();
        try {
            if (in instanceof ConversationId.Group id) {
                hearing.check(id, notice.version());
            }
            if (notice.last() > 0 && heads.concerns(in)) {
                catchUp(in, notice.first(), notice.last(), null, true);
            }
        } catch (RuntimeException e) {
            log(e, "cannot read what another node did to a group");
            if (in instanceof ConversationId.Group id) {
                engine.groups().forget(id);
            }
            fallBehind(in, notice.first(), notice.last(), null);
        }
    }

    /** What other nodes stored before a message of this round is told before it. */
    private void bringUpTo(Message message, @Nullable Group group) {
        ConversationId in = message.conversation();
        Long offered = heads.of(in);
        if (offered == null || offered < message.seq() - 1) {
            delivery.jump(in, message.seq());
            catchUp(in, message.seq(), message.seq() - 1, group, false);
        }
        heads.offered(in, message.seq());
    }

    /**
     * Gives this node's sessions what other nodes stored: everything after what they were offered last.
     *
     * @param first where to begin if it is not known what they were offered last
     * @param last the last one that is known to be there
     * @param known the group's state, where that is known
     * @param together whether those who share frames may be told of all of it at once
     */
    private void catchUp(ConversationId in, long first, long last, @Nullable Group known, boolean together) {
        long after = after(in, first);
        Group group = known;
        try {
            if (after < last && group == null) {
                group = group(in);
            }
            if (together && last - after <= GAP_MAX) {
                delivery.begin(List.of(new Stored(in, after + 1, last, 0)));
            }
            while (after < last) {
                if (last - after > GAP_MAX) {
                    fallBehind(in, first, last, group);
                    return;
                }
                HistoryPage page = engine.conversations().since(in, after, GAP_PAGE);
                for (Message message : page.messages()) {
                    if (message.seq() <= last) {
                        if (together) {
                            delivery.message(message, null, group);
                        } else {
                            delivery.messageOfAnotherNode(message, group);
                        }
                        after = message.seq();
                    }
                }
                if (page.messages().isEmpty()) {
                    break; // the notice came before what it tells of: the next one brings both
                }
            }
            if (together) {
                delivery.end();
            }
            heads.offered(in, after);
        } catch (RuntimeException e) {
            log(e, "cannot read what another node stored");
            if (together) {
                delivery.end();
            }
            heads.offered(in, after);
            fallBehind(in, first, last, group);
        }
    }

    /** Those here read for themselves, and again until the store answers. */
    private void fallBehind(ConversationId in, long first, long last, @Nullable Group group) {
        long after = after(in, first);
        if (after < last) {
            delivery.behind(in, group, after, last);
            heads.offered(in, last);
        }
    }

    private long after(ConversationId in, long first) {
        Long offered = heads.of(in);
        if (offered != null) {
            return offered;
        }
        return heads.isNew(in) ? 0 : Math.max(0, first - 1);
    }
}
