package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.spi.MessageRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers on one store: their users talk as if there were one. */
class ClusterTest {

    /** A store that its servers share, and that neither of them closes. */
    private static final class SharedStore extends StoreInBetween<MemoryStore> {
        SharedStore() {
            super(new MemoryStore());
        }

        @Override
        public void close() {}
    }

    /** Repeats, holds back and loses notices as a router may, while it is told to. */
    private static final class BadRouter implements MessageRouter {
        private final MessageRouter router;
        private final Random random;
        private final List<Runnable> held = new ArrayList<>();
        private boolean good;

        BadRouter(MessageRouter router, long seed) {
            this.router = router;
            this.random = new Random(seed);
        }

        @Override
        public synchronized void publish(String topic, byte[] payload) {
            if (good) {
                router.publish(topic, payload);
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> held.add(() -> router.publish(topic, payload));
                case 1 -> {
                    router.publish(topic, payload);
                    router.publish(topic, payload);
                }
                case 2 -> {
                    // Lost.
                }
                default -> router.publish(topic, payload);
            }
            if (!held.isEmpty() && random.nextInt(4) == 0) {
                held.remove(random.nextInt(held.size())).run();
            }
        }

        /** From here on it does all that it is asked, and what it held back comes late. */
        synchronized void behave() {
            good = true;
            held.forEach(Runnable::run);
            held.clear();
        }

        synchronized void misbehave() {
            good = false;
        }

        @Override
        public Subscription subscribe(String topic, Receiver receiver) {
            return router.subscribe(topic, receiver);
        }

        @Override
        public void close() {
            router.close();
        }
    }

