package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose members are on several nodes, and what else one node has to know of another's users. */
class ClusterGroupsTest {
    /** A node that is told late learns more from the other one than from the store: it waits for that as it does by default. */
    private final Nodes nodes =
            new Nodes(2, Nodes.LIMITS.with(Limit.HEAD_CHECK_MILLIS, Limits.DEFAULTS.get(Limit.HEAD_CHECK_MILLIS)));

    private Client alice;
    private Client bob;

    @BeforeEach
    void logIn() {
        nodes.get(0).register("alice", "bob", "carol");
        alice = nodes.get(0).login("alice");
        bob = nodes.get(1).login("bob");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void everyChangeOfAGroupIsToldOnBothNodes() {
        assertThat(alice.ask("CREATE dev")).startsWith("OK");
        assertThat(bob.ask("JOIN dev")).startsWith("OK");
        assertThat(alice.event()).isEqualTo("JOINED dev bob");
        alice.ask("TOPIC dev all about it");
        assertThat(bob.event()).isEqualTo("TOPIC dev alice all about it");
        alice.ask("ROLE dev bob moderator");
        assertThat(bob.event()).isEqualTo("ROLE dev bob moderator");
        Client carol = nodes.get(0).login("carol");
        assertThat(bob.ask("INVITE dev carol")).startsWith("OK");
        assertThat(carol.event()).isEqualTo("INVITED dev bob");
        assertThat(carol.ask("JOIN dev")).startsWith("OK");
        assertThat(alice.event()).isEqualTo("JOINED dev carol");
        assertThat(bob.event()).isEqualTo("JOINED dev carol");
        assertThat(bob.ask("KICK dev carol")).startsWith("OK");
        assertThat(alice.event()).isEqualTo("LEFT dev carol by bob");
        assertThat(carol.event()).isEqualTo("LEFT dev carol by bob");
        alice.ask("LEAVE dev");
        assertThat(bob.events(2)).containsExactly("LEFT dev alice", "ROLE dev bob owner");
        assertThat(bob.ask("MEMBERS dev"))
                .contains("bob")
                .doesNotContain("alice")
                .doesNotContain("carol");
    }

    @Test
    void anInvitationReachesAnotherNode() {
        alice.ask("CREATE secret private");
        assertThat(alice.ask("INVITE secret bob")).startsWith("OK");
        assertThat(bob.event()).isEqualTo("INVITED secret alice");
        assertThat(bob.ask("JOIN secret")).startsWith("OK");
        assertThat(alice.event()).isEqualTo("JOINED secret bob");
        alice.ask("GROUP secret hi");
        assertThat(bob.event()).isEqualTo("GROUP secret alice hi");
    }

    @Test
    void anInvitationThatTheRouterLosesIsNoneTheLessOne() {
        nodes.cut(1, true);
        alice.ask("CREATE secret private");
        alice.ask("INVITE secret bob");
        assertThat(bob.ask("JOIN secret")).startsWith("OK");
        assertThat(bob.ask("GROUP secret hi")).isEqualTo("OK GROUP secret 1");
    }

    @Test
    void theMessagesOfAGroupAreToldOnEveryNodeAndToEverySessionOfAMember() {
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        // The other node knows of it: who logs in there from now on is not told.
        assertThat(alice.event()).isEqualTo("JOINED dev bob");
        Client bobHere = nodes.get(0).login("bob");
        Client aliceThere = nodes.get(1).login("alice");
        for (int i = 1; i <= 20; i++) {
            assertThat((i % 2 == 0 ? alice : bob).ask("GROUP dev " + i)).isEqualTo("OK GROUP dev " + i);
        }
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            all.add("GROUP dev " + (i % 2 == 0 ? "alice " : "bob ") + i);
        }
        assertThat(bobHere.events(20)).isEqualTo(all);
        assertThat(aliceThere.events(20)).isEqualTo(all);
    }

