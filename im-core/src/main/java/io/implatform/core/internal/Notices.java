package io.implatform.core.internal;

import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ServerListener;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host's listener what happens, on a thread of its own; drops and counts what it cannot keep up with. */
final class Notices implements Presence.Watcher {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final @Nullable ServerListener listener;
    private final ThreadPoolExecutor executor;
    private final AtomicLong dropped = new AtomicLong();

    Notices(@Nullable ServerListener listener, int queue) {
        this.listener = listener;
        this.executor = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), Threads.named("listener"));
        this.executor.allowCoreThreadTimeOut(true);
    }

    void messageStored(Message message) {
        tell(to -> to.messageStored(message));
    }

    void registered(UserId user) {
        tell(to -> to.registered(user));
    }

    @Override
    public void online(UserId user) {
        tell(to -> to.online(user));
    }

    @Override
    public void offline(UserId user) {
        tell(to -> to.offline(user));
    }

    private void tell(Consumer<ServerListener> notice) {
        ServerListener to = listener;
        if (to == null) {
            return;
        }
        try {
            executor.execute(() -> deliver(to, notice));
        } catch (RejectedExecutionException e) {
            dropped.incrementAndGet();
        }
    }

    private void deliver(ServerListener to, Consumer<ServerListener> notice) {
        try {
            long count = dropped.getAndSet(0);
            if (count > 0) {
                to.dropped(count);
            }
            notice.accept(to);
        } catch (RuntimeException e) {
            log.warn("the listener failed", e);
        }
    }

    void close(long nanos) {
        Threads.close(executor, nanos);
    }
}
