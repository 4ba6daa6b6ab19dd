package io.implatform.testkit;

import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.WireFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A server as {@link TransportContract} plays it: it does what the rule says and notes what the transport does. */
final class ScriptedHost implements SessionHost {
    /** Everybody may stay. */
    private static final Admission ADMITTED = new Admission() {
        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    };

    private final Await await;
    private final Function<byte[], String> shown;
    private final Limits limits;
    private final Consumer<ScriptedConnection> atOpen;
    private final BlockingQueue<ScriptedConnection> opened = new LinkedBlockingQueue<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    /**
     * A server.
     *
     * @param shown {@link TransportContract#shown}
     * @param atOpen what the server does with a session before it hands it to the transport
     */
    ScriptedHost(Await await, Function<byte[], String> shown, Limits limits, Consumer<ScriptedConnection> atOpen) {
        this.await = await;
        this.shown = shown;
        this.limits = limits;
        this.atOpen = atOpen;
    }

    @Override
    public Admission admit(io.implatform.core.spi.Peer peer) {
        return ADMITTED;
    }

    @Override
    public Connection open(
            WireFormat format, io.implatform.core.spi.Peer peer, Admission admission, Doorbell doorbell) {
        ScriptedConnection connection =
                new ScriptedConnection(await, shown, format, peer.name(), doorbell, problems::add);
        atOpen.accept(connection);
        opened.add(connection);
        return connection;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** The next session that the transport opened. */
    ScriptedConnection next() throws InterruptedException {
        ScriptedConnection next = opened.poll(await.patience().toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("the transport opened no session for a connection");
        }
        return next;
    }

    /** Whether sessions were opened that {@link #next} has not returned. */
    boolean hasNext() {
        return !opened.isEmpty();
    }

    /** What the transport did that no transport may do. */
    List<String> problems() {
        return List.copyOf(problems);
    }
}