    @Test
    void aSessionElsewhereIsToldOfTheGroupThatItsUserJoins() {
        Client bobHere = nodes.get(0).login("bob");
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        assertThat(bobHere.event()).isEqualTo("JOINED dev bob");
        assertThat(alice.event()).isEqualTo("JOINED dev bob");
        alice.ask("GROUP dev hi");
        assertThat(bobHere.event()).isEqualTo("GROUP dev alice hi");
        assertThat(bob.event()).isEqualTo("GROUP dev alice hi");
        assertThat(bobHere.ask("GROUP dev back")).isEqualTo("OK GROUP dev 2");
    }

    @Test
    void whoIsRemovedIsToldNothingMoreOnAnyNode() {
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.event();
        bob.ask("GROUP dev before");
        assertThat(alice.event()).isEqualTo("GROUP dev bob before");
        alice.ask("KICK dev bob");
        assertThat(bob.event()).isEqualTo("LEFT dev bob by alice");
        alice.ask("GROUP dev after");
        alice.ask("PRIVATE bob end");
        assertThat(bob.event()).isEqualTo("PRIVATE alice end");
        assertThat(bob.ask("GROUP dev me")).startsWith("ERR NOT_A_MEMBER");
        assertThat(bob.ask("HISTORY group dev")).startsWith("ERR NOT_A_MEMBER");
    }

    @Test
    void whoIsRemovedIsToldNothingMoreAlsoIfTheRouterLosesThat() {
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.event();
        bob.ask("GROUP dev before");
        alice.event();
        nodes.cut(1, true);
        alice.ask("KICK dev bob");
        nodes.cut(1, false);
        alice.ask("GROUP dev after");
        alice.ask("PRIVATE bob end");
        await().untilAsserted(() -> assertThat(bob.ask("GROUP dev me")).startsWith("ERR NOT_A_MEMBER"));
        assertThat(bob.eventsBefore("PRIVATE alice end")).doesNotContain("GROUP dev alice after");
    }

    @Test
    void aMembershipThatTheRouterLosesIsFoundInTheStore() {
        Client bobHere = nodes.get(0).login("bob");
        alice.ask("CREATE dev");
        nodes.cut(1, true);
        bobHere.ask("JOIN dev");
        alice.event();
        alice.ask("GROUP dev lost");
        assertThat(bobHere.event()).isEqualTo("GROUP dev alice lost");
        nodes.cut(1, false);
        alice.ask("GROUP dev found");
        assertThat(bobHere.event()).isEqualTo("GROUP dev alice found");
        await().untilAsserted(() -> assertThat(bob.ask("GROUP dev mine")).startsWith("OK GROUP dev "));
        assertThat(bob.events(2)).containsExactly("GROUP dev alice lost", "GROUP dev alice found");
    }

    @Test
    void changesOfOneGroupOnTwoNodesAtOnceAreAllDone() {
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.ask("ROLE dev bob owner");
        int count = 100;
        for (int i = 1; i <= count; i++) {
            alice.send("#a" + i + " TOPIC dev a" + i, "#ag" + i + " GROUP dev a" + i);
            bob.send("#b" + i + " TOPIC dev b" + i, "#bg" + i + " GROUP dev b" + i);
        }
        List<String> replies = new ArrayList<>(alice.replies(2 * count));
        replies.addAll(bob.replies(2 * count));
        // A group that is changed all the time may be busy, which is for now; nothing else goes wrong.
        assertThat(replies).allMatch(reply -> reply.contains(" OK ") || reply.contains(" ERR BUSY "));
        assertThat(replies.stream().filter(reply -> reply.contains(" OK "))).hasSizeGreaterThan(3 * count);
    }

    @Test
    void typingAndReadingAreToldOnOtherNodes() {
        Client aliceThere = nodes.get(1).login("alice");
        bob.ask("PRIVATE alice hi");
        alice.event();
        aliceThere.event();
        assertThat(alice.askJson("{'type':'typing','conversation':['private','bob']}"))
                .contains("ok");
        Client bobJson = nodes.get(1).loginJson("bob");
        assertThat(alice.askJson("{'type':'typing','conversation':['private','bob']}"))
                .contains("ok");
        assertThat(bobJson.eventJsonButDelivered()).contains("typing").contains("alice");
        assertThat(alice.ask("READ private bob 1")).startsWith("OK READ");
        assertThat(bob.event()).isEqualTo("READ private alice 1 alice");
        assertThat(aliceThere.event()).isEqualTo("READ private bob 1 alice");
        assertThat(aliceThere.ask("UNREAD")).isEqualTo("OK UNREAD 0");
    }

