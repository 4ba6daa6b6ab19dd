package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.protocol.client.ServerEvent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client connected. Its thread, the reader, connects, reads what the server says, and does all
 * that is to be done at a time: asking for signs of life, sending again, coming back after a loss. What a
 * connection is told and asked is {@link Conversation}'s.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);

    /** Codes after which coming back is not what the user wants, or of no use. */
    private static final Set<String> FOR_GOOD = Set.of(
            RefusalCode.LOGGED_OUT.name(),
            RefusalCode.ACCOUNT_DELETED.name(),
            RefusalCode.BANNED.name(),
            RefusalCode.DISCONNECTED.name(),
            RefusalCode.WRONG_PROTOCOL.name());

    private static final long OFFER_MILLIS = 100;

    final Options options;
    final Calls calls;
    final Login login;
    final Positions positions = new Positions();
    final RandomGenerator random;
    private final EventQueue events;
    private final EventQueue answers;
    private final Listeners listeners;
    private final Backoff backoff;
    private final Thread reader = new Thread(this::run, "im-client-reader");
    private final CompletableFuture<String> first = new CompletableFuture<>();

    private final Object lock = new Object();
    /** Guarded by the lock, and so are the next ones. */
    private ConnectionState state;

    private boolean closed;
    private @Nullable Conversation conversation;
    /** Touched by the reader alone. */
    private int nextAddress;

    /** What was last said of one's presence, to be said again on the next connection. */
    private volatile Command.@Nullable SetStatus status;

    private volatile boolean watches;

    Link(Options options, EventQueue events, EventQueue answers, RandomGenerator random, Listeners listeners) {
        this.options = options;
        this.events = events;
        this.answers = answers;
        this.listeners = listeners;
        this.random = random;
        this.calls = new Calls(options.unanswered(), options.lineBytes(), answers, random);
        this.login = new Login(options.keepsPassword(), options.resume());
        this.backoff = new Backoff(options.backoffMin(), options.backoffMax(), random);
        this.state = new ConnectionState.Connecting(options.addresses().get(0));
        options.resume().ifPresent(resume -> resume.positions().forEach(positions::shown));
        reader.setDaemon(true);
    }

    /** Begins. @return completes with the server's name once one has answered */
    CompletableFuture<String> start() {
        reader.start();
        return first;
    }

    private void run() {
        try {
            while (!isClosed()) {
                IOException lost = connectOnce();
                if (isClosed()) {
                    return;
                }
                if (!first.isDone()) {
                    first.completeExceptionally(lost);
                    close(ConnectionState.Closed.OWN, "no server could be reached");
                    return;
                }
                Optional<Duration> asked =
                        lost instanceof SaidGoodbyeException bye ? bye.retryAfter() : Optional.empty();
                Duration delay = backoff.next(asked);
                log.debug("connection lost, next attempt in {}: {}", delay, lost.getMessage());
                moveTo(new ConnectionState.Reconnecting(delay, String.valueOf(lost.getMessage())));
                pause(delay);
            }
        } catch (InterruptedException e) {
            close(ConnectionState.Closed.OWN, "interrupted");
        } catch (RuntimeException e) {
            log.error("the client has failed", e);
            close("FAILED", "the client has failed: " + e);
        }
    }

    /** Tries the addresses in turn until one answers, and stays with it until it is lost. @return why it was */
    private IOException connectOnce() throws InterruptedException {
        IOException failure = new IOException("no address");
        for (int i = 0; i < options.addresses().size() && !isClosed(); i++) {
            URI address = options.addresses().get(nextAddress);
            nextAddress = (nextAddress + 1) % options.addresses().size();
            moveTo(new ConnectionState.Connecting(address));
            Conversation now = null;
            try {
                now = new Conversation(this, options.dialer().dial(address, options.connectTimeout()));
                if (!register(now)) {
                    return failure;
                }
                String server = now.greet();
                moveTo(new ConnectionState.Connected(address, server));
                now.begin();
                first.complete(server);
                now.goOn();
            } catch (IOException e) {
                failure = e;
            } finally {
                unregister();
                if (now != null) {
                    now.close();
                }
                calls.shut();
                positions.sessionEnded();
            }
            if (now != null && now.hasBegun()) {
                return failure;
            }
        }
        return failure;
    }

    private boolean register(Conversation now) {
        synchronized (lock) {
            conversation = now;
            return !closed;
        }
    }

    private void unregister() {
        synchronized (lock) {
            conversation = null;
        }
    }

    /** Waits; where nobody is logged in and nothing is asked for, until that changes. */
    private void pause(Duration delay) throws InterruptedException {
        long end = System.nanoTime() + delay.toNanos();
        synchronized (lock) {
            long left = end - System.nanoTime();
            while (!closed && (left > 0 || !isNeeded())) {
                lock.wait(left > 0 ? TimeUnit.NANOSECONDS.toMillis(left) + 1 : 0);
                left = end - System.nanoTime();
            }
        }
    }

    private boolean isNeeded() {
        return login.isWanted() || !calls.isEmpty();
    }

    // What the client asks for

    void make(Call call) {
        calls.make(call);
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** A login has been asked for. */
    void logIn() {
        synchronized (lock) {
            lock.notifyAll();
            if (conversation != null) {
                conversation.logInIfGreeted();
            }
        }
    }

    void remember(Command.SetStatus now) {
        status = now;
    }

    void remember(boolean watching) {
        watches = watching;
    }

    Command.@Nullable SetStatus status() {
        return status;
    }

    boolean watches() {
        return watches;
    }

    // What a conversation tells

    void loggedIn(UserId user, boolean again, boolean reset) {
        backoff.reset();
        moveTo(new ConnectionState.Online(user, again, reset));
    }

    /** Gives an event to the listeners. @return whether there was room for it within a moment */
    boolean offer(ServerEvent event) throws InterruptedException {
        return events.offer(() -> listeners.event(event), OFFER_MILLIS);
    }

    /** Runs what completes a future, on no thread of the client's own. */
    void answer(Runnable work) {
        answers.add(work);
    }

    void moveTo(ConnectionState now) {
        synchronized (lock) {
            if (!closed) {
                state = now;
                // Under the lock, so that they are told in this order; the queue takes it without waiting.
                events.add(() -> listeners.state(now));
            }
        }
    }

    ConnectionState state() {
        synchronized (lock) {
            return state;
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** The server says goodbye. */
    IOException goodbye(ServerEvent.Bye bye) {
        if (FOR_GOOD.contains(bye.code())) {
            close(bye.code(), bye.words());
        }
        return new SaidGoodbyeException(bye);
    }

    /** Why a connection ended that the server closed on its own account. */
    private static final class SaidGoodbyeException extends IOException {
        private final transient Optional<Duration> retryAfter;

        SaidGoodbyeException(ServerEvent.Bye bye) {
            super("the server said " + bye.code() + ": " + bye.words());
            this.retryAfter = bye.retryAfter();
        }

        Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** Ends it for good. May be called twice, by any thread. */
    void close(String code, String reason) {
        Conversation last;
        synchronized (lock) {
            if (closed) {
                return;
            }
            moveTo(new ConnectionState.Closed(code, reason));
            closed = true;
            last = conversation;
            lock.notifyAll();
        }
        if (last != null) {
            last.close();
        }
        calls.close(reason);
        ClientClosedException ended = new ClientClosedException(reason);
        CompletableFuture<UserId> loggedIn = login.future();
        answer(() -> loggedIn.completeExceptionally(ended));
        first.completeExceptionally(ended);
    }

    /** Waits for the end of the threads, a few seconds at most; not for the thread that calls. */
    void join() throws InterruptedException {
        if (Thread.currentThread() != reader) {
            reader.join(TimeUnit.SECONDS.toMillis(5));
        }
    }

    Map<ConversationRef, Long> resumePositions() {
        // The rest of the line is for the credentials.
        return positions.resume(Math.max(0, options.lineBytes() - 1_024));
    }

    static byte[] line(String ref, Command command) {
        return ClientCodec.encode(ref, command);
    }
}
