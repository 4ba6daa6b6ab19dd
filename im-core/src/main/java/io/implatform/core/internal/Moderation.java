package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.ModerationRules;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.Sanction.Kind;
import io.implatform.core.model.Sanction.Subject;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.ModerationStore.Imposition;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MUTE, UNMUTE, BAN, UNBAN, DISCONNECT and ANNOUNCE: decides, stores what is imposed together with its entry
 * in the audit log, and only then does what follows from it. What is in force is kept in memory, where lanes and
 * transports ask for it.
 *
 * <p>Threads: any that may block; what is in force may be asked for by every thread.
 */
final class Moderation {
    private static final Logger log = LoggerFactory.getLogger(Moderation.class);

    private final Engine engine;
    private final UserStore users;
    private final ModerationStore store;
    private final ModerationRules rules;
    private volatile Sanctions inForce = Sanctions.NONE;

    /** How often sessions were ended that may not come back: a login that was under way looks again. */
    private final AtomicLong evictions = new AtomicLong();

    /** Held while something is stored and taken over, so that what is in memory never goes back. */
    private final ReentrantLock changing = new ReentrantLock();

    Moderation(Engine engine, UserStore users, ModerationStore store, Rules rules) {
        this.engine = engine;
        this.users = users;
        this.store = store;
        this.rules = rules.moderation();
    }

    /** Who acts, and with what power. */
    record Actor(String name, Optional<UserId> user, AccountRole role, Optional<InetAddress> address) {
        /** Who administers the server from its own machine. */
        static final Actor LOCAL = new Actor(AuditEntry.LOCAL, Optional.empty(), AccountRole.ADMIN, Optional.empty());
    }

    // What is in force

    /** Reads what is stored: at the start, and when another node may have changed it. */
    void refresh() {
        changing.lock();
        try {
            inForce = new Sanctions(store.sanctions());
        } finally {
            changing.unlock();
        }
    }

    /** Another node has changed something, or may have: whom it bans is sent away. */
    void refreshAndApply() {
        try {
            refresh();
        } catch (StoreException e) {
            log.warn("cannot read the mutes and bans: {}", e.getMessage());
            return;
        }
        for (SessionActor session : engine.sessions().all()) {
            banned(session).ifPresent(session::end);
        }
    }

    Sanctions inForce() {
        return inForce;
    }

    /** Why the session's user may not do that now: they are muted, and it would be read by others. */
    Optional<Refusal> muted(SessionActor session, Command command) {
        UserId user = session.user();
        Sanctions sanctions = inForce;
        return user == null || !sanctions.muteSomebody() || !Rules.isMutedBy(command)
                ? Optional.empty()
                : sanctions.muted(user, engine.now());
    }

    /** Why a connection may not become a session: its address is banned. */
    Optional<Refusal> banned(Peer peer) {
        return peer.address().flatMap(address -> inForce.banned(address, engine.now()));
    }

    /** Why the session may not go on: its user or its address is banned. */
    private Optional<Refusal> banned(SessionActor session) {
        Instant now = engine.now();
        UserId user = session.user();
        Sanctions sanctions = inForce;
        Optional<Refusal> byName = user == null ? Optional.empty() : sanctions.banned(user, now);
        return byName.or(() -> session.peer().address().flatMap(address -> sanctions.banned(address, now)));
    }

    // What users ask for

    Reply answer(SessionActor session, Command.Moderate command) {
        Actor actor = actor(session);
        Optional<Refusal> refusal = rules.mayModerate(actor.role()).or(() -> moderate(actor, command));
        return refusal.isPresent() ? Dispatcher.refused(command.verb(), refusal.get()) : done(command);
    }

    Reply answer(SessionActor session, Command.Announce command) {
        Actor actor = actor(session);
        Optional<Refusal> refusal = rules.mayModerate(actor.role()).or(() -> announce(actor, command.text()));
        return refusal.isPresent() ? Dispatcher.refused(Verb.ANNOUNCE, refusal.get()) : Reply.Done.of(Verb.ANNOUNCE);
    }

    /** The role as it is now: one that was taken away is of no use on a session that is open. */
    private Actor actor(SessionActor session) {
        UserId user = Objects.requireNonNull(session.user());
        AccountRole role = users.find(user)
                .filter(account -> !account.isDisabled())
                .map(Account::role)
                .orElse(AccountRole.USER);
        return new Actor(user.name(), Optional.of(user), role, session.peer().address());
    }

    private Reply done(Command.Moderate command) {
        boolean isAddress = command.user().isEmpty();
        String name = isAddress
                ? Network.parse(command.address()).map(Network::toString).orElse("")
                : UserId.parse(command.user())
                        .flatMap(engine.directory()::find)
                        .map(UserId::name)
                        .orElse(command.user());
        String subject = isAddress ? "address" : "user";
        return command.duration().isEmpty()
                ? Reply.Done.of(command.verb(), subject, name)
                : Reply.Done.of(
                        command.verb(),
                        subject,
                        name,
                        "duration",
                        Durations.format(command.duration().get()));
    }

    // What is done, by users and by administrators

