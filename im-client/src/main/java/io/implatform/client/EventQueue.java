package io.implatform.client;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what it is given on an executor, in order, one at a time. Threads: any. */
final class EventQueue {
    private static final Logger log = LoggerFactory.getLogger(EventQueue.class);

    private final Executor executor;
    private final int capacity;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private boolean running;

    EventQueue(Executor executor, int capacity) {
        this.executor = executor;
        this.capacity = capacity;
    }

    /** Adds to the queue, if there is room within that time. */
    boolean offer(Runnable work, long timeoutMillis) throws InterruptedException {
        synchronized (this) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (queue.size() >= capacity) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            queue.add(work);
        }
        begin();
        return true;
    }

    /** Adds to the queue, whatever waits. */
    void add(Runnable work) {
        synchronized (this) {
            queue.add(work);
        }
        begin();
    }

    private void begin() {
        synchronized (this) {
            if (running || queue.isEmpty()) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Who gave the executor has ended it: there is nobody to be told any more.
            synchronized (this) {
                running = false;
                queue.clear();
                notifyAll();
            }
        }
    }

    private void drain() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = queue.poll();
                if (next == null) {
                    running = false;
                    return;
                }
                notifyAll();
            }
            try {
                next.run();
            } catch (RuntimeException e) {
                log.warn("a listener failed", e);
            }
        }
    }
}
