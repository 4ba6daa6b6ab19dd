package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.spi.MessageRouter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link MessageRouter} must do, rule by rule; {@code docs/contracts.md} gives the intent of
 * each.
 *
 * <p>To hold a router to it, extend it, say how to make a node, and run it with JUnit. A router may
 * drop, repeat and reorder, so where something has to arrive the contract publishes it again and again
 * until it does, or its patience is over.
 */
public abstract class MessageRouterContract {
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final List<MessageRouter> nodes = new ArrayList<>();

    /** A new node of a cluster; all that one test asks for are of the same cluster. */
    protected abstract MessageRouter node();

    /** How long a rule waits for what has to happen. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Closes the nodes. */
    @AfterEach
    public final void closeNodes() {
        for (MessageRouter node : nodes) {
            node.close();
        }
    }

    @Test
    @DisplayName("R1: what is published reaches a subscriber on the same node")
    public void rule_R01_reachesTheSameNode() {
        MessageRouter node = open();
        Inbox inbox = new Inbox();
        node.subscribe("topic", inbox);
        publishUntil(node, "topic", "hello", () -> inbox.has("hello"));
    }

    @Test
    @DisplayName("R2: what is published reaches the subscribers on every other node")
    public void rule_R02_reachesEveryOtherNode() {
        MessageRouter publisher = open();
        Inbox second = new Inbox();
        Inbox third = new Inbox();
        open().subscribe("topic", second);
        open().subscribe("topic", third);
        publishUntil(publisher, "topic", "hello", () -> second.has("hello") && third.has("hello"));
    }

    @Test
    @DisplayName("R3: a subscriber is given its own topic alone, however alike the names")
    public void rule_R03_topicsAreKeptApart() {
        MessageRouter node = open();
        MessageRouter other = open();
        List<String> topics = List.of("a", "A", "a.b", "a.b.c", "a-b", "a_b", "ab", "x".repeat(128), "x".repeat(127));
        List<Inbox> inboxes = new ArrayList<>();
        for (String topic : topics) {
            Inbox inbox = new Inbox();
            inboxes.add(inbox);
            other.subscribe(topic, inbox);
        }
        for (int i = 0; i < topics.size(); i++) {
            String topic = topics.get(i);
            Inbox inbox = inboxes.get(i);
            publishUntil(node, topic, "to " + topic, () -> inbox.has("to " + topic));
        }
        for (int i = 0; i < topics.size(); i++) {
            assertThat(Set.copyOf(inboxes.get(i).payloads)).containsExactly("to " + topics.get(i));
            assertThat(Set.copyOf(inboxes.get(i).topics)).containsExactly(topics.get(i));
        }
    }

    @Test
    @DisplayName("R4: a payload of 0 to 65,536 bytes of any value arrives unchanged")
    public void rule_R04_payloadsArriveUnchanged() {
        MessageRouter node = open();
        MessageRouter other = open();
        for (int size : new int[] {0, 1, 256, 65_536}) {
            byte[] payload = new byte[size];
            for (int i = 0; i < size; i++) {
                payload[i] = (byte) i;
            }
            AtomicReference<byte[]> received = new AtomicReference<>();
            try (MessageRouter.Subscription ignored =
                    other.subscribe("size-" + size, (topic, bytes) -> received.set(bytes))) {
                again(() -> node.publish("size-" + size, payload), () -> received.get() != null);
            }
            assertThat(received.get()).isEqualTo(payload);
        }
    }

    @Test
    @DisplayName("R5: receivers are called on a thread of the router's, never by publish")
    public void rule_R05_publishCallsNoReceiver() {
        MessageRouter node = open();
        Queue<Thread> callers = new ConcurrentLinkedQueue<>();
        node.subscribe("topic", (topic, payload) -> callers.add(Thread.currentThread()));
        again(() -> node.publish("topic", new byte[1]), () -> !callers.isEmpty());
        assertThat(callers).doesNotContain(Thread.currentThread());
    }