    /** Does it, or says why not. */
    Optional<Refusal> moderate(Actor actor, Command.Moderate command) {
        Optional<Refusal> refusal = rules.check(command);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (command.user().isEmpty()) {
            Network network = Network.parse(command.address()).orElseThrow();
            return (command.verb() == Verb.BAN ? rules.mayBan(actor.role(), network, actor.address()) : refusal)
                    .or(() -> act(actor, command, new Subject.OfNetwork(network)));
        }
        Optional<Account> account = UserId.parse(command.user()).flatMap(users::find);
        if (account.isEmpty()) {
            return Optional.of(Rules.noSuchUser());
        }
        UserId user = account.get().user();
        return actor.user()
                .flatMap(self ->
                        rules.mayActOn(self, actor.role(), user, account.get().role()))
                .or(() -> act(actor, command, new Subject.OfUser(user)));
    }

    private Optional<Refusal> act(Actor actor, Command.Moderate command, Subject subject) {
        Instant now = engine.now();
        Optional<Instant> until = command.duration().map(now::plus);
        AuditEntry entry =
                new AuditEntry(now, actor.name(), action(command.verb()), subject.name(), until, command.reason());
        switch (command.verb()) {
            case MUTE, BAN -> {
                Kind kind = command.verb() == Verb.MUTE ? Kind.MUTE : Kind.BAN;
                Sanction sanction = new Sanction(kind, subject, now, until, actor.name(), command.reason());
                return impose(sanction, entry);
            }
            case UNMUTE, UNBAN -> {
                return lift(command.verb() == Verb.UNMUTE ? Kind.MUTE : Kind.BAN, subject, entry);
            }
            case DISCONNECT -> {
                store.append(entry);
                UserId user = ((Subject.OfUser) subject).user();
                endSessions(user, disconnected(command.reason()));
                return Optional.empty();
            }
            default -> throw new IllegalArgumentException(command.verb() + " is not about power over others");
        }
    }

    private static String action(Verb verb) {
        return switch (verb) {
            case MUTE -> "mute";
            case UNMUTE -> "unmute";
            case BAN -> "ban";
            case UNBAN -> "unban";
            default -> "disconnect";
        };
    }

    private static Refusal disconnected(String reason) {
        return Refusal.of(
                RefusalCode.DISCONNECTED, "a moderator ended the session" + (reason.isEmpty() ? "" : ": " + reason));
    }

    private Optional<Refusal> impose(Sanction sanction, AuditEntry entry) {
        changing.lock();
        try {
            int limit = engine.limits().getInt(Limit.SANCTIONS);
            if (store.impose(sanction, limit, entry) == Imposition.FULL) {
                return Optional.of(Refusal.of(
                        RefusalCode.QUOTA, "there are " + limit + " mutes and bans, as many as there may be"));
            }
            inForce = new Sanctions(store.sanctions());
        } finally {
            changing.unlock();
        }
        if (sanction.kind() == Kind.BAN) {
            for (SessionActor session : engine.sessions().all()) {
                banned(session).ifPresent(session::end);
            }
        }
        tellOfSanctions();
        return Optional.empty();
    }

    private Optional<Refusal> lift(Kind kind, Subject subject, AuditEntry entry) {
        changing.lock();
        try {
            if (!store.lift(kind, subject, entry)) {
                return Optional.of(Refusal.of(
                        RefusalCode.NO_SUCH_SANCTION, "that is not " + (kind == Kind.MUTE ? "muted" : "banned")));
            }
            inForce = new Sanctions(store.sanctions());
        } finally {
            changing.unlock();
        }
        tellOfSanctions();
        return Optional.empty();
    }

    /** Mutes or bans have changed here: the other nodes read them. */
    private void tellOfSanctions() {
        engine.cluster().tellAll(Notice.of(Notice.Kind.SANCTIONS_CHANGED));
    }

    /** Ends the sessions of a user, on all nodes. */
    void endSessions(UserId user, Refusal reason) {
        evictions.incrementAndGet();
        for (SessionActor session : engine.presence().of(user)) {
            session.end(reason);
        }
        engine.cluster().tellUser(user, Notice.sessionsEnd(user, reason));
    }

    Optional<Refusal> announce(Actor actor, String text) {
        Optional<Refusal> refusal =
                rules.checkAnnouncement(text, engine.limits().getInt(Limit.TEXT_BYTES));
        if (refusal.isPresent()) {
            return refusal;
        }
        Instant now = engine.now();
        store.append(new AuditEntry(now, actor.name(), "announce", "", Optional.empty(), text));
        tellEveryone(new Event.Announced(text, now));
        engine.cluster().tellAll(Notice.of(Notice.Kind.ANNOUNCED, Long.toString(now.toEpochMilli()), text));
        return Optional.empty();
    }

    long evictions() {
        return evictions.get();
    }

    /** Tells everyone who is logged in on this node. */
    void tellEveryone(Event.Announced event) {
        EventFrames frames = new EventFrames(event);
        for (SessionActor session : engine.sessions().all()) {
            if (session.isListed() && session.outbox().add(frames.in(session.encoder()))) {
                session.ring();
            }
        }
    }

    /** Writes into the audit log what an administrator is about to do. */
    void record(String action, String subject, String detail) {
        store.append(new AuditEntry(engine.now(), AuditEntry.LOCAL, action, subject, Optional.empty(), detail));
    }

    ModerationStore store() {
        return store;
    }
}
