package io.implatform.core.internal;

import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.ServerListener;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.WireFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The running server: holds the parts together and knows who is open. Threads: any. */
public final class Engine implements SessionHost {
    private static final int CALLBACK_THREADS = 4;
    /** How long it is gathered that users were given what others wrote to them, before those are told. */
    private static final long RECEIPT_MILLIS = 500;
    /** Within how many seconds those who were told to go come again. */
    private static final int RESTART_SECONDS = 3;

    private final String name;
    private final String version;
    private final Limits limits;
    private final Clock clock;
    private final UserStore users;
    private final ConversationStore conversations;
    private final Rules rules;
    private final Directory directory;
    private final GroupStates groups;
    private final Notices notices;
    private final Presence presence;
    private final Cluster cluster;
    private final Heads heads;
    private final Interests interests;
    private final HeadCheck headCheck;
    private final Statuses statuses;
    private final Positions positions;
    private final Accounts accounts;
    private final Pool passwords;
    private final Pool readers;
    private final Pool callbacks;
    private final Lane[] lanes;
    private final Dispatcher dispatcher;
    private final Timer timer = new Timer();
    private final Admissions admissions;
    private final CommandRate commandRate;
    private final LoginThrottle loginThrottle;
    private final Moderation moderation;
    private final Administrator administrator;
    private final Set<SessionActor> sessions = ConcurrentHashMap.newKeySet();
    /** One for each wire format, of which there are as many as classes that implement it. */
    private final ConcurrentHashMap<WireFormat, Encoder> encoders = new ConcurrentHashMap<>(4);

    private volatile boolean closing;

    /** What an engine is made of. */
    public record Parts(
            String name,
            String version,
            Limits limits,
            Clock clock,
            UserStore users,
            ConversationStore conversations,
            ModerationStore moderation,
            List<Authenticator> authenticators,
            PasswordHasher hasher,
            Optional<MessageRouter> router,
            Optional<ServerListener> listener,
            List<Network> exempt) {}

