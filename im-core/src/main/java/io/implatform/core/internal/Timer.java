package io.implatform.core.internal;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that does what has its time. What it is given must not block: everything else that has a time waits
 * behind it. What fails is logged, and what is done again and again is done again all the same.
 *
 * <p>It does not bound what waits: that is one thing for each session that sends too fast, each answer of a look into the
 * store, and each node that asks who is here. Threads: any.
 */
final class Timer {
    private static final Logger log = LoggerFactory.getLogger(Timer.class);

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Threads.named("timer"));

    /** Runs {@code task} again and again: first in so long, then so long after it has ended. Before {@link #close}. */
    void every(long millis, Runnable task) {
        Future<?> unused = executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs {@code task} as soon as the thread is free. */
    void soon(Runnable task) {
        later(0, task);
    }

    /** Runs {@code task} in so long; not at all if the timer is closed before. */
    void later(long nanos, Runnable task) {
        try {
            Future<?> unused = executor.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for it.
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a task of the timer failed", e);
            }
        };
    }

    /** Takes nothing more and waits for what runs, at most so long; then interrupts it. */
    void close(long nanos) {
        Threads.close(executor, nanos);
    }
}
