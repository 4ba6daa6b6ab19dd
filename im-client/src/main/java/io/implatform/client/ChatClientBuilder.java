package io.implatform.client;

import io.implatform.core.logic.Command;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sets a {@link ChatClient} up. Not safe for use by several threads. */
public final class ChatClientBuilder {
    private final List<URI> addresses;
    private Wire.@Nullable Dialer dialer;
    private @Nullable ServerSockets sockets;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration silence = Duration.ofSeconds(20);
    private Duration answerTimeout = Duration.ofSeconds(20);
    private Duration backoffMin = Duration.ofMillis(200);
    private Duration backoffMax = Duration.ofSeconds(30);
    private int unanswered = 1_024;
    private int events = 1_024;
    private int lineBytes = 16_384;
    private boolean keepsPassword = true;
    private Optional<Command.Resume> resume = Optional.empty();
    private @Nullable Executor executor;

    ChatClientBuilder(URI address, URI... more) {
        this.addresses = Stream.concat(Stream.of(address), Stream.of(more)).toList();
    }

    /** How long an address may take to answer before the next one is tried; 10 s unless set. */
    public ChatClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = positive("connectTimeout", timeout);
        return this;
    }

    /**
     * How a server that is gone without a word is noticed.
     *
     * @param silence after how long without a word from it it is asked for one; 20 s unless set. Less than
     *     the server's own patience, which is 50 s by default
     * @param answer how long it may take to answer before the connection counts as lost; 20 s unless set
     */
    public ChatClientBuilder liveness(Duration silence, Duration answer) {
        this.silence = positive("silence", silence);
        this.answerTimeout = positive("answer", answer);
        return this;
    }

    /**
     * How long the client waits before it connects again: a random time up to a bound, which begins with
     * {@code min} and doubles up to {@code max}; 200 ms and 30 s unless set. Where the server asks for a
     * delay, that is added.
     */
    public ChatClientBuilder backoff(Duration min, Duration max) {
        this.backoffMin = positive("min", min);
        this.backoffMax = positive("max", max);
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException("backoff: " + min + " is more than " + max);
        }
        return this;
    }

    /** How many requests may be unanswered, those that wait for a connection included; 1,024 unless set. */
    public ChatClientBuilder unanswered(int requests) {
        this.unanswered = positive("unanswered", requests);
        return this;
    }

    /** How many events may wait for the listeners before no more is read; 1,024 unless set. */
    public ChatClientBuilder events(int events) {
        this.events = positive("events", events);
        return this;
    }

    /** What a request may have in bytes; 16,384 unless set, which is what a server takes by default. */
    public ChatClientBuilder lineBytes(int bytes) {
        this.lineBytes = positive("lineBytes", bytes);
        return this;
    }

    /**
     * Whether the password is kept in memory after the login, for when the token is refused; it is unless
     * set.
     */
    public ChatClientBuilder keepPassword(boolean keep) {
        this.keepsPassword = keep;
        return this;
    }

    /** Goes on from where an earlier client of the user was: its {@link ChatClient#position}. */
    public ChatClientBuilder resume(Command.Resume position) {
        this.resume = Optional.of(position);
        return this;
    }

    /**
     * Where listeners are called and futures completed; the client does not close it. Two daemon threads
     * of the client's own unless set.
     */
    public ChatClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * What opens connections, and says which servers are trusted behind {@code tls://}; those that the Java runtime
     * trusts unless set.
     */
    public ChatClientBuilder sockets(ServerSockets sockets) {
        this.sockets = sockets;
        return this;
    }

    /** What opens connections. */
    ChatClientBuilder dialer(Wire.Dialer dialer) {
        this.dialer = dialer;
        return this;
    }

    /**
     * Connects: waits until one of the addresses answers.
     *
     * @throws ForeignServerException if the last one that answers is no server that this client can talk to
     * @throws IOException if none of them can be reached
     * @throws IllegalArgumentException if one is of no kind that is known
     */
    public ChatClient connect() throws IOException {
        for (URI address : addresses) {
            ServerSockets.check(address);
        }
        return new ChatClient(
                        new Options(
                                addresses,
                                dialer == null ? dialer() : dialer,
                                connectTimeout,
                                silence,
                                answerTimeout,
                                backoffMin,
                                backoffMax,
                                unanswered,
                                events,
                                lineBytes,
                                keepsPassword,
                                resume),
                        executor)
                .start();
    }

    private Wire.Dialer dialer() {
        ServerSockets opening = sockets == null ? ServerSockets.trustingTheSystem() : sockets;
        return (address, timeout) -> TcpWire.dial(opening, address, timeout);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value);
        }
        return value;
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value);
        }
        return value;
    }
}