    public Engine(Parts parts) {
        this.name = parts.name();
        this.version = parts.version();
        this.limits = parts.limits();
        this.clock = parts.clock();
        this.users = parts.users();
        this.conversations = parts.conversations();
        this.commandRate = CommandRate.of(limits);
        this.loginThrottle = new LoginThrottle(limits, System::nanoTime);
        this.admissions = new Admissions(limits, parts.exempt(), System::nanoTime);
        this.rules = new Rules(limits);
        this.cluster = new Cluster(parts.router(), conversations.isShared());
        this.interests = new Interests(cluster);
        this.heads = new Heads(this);
        this.headCheck = new HeadCheck(this, conversations);
        this.directory = new Directory(
                users,
                conversations,
                limits.getInt(Limit.DIRECTORY_ENTRIES),
                cluster.hasRouter() ? TimeUnit.MILLISECONDS.toNanos(limits.get(Limit.DIRECTORY_MILLIS)) : 0);
        this.groups = new GroupStates(conversations, limits.getInt(Limit.GROUP_ENTRIES));
        this.notices = new Notices(parts.listener().orElse(null), limits.getInt(Limit.LISTENER_QUEUE));
        this.presence =
                new Presence(cluster.hasRouter() ? Presence.Watcher.both(cluster, notices) : notices, interests);
        int cores = Runtime.getRuntime().availableProcessors();
        int hashers = limits.getInt(Limit.PASSWORD_THREADS);
        this.passwords = new Pool("password", hashers == 0 ? cores : hashers, limits.getInt(Limit.PASSWORD_QUEUE));
        this.readers = new Pool("reader", limits.getInt(Limit.READERS), limits.getInt(Limit.READER_QUEUE));
        this.callbacks = new Pool("callback", CALLBACK_THREADS, Integer.MAX_VALUE);
        this.statuses = new Statuses(
                presence, cluster, timer, limits.get(Limit.NODE_LEASE_MILLIS), limits.get(Limit.PRESENCE_ENTRIES));
        this.positions = new Positions(this);
        Targets targets = new Targets(this, conversations);
        this.moderation = new Moderation(this, users, parts.moderation(), rules);
        this.accounts = new Accounts(
                this,
                users,
                conversations,
                parts.hasher(),
                new Authentication(users, parts.hasher(), parts.authenticators(), rules, notices::registered),
                targets);
        this.administrator = new Administrator(this, users, accounts, moderation, parts.hasher(), rules);
        this.dispatcher = new Dispatcher(
                this,
                rules,
                targets,
                accounts,
                new Histories(this, conversations, rules, targets),
                new Overviews(this, conversations, rules, targets));
        int wanted = limits.getInt(Limit.LANES);
        this.lanes = new Lane[wanted == 0 ? conversations.writers() : wanted];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(this, i + 1);
        }
    }

    /**
     * Starts the threads.
     *
     * @throws io.implatform.core.spi.StoreException if the store cannot answer; then {@link #close} is to be called
     */
    public void start() {
        moderation.refresh();
        if (cluster.isClustered()) {
            // Nobody is here yet. What comes from now on is to be told, whichever of its notices is lost.
            headCheck.begin();
            heads.offered(ConversationId.LOBBY, conversations.head(ConversationId.LOBBY));
            new Hearing(this).begin(cluster);
        }
        for (Lane lane : lanes) {
            lane.start();
        }
        if (cluster.isClustered()) {
            cluster.start();
            timer.every(limits.get(Limit.HEAD_CHECK_MILLIS), headCheck::run);
        }
        if (cluster.hasRouter()) {
            timer.soon(statuses.nodes()::beat);
            timer.every(Nodes.beatMillis(limits.get(Limit.NODE_LEASE_MILLIS)), statuses.nodes()::beat);
        }
        timer.every(SessionCheck.MILLIS, new SessionCheck(this)::run);
        if (cluster.hasRouter()) {
            // What another node has imposed is known here after that time at the latest, whatever notice was lost.
            timer.every(limits.get(Limit.SANCTION_REFRESH_MILLIS), () -> readers.always(moderation::refreshAndApply));
        }
        timer.every(limits.get(Limit.PRESENCE_MILLIS), statuses::tell);
        timer.every(RECEIPT_MILLIS, positions::tell);
        timer.every(positions.lookMillis(), positions::flush);
    }

    @Override
    public Admission admit(Peer peer) {
        Optional<Refusal> banned = moderation.banned(peer);
        return banned.isPresent() ? Admissions.refused(banned.get()) : admissions.admit(peer);
    }

    @Override
    public Admission admitVisit(Peer peer) {
        Optional<Refusal> banned = moderation.banned(peer);
        return banned.isPresent() ? Admissions.refused(banned.get()) : admissions.admitVisit(peer);
    }

    @Override
    public Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell) {
        SessionActor session = newActor(encoder(format), peer, admission, doorbell);
        session.tell(new Event.Welcome(name, version));
        if (closing) {
            session.end(restart());
        } else {
            admissions.refusalOfSession(admission).ifPresent(session::end);
        }
        return session;
    }

    /** The encoder that the sessions of a format share. */
    Encoder encoder(WireFormat format) {
        Encoder known = encoders.get(format);
        return known != null ? known : encoders.computeIfAbsent(format, Encoder.ForWire::new);
    }

    SessionActor newActor(Encoder encoder, Peer peer, Admission admission, Doorbell doorbell) {
        SessionActor session = new SessionActor(this, encoder, peer, admission, doorbell);
        sessions.add(session);
        return session;
    }

    /**
     * Makes a session in this process, for an account that is made if there is none.
     *
     * @throws io.implatform.core.spi.StoreException if the user store cannot answer
     * @throws IllegalArgumentException if there is no such user and none can be made
     * @throws IllegalStateException if the server is closed
     */
    public LocalSession newLocalSession(UserId user, Consumer<Event> handler) {
        if (closing) {
            throw new IllegalStateException("the server is closed");
        }
        LocalSession session = new LocalSession(this, account(user), handler);
        if (closing) {
            // It may have come too late for beginClose() to see it.
            session.close();
            throw new IllegalStateException("the server is closed");
        }
        return session;
    }

    private UserId account(UserId user) {
        Optional<UserId> found = directory.find(user);
        if (found.isPresent()) {
            return found.get();
        }
        switch (users.create(new Account(user, Account.NO_PASSWORD))) {
            case CREATED -> {
                notices.registered(user);
                return user;
            }
            case NAME_TAKEN -> {
                return directory.find(user).orElse(user);
            }
            default ->
                throw new IllegalArgumentException(
                        "there is no user " + user + ", and the user store makes no accounts");
        }
    }

    /** Gives a listed session in this process what its user missed; blocks. */
    void join(SessionActor session) {
        accounts.join(session);
    }

    void closed(SessionActor session) {
        sessions.remove(session);
    }

    private static Refusal restart() {
        // Not all at the same moment.
        return Refusal.retry(
                RefusalCode.RESTART, 1 + ThreadLocalRandom.current().nextInt(RESTART_SECONDS), "the server stops");
    }

    /**
     * Takes no new sessions; ends those there are, one after the other where there are other nodes for them, and
     * answers what was taken of them.
     */
    public void beginClose() {
        closing = true;
        long spreadNanos = 0;
        if (cluster.hasRouter()) {
            statuses.nodes().leave();
            spreadNanos = TimeUnit.MILLISECONDS.toNanos(limits.get(Limit.DRAIN_MILLIS));
        }
        List<SessionActor> waiting = new ArrayList<>(sessions);
        Collections.shuffle(waiting);
        long began = System.nanoTime();
        for (int i = 0; i < waiting.size() && !sessions.isEmpty(); i++) {
            long wait = began + spreadNanos / waiting.size() * i - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            waiting.get(i).endWhenAnswered(restart());
        }
        // Whoever came in between.
        sessions.forEach(session -> session.endWhenAnswered(restart()));
    }

    /** Waits until every session has been answered and has gone, at most so long. */
    public void awaitSessions(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (!sessions.isEmpty() && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads, at most so long each, and closes the stores and the router. */
    public void close(long nanos) {
        closing = true;
        timer.close(nanos);
        passwords.close(nanos);
        positions.flushAll();
        for (Lane lane : lanes) {
            lane.close(nanos);
        }
        readers.close(nanos);
        callbacks.close(nanos);
        notices.close(nanos);
        cluster.close();
    }

    @Override
    public boolean isReady() {
        return !closing;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    Moderation moderation() {
        return moderation;
    }

    /** What whoever administers this server can do. */
    public Administrator administrator() {
        return administrator;
    }

    /** Every session that is open, of whoever it is. */
    Set<SessionActor> sessions() {
        return sessions;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    ConversationStore conversations() {
        return conversations;
    }

    Rules rules() {
        return rules;
    }

    Directory directory() {
        return directory;
    }

    GroupStates groups() {
        return groups;
    }

    Statuses statuses() {
        return statuses;
    }

    Positions positions() {
        return positions;
    }

    Notices notices() {
        return notices;
    }

    Presence presence() {
        return presence;
    }

    CommandRate commandRate() {
        return commandRate;
    }

    LoginThrottle loginThrottle() {
        return loginThrottle;
    }

    Timer timer() {
        return timer;
    }

    Pool passwords() {
        return passwords;
    }

    Pool readers() {
        return readers;
    }

    Pool callbacks() {
        return callbacks;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** The lane that owns a conversation. */
    Lane lane(ConversationId conversation) {
        return lanes[lanes.length == 1 ? 0 : Math.floorMod(conversation.hashCode(), lanes.length)];
    }

    /** The other nodes. */
    Cluster cluster() {
        return cluster;
    }

    Heads heads() {
        return heads;
    }

    Interests interests() {
        return interests;
    }
}