    @Test
    @DisplayName("R6: a receiver may publish and subscribe, and is not called within itself")
    public void rule_R06_receiversMayUseTheRouter() {
        MessageRouter node = open();
        Inbox inbox = new Inbox();
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean nested = new AtomicBoolean();
        node.subscribe("first", (topic, payload) -> {
            if (inside.getAndSet(true)) {
                nested.set(true);
            }
            node.subscribe("second", inbox);
            node.publish("second", payload);
            if (payload.length > 1) {
                node.publish("first", new byte[1]);
            }
            inside.set(false);
        });
        publishUntil(node, "first", "hello", () -> inbox.has("hello"));
        assertThat(nested).isFalse();
    }

    @Test
    @DisplayName("R7: each receiver has a copy of its own")
    public void rule_R07_eachReceiverHasItsOwnCopy() {
        MessageRouter node = open();
        MessageRouter other = open();
        Queue<String> received = new ConcurrentLinkedQueue<>();
        for (MessageRouter each : List.of(node, node, other, other)) {
            each.subscribe("topic", (topic, payload) -> {
                received.add(new String(payload, StandardCharsets.UTF_8));
                payload[0] = 'X';
            });
        }
        byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
        again(() -> node.publish("topic", payload), () -> received.size() >= 4);
        assertThat(received).containsOnly("hello");
        assertThat(payload).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("R8: a receiver that throws takes nothing from others, nor from itself later")
    public void rule_R08_aThrowingReceiverChangesNothing() {
        MessageRouter node = open();
        Inbox before = new Inbox();
        Inbox after = new Inbox();
        Inbox thrower = new Inbox();
        node.subscribe("topic", before);
        node.subscribe("topic", (topic, payload) -> {
            thrower.receive(topic, payload);
            throw new IllegalStateException("thrown by the contract's receiver, on purpose");
        });
        node.subscribe("topic", after);
        for (String text : List.of("one", "two")) {
            publishUntil(node, "topic", text, () -> before.has(text) && after.has(text) && thrower.has(text));
        }
    }

    @Test
    @DisplayName("R9: a subscription that is closed gets nothing that is published later; twice is as good as once")
    public void rule_R09_aClosedSubscriptionIsSilent() {
        MessageRouter node = open();
        Inbox stays = new Inbox();
        Inbox leaves = new Inbox();
        MessageRouter.Subscription subscription = node.subscribe("topic", leaves);
        node.subscribe("topic", stays);
        publishUntil(node, "topic", "before", () -> leaves.has("before") && stays.has("before"));
        subscription.close();
        subscription.close();
        publishUntil(node, "topic", "after", () -> stays.has("after"));
        publishUntil(node, "topic", "later", () -> stays.has("later"));
        assertThat(leaves.payloads).doesNotContain("after", "later");
    }

    @Test
    @DisplayName("R10: two subscriptions of one receiver are two: one of them may end alone")
    public void rule_R10_everySubscriptionIsItsOwn() {
        MessageRouter node = open();
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        MessageRouter.Subscription one = node.subscribe("topic", first);
        node.subscribe("topic", first);
        node.subscribe("topic", second);
        one.close();
        publishUntil(node, "topic", "hello", () -> first.has("hello") && second.has("hello"));
    }

    @Test
    @DisplayName("R11: a router that is closed says so to who uses it; closing twice is as good as once")
    public void rule_R11_aClosedRouterSaysSo() {
        MessageRouter node = open();
        node.close();
        node.close();
        assertThatThrownBy(() -> node.publish("topic", new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> node.subscribe("topic", new Inbox())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("R12: a node that closes ends its own subscriptions and nobody else's")
    public void rule_R12_nodesCloseOnTheirOwn() {
        MessageRouter leaver = open();
        MessageRouter stayer = open();
        MessageRouter publisher = open();
        Inbox left = new Inbox();
        Inbox stayed = new Inbox();
        MessageRouter.Subscription late = leaver.subscribe("topic", left);
        stayer.subscribe("topic", stayed);
        publishUntil(publisher, "topic", "before", () -> left.has("before") && stayed.has("before"));
        leaver.close();
        late.close();
        publishUntil(publisher, "topic", "after", () -> stayed.has("after"));
        assertThat(left.payloads).doesNotContain("after");
    }

    @Test
    @DisplayName("R13: publishing does not wait for a receiver that hangs, and costs a bounded amount of memory")
    public void rule_R13_publishNeverWaits() throws Exception {
        MessageRouter node = open();
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        node.subscribe("topic", (topic, payload) -> {
            hangs.countDown();
            awaitUninterruptibly(go);
        });
        Inbox inbox = new Inbox();
        node.subscribe("other", inbox);
        try {
            again(() -> node.publish("topic", new byte[1]), () -> hangs.getCount() == 0);
            Thread publisher = new Thread(() -> {
                for (int i = 0; i < 200_000; i++) {
                    node.publish("topic", new byte[8]);
                }
            });
            publisher.start();
            publisher.join(2 * patience().toMillis());
            assertThat(publisher.isAlive()).as("still publishing").isFalse();
        } finally {
            go.countDown();
        }
        publishUntil(node, "other", "alive", () -> inbox.has("alive"));
    }

    @Test
    @DisplayName("R14: several threads may publish at once; nothing is made up")
    public void rule_R14_severalThreadsMayPublish() throws Exception {
        MessageRouter node = open();
        Inbox inbox = new Inbox();
        open().subscribe("topic", inbox);
        Set<String> published = new HashSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            for (int i = 0; i < 500; i++) {
                published.add(thread + "/" + i);
            }
            threads.add(new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    node.publish("topic", (thread + "/" + i).getBytes(StandardCharsets.UTF_8));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(patience().toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
        publishUntil(node, "topic", "0/0", () -> inbox.has("0/0"));
        assertThat(published).containsAll(inbox.payloads);
    }

    @Test
    @DisplayName("R15: when the last node has closed no thread is left")
    public void rule_R15_closeLeavesNoThread() throws Exception {
        Set<Thread> before = threads();
        MessageRouter node = open();
        MessageRouter other = open();
        Inbox inbox = new Inbox();
        other.subscribe("topic", inbox);
        publishUntil(node, "topic", "hello", () -> inbox.has("hello"));
        node.close();
        other.close();
        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            ThreadGroup group = thread.getThreadGroup();
            if (group != null
                    && !group.getName().equals("system")
                    && !group.getName().equals("InnocuousThreadGroup")) {
                thread.join(Math.min(1_000, patience().toMillis()));
                assertThat(thread.isAlive())
                        .as("thread %s is left", thread.getName())
                        .isFalse();
            }
        }
    }

    /** Takes what comes. */
    private static final class Inbox implements MessageRouter.Receiver {
        final Queue<String> topics = new ConcurrentLinkedQueue<>();
        final Queue<String> payloads = new ConcurrentLinkedQueue<>();

        @Override
        public void receive(String topic, byte[] payload) {
            topics.add(topic);
            payloads.add(new String(payload, StandardCharsets.UTF_8));
        }

        boolean has(String payload) {
            return payloads.contains(payload);
        }
    }

    private MessageRouter open() {
        MessageRouter node = node();
        nodes.add(node);
        return node;
    }

    private void publishUntil(MessageRouter node, String topic, String text, BooleanSupplier arrived) {
        again(() -> node.publish(topic, text.getBytes(StandardCharsets.UTF_8)), arrived);
    }

    /** Does {@code action} until {@code done} holds: a router may drop. */
    private void again(Runnable action, BooleanSupplier done) {
        long deadline = System.nanoTime() + patience().toNanos();
        do {
            action.run();
            if (new Await(AGAIN).holds(done)) {
                return;
            }
        } while (deadline - System.nanoTime() > 0);
        throw new AssertionError("what was published again and again did not arrive");
    }

    private void awaitUninterruptibly(CountDownLatch latch) {
        try {
            // A router that interrupts its receivers when it closes ends the wait as well.
            latch.await(4 * patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
