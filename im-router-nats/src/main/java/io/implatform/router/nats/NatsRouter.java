package io.implatform.router.nats;

import io.implatform.core.spi.MessageRouter;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's connection to NATS.
 *
 * <pre>{@code
 * MessageRouter router = NatsRouter.connect(NatsSettings.of("nats://127.0.0.1:4222"));
 * }</pre>
 *
 * <p>A topic {@code user.a.b} is the subject {@code im.default.user/a/b}: the namespace, {@code default} unless set,
 * keeps clusters that share a NATS server apart, and a topic is one token, because names may begin and end with
 * dots, which a subject may not.
 *
 * <p><b>Loss.</b> Nothing here waits. While the connection is lost, what is published is dropped, and it comes back by
 * itself, for ever. At most {@value #OUTGOING} notices wait to be sent and {@value #INCOMING} (or {@value
 * #INCOMING_BYTES} bytes) to be received; past that they are dropped, and how many is logged now and then.
 *
 * <p><b>Threads.</b> Any. Its own are daemons named {@code im-nats-N}, some five of them; receivers are called by one of
 * them, one at a time. They end with {@link #close}.
 */
public final class NatsRouter implements MessageRouter {
    static final int OUTGOING = 16_384;
    static final int INCOMING = 65_536;
    static final int INCOMING_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(NatsRouter.class);
    private static final int MAX_TOPIC = 128;
    private static final int MAX_PAYLOAD_BYTES = 65_536;
    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final long CLOSE_MILLIS = 2_000;

    private final String prefix;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final Connection connection;
    private final Dispatcher dispatcher;
    private final Set<Interest> interests = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private NatsRouter(NatsSettings settings) throws IOException, InterruptedException {
        this.prefix = "im." + settings.namespace() + ".";
        ThreadFactory factory = daemons();
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
        this.timer = new ScheduledThreadPoolExecutor(1, factory);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        boolean connected = false;
        try {
            Options options = settings.options(threads, timer, OUTGOING);
            this.connection = Nats.connect(options);
            this.dispatcher = connection.createDispatcher();
            dispatcher.setPendingLimits(INCOMING, INCOMING_BYTES);
            connected = true;
        } catch (AuthenticationException e) {
            throw new IOException("NATS at " + settings.shown() + " refuses the credentials", e);
        } catch (IOException e) {
            throw new IOException("cannot reach NATS at " + settings.shown() + ": " + e.getMessage(), e);
        } finally {
            if (!connected) {
                endThreads();
            }
        }
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "im-nats-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Connects; waits until one of the servers answers.
     *
     * @throws IOException if none does, or it refuses the credentials; the message names them, without secrets
     */
    public static NatsRouter connect(NatsSettings settings) throws IOException {
        try {
            return new NatsRouter(settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting to NATS at " + settings.shown(), e);
        }
    }

    @Override
    public void publish(String topic, byte[] payload) {
        String subject = subject(topic);
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes > " + MAX_PAYLOAD_BYTES);
        }
        requireOpen();
        try {
            connection.publish(subject, payload);
        } catch (IllegalStateException e) {
            // There is no connection now, and nothing is kept for when there is one.
            requireOpen();
            LOG.debug("not published: {}", e.getMessage());
        }
    }

    @Override
    public Subscription subscribe(String topic, Receiver receiver) {
        String subject = subject(topic);
        requireOpen();
        Interest interest = new Interest(topic, receiver);
        interests.add(interest);
        try {
            interest.begin(subject);
        } catch (IllegalStateException e) {
            interests.remove(interest);
            throw new IllegalStateException("the router is closed", e);
        }
        return interest;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                connection.flush(FLUSH); // the last notices say that the node goes
            }
        } catch (TimeoutException | IllegalStateException e) {
            LOG.debug("not flushed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endThreads();
    }

    private void endThreads() {
        timer.shutdownNow();
        threads.shutdownNow();
        if (Thread.currentThread().getName().startsWith("im-nats-")) {
            return; // a receiver closes it: it cannot wait for itself
        }
        try {
            threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            timer.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the router is closed");
        }
    }

    private String subject(String topic) {
        boolean good = !topic.isEmpty() && topic.length() <= MAX_TOPIC;
        for (int i = 0; good && i < topic.length(); i++) {
            char c = topic.charAt(i);
            good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
        }
        if (!good) {
            throw new IllegalArgumentException("not a topic (1-128 of A-Z a-z 0-9 . _ -): \"" + topic + "\"");
        }
        return prefix + topic.replace('.', '/');
    }

    private final class Interest implements Subscription {
        private final String topic;
        private final Receiver receiver;
        private volatile boolean ended;
        private io.nats.client.@org.jspecify.annotations.Nullable Subscription subscription;

        Interest(String topic, Receiver receiver) {
            this.topic = topic;
            this.receiver = receiver;
        }

        synchronized void begin(String subject) {
            subscription = dispatcher.subscribe(subject, this::deliver);
        }

        private void deliver(Message message) {
            if (ended || closed) {
                return;
            }
            try {
                byte[] payload = message.getData();
                receiver.receive(topic, payload == null ? new byte[0] : payload);
            } catch (RuntimeException | Error e) {
                LOG.error("a receiver of topic {} failed; the notice is lost to it", topic, e);
            }
        }

        @Override
        public synchronized void close() {
            if (ended) {
                return;
            }
            ended = true;
            interests.remove(this);
            io.nats.client.Subscription of = subscription;
            if (of != null && !closed) {
                try {
                    dispatcher.unsubscribe(of);
                } catch (IllegalStateException e) {
                    LOG.debug("not unsubscribed: {}", e.getMessage()); // the connection is closed
                }
            }
        }
    }
}
