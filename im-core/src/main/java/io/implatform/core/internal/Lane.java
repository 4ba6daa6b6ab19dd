package io.implatform.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that decides and commits for the conversations that hash to it.
 *
 * <p>It takes what waits, commits it in one transaction and tells everyone, and then takes what came
 * in the meantime: batches form by themselves under load, and a lone message waits for no company.
 *
 * <p>What waits are sessions rather than commands, each at most once and in order of their coming: so
 * the number of sessions bounds the queue, and a session that has much to say has its turn and then
 * waits behind the others.
 */
final class Lane implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Something that waits for a lane. */
    interface Work {
        /** Adds to the round what this has to be done. */
        void collect(Lane lane, Round round);
    }

    private static final Work STOP = (lane, round) -> {
        throw new AssertionError("not work");
    };

    private final Engine engine;
    private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
    /** Found nothing to do, and was not woken since. */
    private final AtomicBoolean sleeping = new AtomicBoolean();

    private final Runnable wake = this::wake;
    private final List<SessionActor> toRing = new ArrayList<>();
    private final Thread thread;

    Lane(Engine engine, int number) {
        this.engine = engine;
        this.thread = Threads.named("lane-" + number).newThread(this);
    }

    void start() {
        thread.start();
    }

    /** Gives the lane something to do. Does not block. */
    void work(Work work) {
        waiting.add(work);
        wake();
    }

    /** Gives the lane a session, whose transport says when it has submitted what it has read. */
    void work(SessionActor session) {
        waiting.add(session);
        if (sleeping.get()) {
            session.afterSubmitting(wake);
        }
    }

    private void wake() {
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** The next thing to do; waits for it. {@code null} if the thread is interrupted: the server's last resort. */
    private @Nullable Work take() {
        while (true) {
            Work work = waiting.poll();
            if (work != null) {
                return work;
            }
            // In this order: what is added behind the second look sees that the lane sleeps.
            sleeping.set(true);
            work = waiting.poll();
            if (work != null) {
                sleeping.set(false);
                return work;
            }
            while (sleeping.get()) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    return null;
                }
            }
        }
    }

    @Override
    public void run() {
        while (true) {
            Work work = take();
            if (work == null) {
                return;
            }
            Round round = new Round(engine, this, toRing);
            while (work != null) {
                if (work == STOP) {
                    round.run();
                    return;
                }
                work.collect(this, round);
                work = round.isFull() ? null : waiting.poll();
            }
            try {
                round.run();
            } catch (RuntimeException | Error e) {
                log.error("a round failed", e);
            }
        }
    }

    /** Does what waits, takes nothing more, and ends; waits for it, at most so long. */
    void close(long nanos) {
        work(STOP);
        Threads.join(thread, nanos);
        thread.interrupt();
    }
}
