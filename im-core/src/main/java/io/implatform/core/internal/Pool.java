package io.implatform.core.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for work that blocks or takes long, with a bounded queue: what does not fit is refused at
 * once. Idle threads end.
 */
final class Pool {
    private static final Logger log = LoggerFactory.getLogger(Pool.class);

    private final ThreadPoolExecutor executor;
    private final int queueLimit;

    Pool(String name, int threads, int queueLimit) {
        this.executor = new ThreadPoolExecutor(
                threads, threads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.named(name));
        this.executor.allowCoreThreadTimeOut(true);
        this.queueLimit = queueLimit;
    }

    /** Runs {@code task} soon, unless as many wait as may. @return whether it will run */
    boolean offer(Runnable task) {
        if (executor.getQueue().size() >= queueLimit) {
            return false;
        }
        return always(task);
    }

    /**
     * Runs {@code task} soon, whatever waits: for work of which a session has one piece at the most, so
     * that the number of sessions bounds it.
     */
    boolean always(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    log.error("a task failed", e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the server is closed
        }
    }

    /** Takes nothing more and waits for what runs, at most so long; then interrupts it. */
    void close(long nanos) {
        Threads.close(executor, nanos);
    }
}
