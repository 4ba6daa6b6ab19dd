package io.implatform.core.internal;

import io.implatform.core.logic.Rules;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.ServerListener;
import io.implatform.core.spi.UserStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The running server: makes the parts and holds them together, starts and ends them. A part asks it for the others
 * when it needs them; while it is made, for the limits alone. Threads: any; it is started and ended by one.
 */
public final class Engine {
    private static final int CALLBACK_THREADS = 4;
    /** How long it is gathered that users were given what others wrote to them, before those are told. */
    private static final long RECEIPT_MILLIS = 500;

    private final Limits limits;
    private final Clock clock;
    private final ConversationStore conversations;
    private final Rules rules;
    private final CommandRate commandRate;

    private final Directory directory;
    private final GroupStates groups;
    private final Presence presence;
    private final Statuses statuses;
    private final Positions positions;
    private final Notices notices;

    private final Cluster cluster;
    private final Interests interests;
    private final Heads heads;
    private final HeadCheck headCheck;

    private final Sessions sessions;
    private final Dispatcher dispatcher;
    private final Accounts accounts;
    private final Moderation moderation;
    private final Administrator administrator;

    private final Lane[] lanes;
    private final Pool passwords;
    private final Pool readers;
    private final Pool callbacks;
    private final Timer timer = new Timer();

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
        this.limits = parts.limits();
        this.clock = parts.clock();
        UserStore users = parts.users();
        this.conversations = parts.conversations();
        this.commandRate = CommandRate.of(limits);
        this.sessions = new Sessions(
                this,
                new Admissions(limits, parts.exempt(), System::nanoTime),
                new Event.Welcome(parts.name(), parts.version()));
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
        }
        startTimer();
    }

    /** All that is done again and again. */
    private void startTimer() {
        timer.every(SessionCheck.MILLIS, new SessionCheck(this)::run);
        timer.every(limits.get(Limit.PRESENCE_MILLIS), statuses::tell);
        timer.every(RECEIPT_MILLIS, positions::tell);
        timer.every(positions.lookMillis(), positions::flush);
        if (cluster.isClustered()) {
            timer.every(limits.get(Limit.HEAD_CHECK_MILLIS), headCheck::run);
        }
        if (cluster.hasRouter()) {
            timer.soon(statuses.nodes()::beat);
            timer.every(Nodes.beatMillis(limits.get(Limit.NODE_LEASE_MILLIS)), statuses.nodes()::beat);
            // What another node has imposed is known here after that time at the latest, whatever notice was lost.
            timer.every(limits.get(Limit.SANCTION_REFRESH_MILLIS), () -> readers.always(moderation::refreshAndApply));
        }
    }

    /**
     * Takes no new sessions; ends those there are, one after the other where there are other nodes for them, and
     * answers what was taken of them.
     */
    public void beginClose() {
        sessions.takeNoMore();
        if (cluster.hasRouter()) {
            statuses.nodes().leave();
            sessions.drain(TimeUnit.MILLISECONDS.toNanos(limits.get(Limit.DRAIN_MILLIS)));
        } else {
            sessions.drain(0);
        }
    }

    /** Ends the threads, at most so long each, and closes the router. */
    public void close(long nanos) {
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

    // What the host program reaches

    /** Where transports and the host program open sessions; and those that are open. */
    public Sessions sessions() {
        return sessions;
    }

    /** What whoever administers this server can do. */
    public Administrator administrator() {
        return administrator;
    }

    // What the parts ask for

    Limits limits() {
        return limits;
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

    CommandRate commandRate() {
        return commandRate;
    }

    Directory directory() {
        return directory;
    }

    GroupStates groups() {
        return groups;
    }

    Presence presence() {
        return presence;
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

    /** The other nodes. */
    Cluster cluster() {
        return cluster;
    }

    Interests interests() {
        return interests;
    }

    Heads heads() {
        return heads;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Accounts accounts() {
        return accounts;
    }

    Moderation moderation() {
        return moderation;
    }

    /** The lane that owns a conversation. */
    Lane lane(ConversationId conversation) {
        return lanes[lanes.length == 1 ? 0 : Math.floorMod(conversation.hashCode(), lanes.length)];
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

    Timer timer() {
        return timer;
    }
}
