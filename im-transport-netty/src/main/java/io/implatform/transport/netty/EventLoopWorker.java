package io.implatform.transport.netty;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and what its connections share.
 *
 * <p>A doorbell only puts its connection into the queue of those that are ready. The loop is woken once
 * for all that are rung for until it comes to them: waking it costs more than a write, and the messages
 * of one commit ring for every session there is.
 */
public final class EventLoopWorker implements Runnable {
    /** Connections served before the loop looks at its sockets again. */
    private static final int MAX_SERVED_AT_ONCE = 4_096;

    private final EventLoop loop;
    /** Connections that were rung for, the last one first, linked by {@link NettyConnection#nextReady}. */
    private final AtomicReference<@Nullable NettyConnection> rung = new AtomicReference<>();

    // Touched by the loop's thread alone.
    private final Set<NettyConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;
    /** What one connection polls before it is copied into one buffer. */
    final ArrayList<byte[]> frames = new ArrayList<>();

    final SendBuffer sends = new SendBuffer();
    /** Where sends of this round wait to be made together; {@code null} where there is none (yet). */
    private @Nullable SendRing ring;
    /** Opens one with the first send; {@code null} where there is to be none (any more). */
    private SendRing.@Nullable Opener rings;
    /** Connections to be served, in order. */
    private @Nullable NettyConnection ready;
    /** What is to be woken when the sockets were read. */
    private final ArrayList<Runnable> wakes = new ArrayList<>();

    private final byte[] scratch;

    /** @param rings where a ring for its sends comes from; {@code null} for none */
    EventLoopWorker(EventLoop loop, int scratchBytes, SendRing.@Nullable Opener rings) {
        this.loop = loop;
        this.scratch = new byte[scratchBytes];
        this.rings = rings;
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Where one connection at a time puts a request together, for as long as it reads; as long as the
     * transport asked for. Only for the loop's thread.
     */
    public byte[] scratch() {
        return scratch;
    }

    /** Has {@code connection}, which does not wait for it yet, served by the loop's thread, soon. Threads: any. */
    void ready(NettyConnection connection) {
        NettyConnection before;
        do {
            before = rung.get();
            connection.nextReady = before;
        } while (!rung.compareAndSet(before, connection));
        if (before == null) {
            wake();
        }
    }

    private void wake() {
        try {
            loop.execute(this);
        } catch (RejectedExecutionException e) {
            // The listener is closed, and with it the connections that were rung for.
            rung.set(null);
        }
    }

    /** Runs {@code wake} when the sockets that can be read have been read; at once for other threads. */
    void afterReading(Runnable wake) {
        if (!loop.inEventLoop() || loop.isShuttingDown()) {
            wake.run();
        } else if (!wakes.contains(wake)) {
            if (wakes.isEmpty()) {
                loop.execute(this::runWakes);
            }
            wakes.add(wake);
        }
    }

    private void runWakes() {
        wakes.forEach(Runnable::run);
        wakes.clear();
    }

    @Override
    public void run() {
        // Those who are to work on what was read should not wait for what is written here.
        runWakes();
        for (int i = 0; i < MAX_SERVED_AT_ONCE; i++) {
            NettyConnection connection = next();
            if (connection == null) {
                flush();
                return;
            }
            connection.rungFor();
            if (ring != null && ring.isFull()) {
                flush();
            }
        }
        flush();
        wake();
    }

    /**
     * Where the sends of a round wait for {@link #flush}; {@code null} where each is to be made at once. Only for the
     * loop's thread, while it serves.
     */
    @Nullable
    SendRing ring() {
        SendRing.Opener opener = rings;
        if (opener != null) {
            rings = null;
            ring = opener.open(loop);
        }
        return ring;
    }

    /** Makes the sends that wait. Before this returns, each connection has been told what became of its own. */
    void flush() {
        if (ring != null) {
            ring.flush();
        }
    }

    private @Nullable NettyConnection next() {
        if (ready == null) {
            NettyConnection last = rung.getAndSet(null);
            while (last != null) {
                NettyConnection before = last.nextReady;
                last.nextReady = ready;
                ready = last;
                last = before;
            }
        }
        NettyConnection first = ready;
        if (first != null) {
            ready = first.nextReady;
            first.nextReady = null;
        }
        return first;
    }

    /** Takes note of a connection; {@code false} if the listener is closed, and then it may not live. */
    boolean add(NettyConnection connection) {
        return !closed && connections.add(connection);
    }

    void remove(NettyConnection connection) {
        connections.remove(connection);
    }

    /** Closes what there is, and from here on takes no connection. */
    void closeAll() {
        closed = true;
        for (NettyConnection connection : List.copyOf(connections)) {
            connection.closeNow();
        }
        rings = null;
        if (ring != null) {
            ring.close();
            ring = null;
        }
    }
}
