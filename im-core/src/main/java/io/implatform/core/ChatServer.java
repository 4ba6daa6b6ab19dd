package io.implatform.core;

import io.implatform.core.internal.Argon2PasswordHasher;
import io.implatform.core.internal.Engine;
import io.implatform.core.internal.LocalSession;
import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Network;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.ServerListener;
import io.implatform.core.spi.Transport;
import io.implatform.core.spi.UserStore;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat server that runs inside a Java program.
 *
 * <pre>{@code
 * ChatServer server = ChatServer.builder()
 *         .store(SqliteStore.open(Path.of("im.db")))
 *         .transport(TcpTransport.on("127.0.0.1", 5050))
 *         .start();
 * }</pre>
 *
 * <p>It owns what it is given: {@link #close} closes the stores, the router and the listeners. Several
 * servers may live in one JVM.
 *
 * <p><b>Threads.</b> Every method may be called by any thread. The server's own threads are named
 * {@code im-…} and are daemons; {@code docs/threads.md} says what each does.
 */
public final class ChatServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChatServer.class);

    private final Engine engine;
    private final Limits limits;
    private final Administration administration;
    private final List<AutoCloseable> stores;
    private final List<Transport.Listener> listeners = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ChatServer(Builder builder) {
        UserStore users = builder.users;
        ConversationStore conversations = builder.conversations;
        if (users == null || conversations == null) {
            MemoryStore memory = new MemoryStore();
            users = users == null ? memory : users;
            conversations = conversations == null ? memory : conversations;
        }
        this.limits = builder.limits;
        ModerationStore moderation = builder.moderation;
        if (moderation == null) {
            moderation = users instanceof ModerationStore own
                    ? own
                    : conversations instanceof ModerationStore own ? own : new MemoryStore();
        }
        this.stores = List.of(users, conversations, moderation);
        this.engine = new Engine(new Engine.Parts(
                builder.name,
                builder.version,
                limits,
                builder.clock,
                users,
                conversations,
                moderation,
                builder.authenticators,
                Objects.requireNonNullElseGet(
                        builder.hasher,
                        () -> new Argon2PasswordHasher(
                                limits.getInt(Limit.PASSWORD_MEMORY_KIB), limits.getInt(Limit.PASSWORD_ITERATIONS))),
                Optional.ofNullable(builder.router),
                Optional.ofNullable(builder.listener),
                List.copyOf(builder.exempt)));
        this.administration = new Administration(engine.administrator());
    }

    /** What whoever runs the server can do with its accounts and users. */
    public Administration administration() {
        return administration;
    }

    /** A server with nothing but defaults: stores in memory, no transport. */
    public static Builder builder() {
        return new Builder();
    }

    private void start(List<Transport> transports) throws IOException {
        try {
            engine.start();
            for (Transport transport : transports) {
                listeners.add(transport.start(engine.sessions()));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the server listens, one a transport in the order they were given, with the ports that were bound. */
    public List<URI> addresses() {
        return listeners.stream().map(Transport.Listener::address).toList();
    }

    /**
     * Opens a session in this process.
     *
     * @param user the user's name; an account that no password opens is made if there is none
     * @param handler called with each event, by one thread at a time; see {@link Session}
     * @throws IllegalArgumentException if the name is none, or if there is no such user and the user
     *     store makes no accounts
     * @throws IllegalStateException if the server is closed
     * @throws io.implatform.core.spi.StoreException if the user store cannot answer
     */
    public Session openSession(String user, BiConsumer<Session, Event> handler) {
        Session session = new Session(engine, UserId.of(user), handler);
        session.begin();
        return session;
    }

    /** Opens a session in this process that looks at no events. */
    public Session openSession(String user) {
        return openSession(user, (session, event) -> {});
    }

    /**
     * Posts a message on behalf of a user who need not be online, and does not become so.
     *
     * @param from the user's name; an account that no password opens is made if there is none
     * @return {@link Reply.Posted} once the message is durable, or {@link Reply.Refused}
     * @throws IllegalArgumentException as {@link #openSession(String)} does
     * @throws IllegalStateException if the server is closed
     */
    public CompletableFuture<Reply> post(String from, ConversationRef to, String text) {
        LocalSession session = engine.sessions().newLocal(UserId.of(from), event -> {});
        session.begin(false);
        CompletableFuture<Reply> reply = session.submit(Command.Say.post(to, text, null));
        session.close();
        return reply;
    }

    /**
     * Stops: takes no new connections, answers what was received, tells every session, and gives back
     * every thread, file and port before it returns. Takes at most a few seconds longer than {@link
     * Limit#CLOSE_MILLIS}, also if clients do not read; where there are other nodes, {@link Limit#DRAIN_MILLIS} more,
     * over which its sessions are told. May be called twice.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long nanos = TimeUnit.MILLISECONDS.toNanos(limits.get(Limit.CLOSE_MILLIS));
        listeners.forEach(Transport.Listener::stopAccepting);
        engine.beginClose();
        engine.sessions().awaitEnd(nanos);
        listeners.forEach(ChatServer::closeQuietly);
        engine.close(nanos);
        stores.forEach(ChatServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.warn("closing {} failed", part.getClass().getName(), e);
        }
    }

    /** Puts a server together. Not safe for use by several threads; used once. */
    public static final class Builder {
        private String name = "im-platform";
        private String version = libraryVersion();
        private Limits limits = Limits.DEFAULTS;
        private Clock clock = Clock.systemUTC();
        private @Nullable UserStore users;
        private @Nullable ConversationStore conversations;
        private @Nullable ModerationStore moderation;
        private final List<Authenticator> authenticators = new ArrayList<>();
        private @Nullable PasswordHasher hasher;
        private @Nullable MessageRouter router;
        private @Nullable ServerListener listener;
        private final List<Network> exempt = new ArrayList<>();
        private final List<Transport> transports = new ArrayList<>();

        private Builder() {}

        /** The version that the module or the jar carries; "dev" where the classes come from neither. */
        private static String libraryVersion() {
            ModuleDescriptor module = ChatServer.class.getModule().getDescriptor();
            Optional<String> version = module == null
                    ? Optional.ofNullable(ChatServer.class.getPackage().getImplementationVersion())
                    : module.rawVersion();
            return version.orElse("dev");
        }

        /** What the server calls itself in its first line; no spaces. */
        public Builder name(String name, String version) {
            this.name = name;
            this.version = version;
            return this;
        }

        /** The bounds; {@link Limits#DEFAULTS} unless set. */
        public Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** The store for users and for conversations, where one object is both. */
        public <S extends UserStore & ConversationStore> Builder store(S store) {
            return users(store).conversations(store);
        }

        /** The store for users; in memory unless set. */
        public Builder users(UserStore users) {
            this.users = users;
            return this;
        }

        /** The store for conversations; in memory unless set. */
        public Builder conversations(ConversationStore conversations) {
            this.conversations = conversations;
            return this;
        }

        /**
         * The store for mutes, bans and the audit log. Unless set, it is the store for users or for
         * conversations where that is one, and otherwise in memory.
         */
        public Builder moderation(ModerationStore moderation) {
            this.moderation = moderation;
            return this;
        }

        /**
         * Adds a way of the host's own to say who a client is; may be called several times. They are asked in
         * their order, before the store for users.
         */
        public Builder authenticator(Authenticator authenticator) {
            authenticators.add(authenticator);
            return this;
        }

        /** What carries notices between the nodes that share a store; none unless set. */
        public Builder router(MessageRouter router) {
            this.router = router;
            return this;
        }

        /** How passwords are hashed; Argon2id unless set. */
        public Builder passwordHasher(PasswordHasher hasher) {
            this.hasher = hasher;
            return this;
        }

        /** Told what happens in the server; nobody unless set. */
        public Builder listener(ServerListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Adds a network whose addresses may have any number of connections, such as that of an office behind one
         * address; may be called several times. Loopback always may.
         */
        public Builder exempt(Network network) {
            exempt.add(network);
            return this;
        }

        /** Tells the time that messages are stamped with; the system's unless set. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Adds a way in; may be called several times. */
        public Builder transport(Transport transport) {
            transports.add(transport);
            return this;
        }

        /**
         * Starts the server. If it cannot, everything it was given is closed.
         *
         * @throws IOException if a transport cannot listen; the message names its address
         */
        public ChatServer start() throws IOException {
            ChatServer server = new ChatServer(this);
            server.start(transports);
            return server;
        }
    }
}