    @Test
    void whoIsBlockedOnOneNodeIsOnTheOther() {
        alice.ask("PRIVATE bob one");
        assertThat(bob.event()).isEqualTo("PRIVATE alice one");
        assertThat(bob.ask("BLOCK alice")).startsWith("OK");
        await().untilAsserted(() -> assertThat(alice.ask("PRIVATE bob two")).startsWith("ERR BLOCKED"));
        assertThat(bob.ask("UNBLOCK alice")).startsWith("OK");
        await().untilAsserted(() -> assertThat(alice.ask("PRIVATE bob three")).startsWith("OK"));
    }

    @Test
    void loggingOutEverywhereEndsTheSessionsOnOtherNodes() {
        Client there = nodes.get(1).login("alice");
        Client here = nodes.get(0).login("alice");
        here.send("{\"type\":\"logout\",\"everywhere\":true}");
        assertThat(there.linesToEnd()).anyMatch(line -> line.startsWith("BYE LOGGED_OUT"));
        assertThat(alice.linesToEnd()).anyMatch(line -> line.startsWith("BYE LOGGED_OUT"));
    }

    @Test
    void aDeletedAccountIsGoneOnEveryNode() {
        Client there = nodes.get(0).login("bob");
        alice.ask("PRIVATE bob one");
        assertThat(bob.ask("UNREGISTER " + Chat.PASSWORD)).startsWith("OK");
        assertThat(there.linesToEnd()).anyMatch(line -> line.startsWith("BYE ACCOUNT_DELETED"));
        await().untilAsserted(() -> assertThat(alice.ask("PRIVATE bob two")).startsWith("ERR NO_SUCH_USER"));
    }

    @Test
    void aModeratorActsOnTheUsersOfOtherNodes() {
        nodes.store.store.setRole(UserId.of("alice"), AccountRole.MODERATOR);
        assertThat(alice.ask("ANNOUNCE maintenance at noon")).startsWith("OK ANNOUNCE");
        assertThat(bob.event()).isEqualTo("ANNOUNCE maintenance at noon");
        assertThat(alice.ask("DISCONNECT bob enough")).startsWith("OK DISCONNECT");
        assertThat(bob.linesToEnd()).anyMatch(line -> line.startsWith("BYE DISCONNECTED"));
    }

    @Test
    void aStoreThatFailsWhileAGapIsReadLosesNothing() {
        AtomicBoolean fails = new AtomicBoolean();
        Nodes.SharedStore store = new Nodes.SharedStore() {
            @Override
            public HistoryPage since(ConversationId conversation, long seq, int limit) {
                if (fails.get()) {
                    throw new StoreException("away, on purpose");
                }
                return super.since(conversation, seq, limit);
            }
        };
        try (Nodes two = new Nodes(2, store)) {
            two.get(0).register("alice", "bob");
            Client one = two.get(0).login("alice");
            Client other = two.get(1).login("bob");
            one.ask("MESSAGE 1");
            assertThat(other.event()).isEqualTo("MESSAGE alice 1");
            fails.set(true);
            one.ask("MESSAGE 2");
            one.ask("PRIVATE bob 1");
            assertThat(other.ask("MESSAGE 3")).isEqualTo("OK MESSAGE 3");
            assertThat(other.ask("PRIVATE alice 2")).isEqualTo("OK PRIVATE alice 2");
            fails.set(false);
            one.ask("MESSAGE 4");
            assertThat(List.of(other.event(), other.event(), other.event()))
                    .containsExactlyInAnyOrder("MESSAGE alice 2", "MESSAGE alice 4", "PRIVATE alice 1");
            assertThat(one.events(2)).containsExactlyInAnyOrder("MESSAGE bob 3", "PRIVATE bob 2");
        }
    }
}
