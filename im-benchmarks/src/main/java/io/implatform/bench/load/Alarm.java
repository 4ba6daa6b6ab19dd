package io.implatform.bench.load;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a selector at a time that is more precise than its own unit, the millisecond. Spinning would be more precise
 * still, but a load that is always awake spares the server the work of waking it, and that work is part of
 * what a message costs.
 */
final class Alarm implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final Selector selector;
    private final long base = System.nanoTime();
    private final Thread thread = new Thread(this::run, "im-bench-alarm");
    private volatile long at = NEVER;
    private volatile boolean closed;

    Alarm(Selector selector) {
        this.selector = selector;
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on it is this one time that counts, which it tells once. */
    void set(long nanoTime) {
        long relative = nanoTime - base;
        if (relative != at) {
            at = relative;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long time = at;
            if (time == NEVER) {
                LockSupport.park(this);
            } else {
                long left = time - (System.nanoTime() - base);
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else if (at == time) {
                    at = NEVER;
                    selector.wakeup();
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
