package io.implatform.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which listeners are called where the program gives none: two, while there is something to do. */
final class CallbackThreads implements Executor {
    private static final int THREADS = 2; // one for events, one for answers

    private final class CallbackThread extends Thread {
        CallbackThread(Runnable work) {
            super(work, "im-client-callback");
            setDaemon(true);
        }

        boolean isOf(CallbackThreads threads) {
            return CallbackThreads.this == threads;
        }
    }

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CallbackThread::new);

    CallbackThreads() {
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /** Ends the threads once what waits is done, for which it waits a few seconds at most. */
    void close() throws InterruptedException {
        pool.shutdown();
        boolean isOwn = Thread.currentThread() instanceof CallbackThread thread && thread.isOf(this);
        if (!isOwn) {
            pool.awaitTermination(2, TimeUnit.SECONDS);
        }
    }
}
