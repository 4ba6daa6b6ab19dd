package io.implatform.core.memory;

import io.implatform.core.spi.MessageRouter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A router within this process: one node's end of a cluster whose nodes are servers of one JVM.
 *
 * <pre>{@code
 * MemoryRouter first = new MemoryRouter();   // a cluster of its own
 * MemoryRouter second = first.newNode();     // another node of the same cluster
 * }</pre>
 *
 * <p>Each node closes its own end, and the others go on. The cluster has one thread, {@code
 * im-memory-router}, which brings everything to its receivers: it begins with the first notice and ends
 * when the last node closes. Notices wait for it in a queue of {@value #QUEUE}; past that they are
 * dropped, so that a receiver that hangs costs a bounded amount of memory and delays no publisher.
 * Notices of one publishing thread arrive in order, which a router does not promise.
 *
 * <p>Threads: any.
 */
public final class MemoryRouter implements MessageRouter {
    /** Notices that wait to be delivered, in the whole cluster. */
    static final int QUEUE = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryRouter.class);
    private static final int MAX_TOPIC = 128;
    private static final int MAX_PAYLOAD_BYTES = 65_536;
    private static final long CLOSE_MILLIS = 5_000;

    private final Cluster cluster;
    private volatile boolean closed;

    /** The first node of a cluster of its own. */
    public MemoryRouter() {
        this(new Cluster());
    }

    private MemoryRouter(Cluster cluster) {
        this.cluster = cluster;
        cluster.join();
    }

    /**
     * Another node of this node's cluster.
     *
     * @throws IllegalStateException if this node is closed
     */
    public MemoryRouter newNode() {
        requireOpen();
        return new MemoryRouter(cluster);
    }

    @Override
    public void publish(String topic, byte[] payload) {
        requireTopic(topic);
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes > " + MAX_PAYLOAD_BYTES);
        }
        requireOpen();
        cluster.publish(topic, payload);
    }

    @Override
    public Subscription subscribe(String topic, Receiver receiver) {
        requireTopic(topic);
        requireOpen();
        return cluster.subscribe(new Interest(this, topic, receiver));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        cluster.leave(this);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this node of the router is closed");
        }
    }

    private static void requireTopic(String topic) {
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
    }

    private static final class Interest implements Subscription {
        private final MemoryRouter node;
        private final String topic;
        private final Receiver receiver;
        private volatile boolean ended;

        Interest(MemoryRouter node, String topic, Receiver receiver) {
            this.node = node;
            this.topic = topic;
            this.receiver = receiver;
        }

        void deliver(byte[] payload) {
            if (ended || node.closed) {
                return;
            }
            try {
                receiver.receive(topic, payload.clone());
            } catch (RuntimeException | Error e) {
                LOG.error("a receiver of topic {} failed; the notice is lost to it", topic, e);
            }
        }

        @Override
        public void close() {
            ended = true;
            node.cluster.unsubscribe(this);
        }
    }

    /** What the nodes share. */
    private static final class Cluster {
        private final Map<String, List<Interest>> interests = new ConcurrentHashMap<>();
        /** One thread, begun by the first notice; what does not fit its queue is dropped. */
        private final ThreadPoolExecutor deliveries = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                this::thread,
                new ThreadPoolExecutor.DiscardPolicy());

        private volatile @Nullable Thread thread;
        private int nodes;

        private Thread thread(Runnable task) {
            Thread made = new Thread(task, "im-memory-router");
            made.setDaemon(true);
            thread = made;
            return made;
        }

        synchronized void join() {
            if (deliveries.isShutdown()) {
                throw new IllegalStateException("every node of the router is closed");
            }
            nodes++;
        }

        void publish(String topic, byte[] payload) {
            List<Interest> interested = interests.get(topic);
            if (interested != null) {
                deliveries.execute(() -> {
                    for (Interest interest : interested) {
                        interest.deliver(payload);
                    }
                });
            }
        }

        Subscription subscribe(Interest interest) {
            interests.compute(interest.topic, (topic, list) -> {
                List<Interest> all = list == null ? new CopyOnWriteArrayList<>() : list;
                all.add(interest);
                return all;
            });
            return interest;
        }

        void unsubscribe(Interest interest) {
            interests.computeIfPresent(interest.topic, (topic, list) -> {
                list.remove(interest);
                return list.isEmpty() ? null : list;
            });
        }

        void leave(MemoryRouter node) {
            for (String topic : interests.keySet()) {
                interests.computeIfPresent(topic, (same, list) -> {
                    list.removeIf(interest -> interest.node == node);
                    return list.isEmpty() ? null : list;
                });
            }
            synchronized (this) {
                nodes--;
                if (nodes > 0) {
                    return;
                }
                // What waits is for closed nodes by now, and goes nowhere.
                deliveries.shutdown();
            }
            Thread last = thread;
            if (last == null || last == Thread.currentThread()) {
                return;
            }
            try {
                last.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
