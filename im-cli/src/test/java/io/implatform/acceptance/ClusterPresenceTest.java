package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.model.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is online, where there are several nodes; and that a lost last notice is found. */
class ClusterPresenceTest {
    private final Nodes nodes = new Nodes(2);

    @AfterEach
    void close() {
        nodes.close();
    }

    private static void sees(Client client, String online) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(client.ask("ONLINE")).isEqualTo("OK ONLINE " + online));
    }

    @Test
    void onlineNamesTheUsersOfAllNodesOnceSortedAndInTheirBestState() {
        nodes.get(0).register("alice", "Bob", "carol");
        Client alice = nodes.get(0).login("alice");
        Client bob = nodes.get(1).login("bob");
        Client bobHere = nodes.get(0).login("bob");
        Client carol = nodes.get(1).login("carol");
        carol.ask("STATUS busy at work");
        bob.ask("STATUS away");
        sees(alice, "3 alice Bob carol(busy)");
        sees(carol, "3 alice Bob carol(busy)");
        bobHere.ask("QUIT");
        sees(alice, "3 alice Bob(away) carol(busy)");
        sees(carol, "3 alice Bob(away) carol(busy)");
        carol.ask("STATUS invisible");
        sees(alice, "2 alice Bob(away)");
        bob.ask("QUIT");
        sees(alice, "1 alice");
    }

    @Test
    void whoWatchesIsToldOfTheUsersOfOtherNodes() {
        nodes.get(0).register("alice", "bob");
        Client alice = nodes.get(0).login("alice");
        alice.ask("WATCH");
        Client bob = nodes.get(1).login("bob");
        assertThat(alice.nextStatus("bob")).isEqualTo("STATUS bob online");
        bob.ask("STATUS busy at work");
        assertThat(alice.nextStatus("bob")).isEqualTo("STATUS bob busy at work");
        Client bobHere = nodes.get(0).login("bob");
        assertThat(alice.nextStatus("bob")).isEqualTo("STATUS bob online");
        bobHere.ask("QUIT");
        assertThat(alice.nextStatus("bob")).isEqualTo("STATUS bob busy at work");
        bob.ask("QUIT");
        assertThat(alice.nextStatus("bob")).isEqualTo("STATUS bob offline");
    }

    @Test
    void aNodeThatStartsLearnsEveryone() {
        List<String> names = new ArrayList<>();
        for (int i = 100; i < 140; i++) {
            names.add("user" + i);
        }
        nodes.get(0).register(names);
        names.forEach(name -> nodes.get(names.indexOf(name) % 2).login(name));
        Chat third = nodes.start();
        third.register("zed");
        Client zed = third.login("zed");
        sees(zed, "41 " + String.join(" ", names) + " zed");
    }

    @Test
    void theUsersOfANodeThatEndsAreGoneAtOnce() {
        // A node that is not heard any more would be waited for, long after this test has failed.
        try (Nodes patient = new Nodes(2, Nodes.LIMITS.with(Limit.NODE_LEASE_MILLIS, 60_000))) {
            patient.get(0).register("alice", "bob");
            Client alice = patient.get(0).login("alice");
            patient.get(1).login("bob");
            sees(alice, "2 alice bob");
            patient.get(1).close();
            sees(alice, "1 alice");
        }
    }

    @Test
    void theUsersOfANodeThatIsNotHeardAreGoneAndComeBackWithIt() {
        nodes.get(0).register("alice", "bob", "carol");
        Client alice = nodes.get(0).login("alice");
        Client bob = nodes.get(1).login("bob");
        sees(alice, "2 alice bob");
        sees(bob, "2 alice bob");
        nodes.cut(1, true);
        sees(alice, "1 alice");
        sees(bob, "1 bob");
        nodes.get(1).login("carol");
        nodes.cut(1, false);
        sees(alice, "3 alice bob carol");
        sees(bob, "3 alice bob carol");
    }

    @Test
    void changesThatTheRouterLosesAreAskedForAgain() {
        nodes.get(0).register("alice", "bob", "carol");
        Client alice = nodes.get(0).login("alice");
        Client bob = nodes.get(1).login("bob");
        sees(alice, "2 alice bob");
        nodes.cut(1, true);
        bob.ask("QUIT");
        nodes.get(1).login("carol");
        nodes.cut(1, false);
        sees(alice, "2 alice carol");
    }

    @Test
    void theLastNoticeOfAConversationMayBeLost() {
        nodes.get(0).register("alice", "bob");
        Client alice = nodes.get(0).login("alice");
        Client bob = nodes.get(1).login("bob");
        nodes.cut(1, true);
        alice.ask("MESSAGE hi");
        alice.ask("PRIVATE bob new");
        alice.ask("PRIVATE bob newer");
        assertThat(bob.events(3))
                .containsExactlyInAnyOrder("MESSAGE alice hi", "PRIVATE alice new", "PRIVATE alice newer")
                .containsSubsequence("PRIVATE alice new", "PRIVATE alice newer");
        assertThat(bob.ask("PRIVATE alice mine")).isEqualTo("OK PRIVATE alice 3");
        assertThat(alice.event()).isEqualTo("PRIVATE bob mine");
    }

    @Test
    void aNewConversationOfWhichNoNoticeCameIsToldAlsoIfTheOtherOneLogsInFirst() {
        nodes.get(0).register("alice", "bob");
        Client bob = nodes.get(1).login("bob");
        Client alice = nodes.get(0).login("alice");
        nodes.cut(1, true);
        alice.ask("PRIVATE bob one");
        Client aliceThere = nodes.get(1).login("alice");
        assertThat(aliceThere.ask("PRIVATE bob two")).isEqualTo("OK PRIVATE bob 2");
        assertThat(bob.events(2)).containsExactly("PRIVATE alice one", "PRIVATE alice two");
    }

    @Test
    void whoResumesOnAnotherNodeIsToldNothingTwice() {
        nodes.get(0).register("alice", "bob");
        Client alice = nodes.get(0).login("alice");
        Client bob = nodes.get(1).loginJson("bob");
        String epoch = nodes.store.epoch();
        for (int i = 1; i <= 10; i++) {
            alice.ask("PRIVATE bob " + i);
            assertThat(bob.eventJsonButDelivered()).contains("'text':'" + i + "'");
            bob.reset();
            bob = nodes.get(i % 2).connect();
            assertThat(bob.askJson(Chat.login(
                            "bob", ",'resume':{'epoch':'" + epoch + "','positions':[['private','alice'," + i + "]]}")))
                    .contains("ok");
        }
        alice.ask("PRIVATE bob end");
        assertThat(bob.eventJsonButDelivered()).contains("'text':'end'");
    }
}
