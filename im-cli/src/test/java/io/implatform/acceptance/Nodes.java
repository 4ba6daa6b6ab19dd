package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.MessageRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Several servers on one store, with a router between them that a test can make bad. */
final class Nodes implements AutoCloseable {
    /** What takes seconds takes moments. */
    static final Limits LIMITS = Chat.LIMITS
            .with(Limit.HEAD_CHECK_MILLIS, 200)
            .with(Limit.NODE_LEASE_MILLIS, 1_000)
            .with(Limit.PRESENCE_MILLIS, 20);

    /** A store that its servers share, and that none of them closes. */
    static class SharedStore extends StoreInBetween<MemoryStore> {
        SharedStore() {
            super(new MemoryStore());
        }

        @Override
        public void close() {}
    }

    /** A router that loses everything while it is told to. */
    static final class Line implements MessageRouter {
        private final MessageRouter router;
        private volatile boolean cut;

        Line(MessageRouter router) {
            this.router = router;
        }

        /** Nothing gets in or out. */
        void cut(boolean now) {
            cut = now;
        }

        @Override
        public void publish(String topic, byte[] payload) {
            if (!cut) {
                router.publish(topic, payload);
            }
        }

        @Override
        public Subscription subscribe(String topic, Receiver receiver) {
            return router.subscribe(topic, (same, payload) -> {
                if (!cut) {
                    receiver.receive(same, payload);
                }
            });
        }

        @Override
        public void close() {
            router.close();
        }
    }

    final SharedStore store;
    private final MemoryRouter first = new MemoryRouter();
    private final List<Chat> nodes = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    private final Limits limits;

    Nodes(int count) {
        this(count, new SharedStore());
    }

    Nodes(int count, Limits limits) {
        this(count, new SharedStore(), limits);
    }

    Nodes(int count, SharedStore store) {
        this(count, store, LIMITS);
    }

    private Nodes(int count, SharedStore store, Limits limits) {
        this.store = store;
        this.limits = limits;
        for (int i = 0; i < count; i++) {
            start();
        }
    }

    Chat start() {
        return start(builder -> builder);
    }

    /** Another node. */
    Chat start(UnaryOperator<ChatServer.Builder> parts) {
        Line line = new Line(first.newNode());
        lines.add(line);
        Chat node = Chat.start(
                builder -> parts.apply(builder.store(store).router(line).limits(limits)));
        nodes.add(node);
        return node;
    }

    Chat get(int node) {
        return nodes.get(node);
    }

    /** Whether what a node says or is told from here on is lost. */
    void cut(int node, boolean cut) {
        letArrive();
        lines.get(node).cut(cut);
    }

    /** Waits until what was said so far is heard, or lost: all of it goes through one thread, in order. */
    private void letArrive() {
        CountDownLatch arrived = new CountDownLatch(1);
        try (MessageRouter.Subscription last =
                first.subscribe("last-of-the-test", (topic, payload) -> arrived.countDown())) {
            first.publish("last-of-the-test", new byte[0]);
            assertThat(arrived.await(10, TimeUnit.SECONDS)).as("heard").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Chat::close);
        first.close();
        store.store.close();
    }
}