    private final SharedStore store = new SharedStore();
    private final List<Chat> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Chat::close);
    }

    private Chat node(MessageRouter router) {
        Chat node = Chat.start(builder -> builder.store(store).router(router));
        nodes.add(node);
        return node;
    }

    @Test
    void usersOfTwoNodesSeeEachOthersMessages() {
        MemoryRouter router = new MemoryRouter();
        Chat one = node(router);
        Chat other = node(router.newNode());
        one.register("Alice", "bob");
        Client alice = one.login("alice");
        Client aliceThere = other.login("alice");
        Client bob = other.login("bob");
        Client bobHere = one.login("bob");

        assertThat(alice.ask("MESSAGE to all")).isEqualTo("OK MESSAGE 1");
        assertThat(bob.event()).isEqualTo("MESSAGE Alice to all");
        assertThat(bob.ask("MESSAGE back")).isEqualTo("OK MESSAGE 2");
        assertThat(alice.event()).isEqualTo("MESSAGE bob back");
        assertThat(alice.ask("PRIVATE bob to you")).isEqualTo("OK PRIVATE bob 1");
        assertThat(bob.event()).isEqualTo("PRIVATE Alice to you");
        assertThat(bob.ask("PRIVATE alice and back")).isEqualTo("OK PRIVATE Alice 2");
        assertThat(alice.event()).isEqualTo("PRIVATE bob and back");

        assertThat(aliceThere.events(4))
                .containsExactly("MESSAGE Alice to all", "MESSAGE bob back", "SENT bob to you", "PRIVATE bob and back");
        assertThat(bobHere.events(4))
                .containsExactly(
                        "MESSAGE Alice to all", "MESSAGE bob back", "PRIVATE Alice to you", "SENT Alice and back");
        assertThat(alice.askLines("HISTORY private bob")).isEqualTo(bob.askLines("HISTORY private alice"));
    }

    @Test
    void aNodeThatComesLaterTellsOnlyWhatIsSaidFromThenOn() {
        MemoryRouter router = new MemoryRouter();
        Chat one = node(router);
        Client alice = one.join("alice");
        alice.send(Chat.numbered("MESSAGE early ", 1, 300));
        alice.replies(300);
        Chat other = node(router.newNode());
        Client bob = other.join("bob");

        alice.ask("MESSAGE late");

        assertThat(bob.event()).isEqualTo("MESSAGE alice late");
        assertThat(bob.ask("MESSAGE mine")).isEqualTo("OK MESSAGE 302");
    }

    @Test
    void aNodeThatEndsLeavesTheOtherServing() {
        MemoryRouter router = new MemoryRouter();
        Chat one = node(router);
        Chat other = node(router.newNode());
        Client alice = one.join("alice");
        Client bob = other.join("bob");
        alice.ask("MESSAGE 1");
        assertThat(bob.event()).isEqualTo("MESSAGE alice 1");

        one.close();

        assertThat(bob.ask("MESSAGE 2")).isEqualTo("OK MESSAGE 2");
        alice = other.login("alice");
        assertThat(bob.ask("PRIVATE alice 3")).isEqualTo("OK PRIVATE alice 1");
        assertThat(alice.event()).isEqualTo("PRIVATE bob 3");
    }

    @Test
    void manyWhoTalkAtOnceOnTwoNodesAreHeardByAllInTheOrderOfTheNumbers() {
        MemoryRouter router = new MemoryRouter();
        allHearAllInOneOrder(node(router), node(router.newNode()), () -> {});
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aRouterThatLosesRepeatsAndReordersLosesNoMessageRepeatsNoneAndReordersNone(long seed) {
        MemoryRouter router = new MemoryRouter();
        BadRouter bad = new BadRouter(router, seed);
        BadRouter badToo = new BadRouter(router.newNode(), ~seed);
        allHearAllInOneOrder(node(bad), node(badToo), () -> {
            bad.behave();
            badToo.behave();
        });
    }

    private static void allHearAllInOneOrder(Chat one, Chat other, Runnable beforeTheLast) {
        int users = 5;
        int count = 200;
        List<Client> talkers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= users; i++) {
            names.add("user" + i);
            talkers.add((i % 2 == 0 ? one : other).join("user" + i));
        }
        one.register("l1", "l2");
        List<Client> listeners = List.of(one.login("l1"), other.login("l2"));

        for (Client talker : talkers) {
            Chat.numbered("MESSAGE ", 1, count).forEach(talker::send);
        }
        talkers.forEach(talker -> talker.replies(count));
        beforeTheLast.run();
        // The last notice of either node brings what was lost before it.
        assertThat(talkers.get(0).ask("MESSAGE end")).startsWith("OK MESSAGE ");
        assertThat(talkers.get(1).ask("MESSAGE end")).isEqualTo("OK MESSAGE " + (users * count + 2));

        int all = users * count + 2;
        List<String> order = listeners.get(0).events(all);
        assertThat(order).doesNotHaveDuplicates();
        assertThat(listeners.get(1).events(all)).isEqualTo(order);
        for (int i = 0; i < users; i++) {
            String own = "MESSAGE " + names.get(i) + " ";
            List<String> others =
                    order.stream().filter(event -> !event.startsWith(own)).toList();
            assertThat(talkers.get(i).events(others.size())).as(own).isEqualTo(others);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void privateMessagesAreNeitherLostNorRepeatedNorReorderedByARouterThatDoesAllOfThat(long seed) {
        MemoryRouter router = new MemoryRouter();
        BadRouter bad = new BadRouter(router, seed);
        BadRouter badToo = new BadRouter(router.newNode(), ~seed);
        Chat one = node(bad);
        Chat other = node(badToo);
        one.register("alice", "bob");
        Client alice = one.login("alice");
        Client aliceThere = other.login("alice");
        Client bob = other.login("bob");
        // From the first message that arrived on, the nodes know of the conversation.
        bad.behave();
        badToo.behave();
        alice.ask("PRIVATE bob 0");
        assertThat(bob.event()).isEqualTo("PRIVATE alice 0");
        assertThat(aliceThere.event()).isEqualTo("SENT bob 0");
        bob.ask("PRIVATE alice 0");
        assertThat(alice.event()).isEqualTo("PRIVATE bob 0");
        assertThat(aliceThere.event()).isEqualTo("PRIVATE bob 0");
        bad.misbehave();
        badToo.misbehave();

        for (int i = 1; i <= 300; i++) {
            alice.send("PRIVATE bob " + i);
            bob.send("PRIVATE alice " + i);
        }
        alice.replies(300);
        bob.replies(300);
        bad.behave();
        badToo.behave();
        alice.ask("PRIVATE bob end");
        bob.ask("PRIVATE alice end");

        assertThat(alice.events(301)).endsWith("PRIVATE bob end").startsWith("PRIVATE bob 1", "PRIVATE bob 2");
        List<String> toBob = new ArrayList<>(Chat.numbered("PRIVATE alice ", 1, 300));
        toBob.add("PRIVATE alice end");
        assertThat(bob.events(301)).isEqualTo(toBob);
        List<String> there = aliceThere.events(602);
        assertThat(there).hasSize(602).doesNotHaveDuplicates();
        assertThat(there.stream()
                        .filter(event -> event.startsWith("PRIVATE bob "))
                        .toList())
                .hasSize(301)
                .endsWith("PRIVATE bob end");
    }
}
