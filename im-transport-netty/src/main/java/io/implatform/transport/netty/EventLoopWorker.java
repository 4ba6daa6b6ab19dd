package io.implatform.transport.netty;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private final Queue<NettyConnection> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    // Touched by the loop's thread alone.
    private final Set<NettyConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;
    /** What one connection polls before it is copied into one buffer. */
    final ArrayList<byte[]> frames = new ArrayList<>();

    private final byte[] scratch;

    EventLoopWorker(EventLoop loop, int scratchBytes) {
        this.loop = loop;
        this.scratch = new byte[scratchBytes];
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

    /** Has {@code connection} served by the loop's thread, soon. Threads: any. */
    void ready(NettyConnection connection) {
        ready.add(connection);
        if (!woken.get() && woken.compareAndSet(false, true)) {
            wake();
        }
    }

    private void wake() {
        try {
            loop.execute(this);
        } catch (RejectedExecutionException e) {
            // The listener is closed, and with it the connections that were rung for.
            ready.clear();
        }
    }

    @Override
    public void run() {
        // Before the queue is looked at: what is added from here on wakes the loop again.
        woken.set(false);
        for (int i = 0; i < MAX_SERVED_AT_ONCE; i++) {
            NettyConnection connection = ready.poll();
            if (connection == null) {
                return;
            }
            connection.rungFor();
        }
        if (!ready.isEmpty() && woken.compareAndSet(false, true)) {
            wake();
        }
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
    }
}
