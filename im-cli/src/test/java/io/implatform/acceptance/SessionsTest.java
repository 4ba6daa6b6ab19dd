package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several sessions of a user, requests in one write, and how a session ends. */
class SessionsTest {
    private final Chat chat = Chat.start();

    @AfterEach
    void close() {
        chat.close();
    }

    @Test
    void theSendersOtherSessionsAreToldAndTheSendingOneIsNot() {
        Client sending = chat.join("alice");
        Client other = chat.login("alice");
        Client bob = chat.join("bob");

        assertThat(sending.ask("MESSAGE to all")).isEqualTo("OK MESSAGE 1");
        assertThat(sending.ask("PRIVATE bob to you")).isEqualTo("OK PRIVATE bob 1");
        assertThat(bob.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 2");

        assertThat(other.events(3)).containsExactly("MESSAGE alice to all", "SENT bob to you", "MESSAGE bob the end");
        assertThat(bob.events(2)).containsExactly("MESSAGE alice to all", "PRIVATE alice to you");
        assertThat(sending.event()).isEqualTo("MESSAGE bob the end");
    }

    @Test
    void everySessionOfTheAddresseeIsTold() {
        Client alice = chat.join("alice");
        Client first = chat.join("bob");
        Client second = chat.login("bob");

        alice.ask("PRIVATE bob hi");

        assertThat(first.event()).isEqualTo("PRIVATE alice hi");
        assertThat(second.event()).isEqualTo("PRIVATE alice hi");
    }

    @Test
    void aMessageToOneselfReachesOnesOtherSessionsOnce() {
        Client sending = chat.join("alice");
        Client other = chat.login("alice");

        assertThat(sending.ask("PRIVATE alice a note")).isEqualTo("OK PRIVATE alice 1");
        assertThat(sending.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 1");

        assertThat(other.eventsBefore("MESSAGE alice the end")).containsExactly("SENT alice a note");
        assertThat(sending.askLines("HISTORY private alice")).last().isEqualTo("OK HISTORY 1 end");
        assertThat(sending.ask("PING")).isEqualTo("OK PING");
    }

    @Test
    void theAddresseeIsNamedInAnyCaseAndShownAsRegistered() {
        Client alice = chat.join("Alice");
        Client bob = chat.join("BoB");
        Client other = chat.login("ALICE");

        assertThat(alice.ask("PRIVATE bOb hi")).isEqualTo("OK PRIVATE BoB 1");

        assertThat(bob.event()).isEqualTo("PRIVATE Alice hi");
        assertThat(other.event()).isEqualTo("SENT BoB hi");
        assertThat(bob.ask("PRIVATE ALICE hi")).isEqualTo("OK PRIVATE Alice 2");
    }

    @Test
    void aWholeConversationMayComeInOneWrite() {
        Client alice = chat.connect();

        alice.send(
                "REGISTER alice correct horse",
                "LOGIN alice correct horse",
                "MESSAGE hello",
                "HISTORY lobby",
                "ONLINE",
                "QUIT");

        assertThat(alice.linesToEnd())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("OK REGISTER alice"),
                        line -> assertThat(line).isEqualTo("OK LOGIN alice"),
                        line -> assertThat(line).isEqualTo("OK MESSAGE 1"),
                        line -> assertThat(line)
                                .matches("HISTORY 1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z alice hello"),
                        line -> assertThat(line).isEqualTo("OK HISTORY 1 end"),
                        line -> assertThat(line).isEqualTo("OK ONLINE 1 alice"),
                        line -> assertThat(line).isEqualTo("OK QUIT"));
    }

    @Test
    void whoEndsTheirOutputIsAnsweredEverythingBeforeTheEnd() {
        Client alice = chat.connect();
        List<String> requests = new ArrayList<>(List.of("REGISTER alice correct horse", "LOGIN alice correct horse"));
        requests.addAll(Chat.numbered("MESSAGE ", 1, 1_000));
        alice.send(requests);
        alice.endOutput();

        List<String> expected = new ArrayList<>(List.of("OK REGISTER alice", "OK LOGIN alice"));
        expected.addAll(Chat.numbered("OK MESSAGE ", 1, 1_000));
        assertThat(alice.linesToEnd()).isEqualTo(expected);
    }

    @Test
    void aLineThatIsNotEndedIsNoRequest() {
        Client bob = chat.join("bob");
        Client alice = chat.join("alice");
        alice.raw("MESSAGE whole\nMESSAGE ha".getBytes(StandardCharsets.UTF_8));
        alice.endOutput();

        assertThat(alice.linesToEnd()).containsExactly("OK MESSAGE 1");
        assertThat(bob.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 2");
        assertThat(bob.event()).isEqualTo("MESSAGE alice whole");
    }

    @Test
    void whoQuitsIsAnsweredNothingThatFollows() {
        Client bob = chat.join("bob");
        Client alice = chat.join("alice");

        alice.send("MESSAGE before", "QUIT", "MESSAGE after", "PING", "NONSENSE");

        assertThat(alice.linesToEnd()).containsExactly("OK MESSAGE 1", "OK QUIT");
        assertThat(bob.ask("MESSAGE the end")).isEqualTo("OK MESSAGE 2");
        assertThat(bob.event()).isEqualTo("MESSAGE alice before");
    }

    @Test
    void repliesComeInTheOrderOfTheRequestsWhateverEachOfThemCosts() {
        chat.register("bob");
        Client alice = chat.connect();
        List<String> requests = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        requests.add("#register REGISTER alice correct horse");
        expected.add("#register OK REGISTER alice");
        requests.add("#wrong LOGIN alice wrong horse");
        expected.add("#wrong ERR BAD_CREDENTIALS");
        requests.add("#early MESSAGE early");
        expected.add("#early ERR NOT_LOGGED_IN");
        requests.add("#login LOGIN alice correct horse");
        expected.add("#login OK LOGIN alice");
        for (int i = 1; i <= 100; i++) {
            requests.addAll(List.of(
                    "#m" + i + " MESSAGE " + i,
                    "#p" + i + " PING",
                    "#u" + i + " NONSENSE",
                    "#b" + i + " PRIVATE bob " + i,
                    "#n" + i + " PRIVATE nobody" + i + " hi",
                    "#h" + i + " HISTORY lobby 1",
                    "#o" + i + " ONLINE",
                    "#r" + i + " REGISTER BOB correct horse",
                    "#t" + i + " MESSAGE \u0007"));
            expected.addAll(List.of(
                    "#m" + i + " OK MESSAGE " + i,
                    "#p" + i + " OK PING",
                    "#u" + i + " ERR UNKNOWN_COMMAND",
                    "#b" + i + " OK PRIVATE bob " + i,
                    "#n" + i + " ERR NO_SUCH_USER",
                    "#h" + i + " OK HISTORY 1 " + (i == 1 ? "end" : "more"),
                    "#o" + i + " OK ONLINE 1 alice",
                    "#r" + i + " ERR NAME_TAKEN",
                    "#t" + i + " ERR BAD_TEXT"));
        }
        alice.send(requests);
        alice.endOutput();

        List<String> replies =
                alice.linesToEnd().stream().filter(line -> line.startsWith("#")).toList();
        assertThat(replies).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(replies.get(i)).startsWith(expected.get(i));
        }
    }

    @Test
    void aLoginIsDoneBeforeWhatIsSentBehindItIsLookedAt() {
        chat.register("alice");
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Client client = chat.connect();
            client.send("MESSAGE no", "LOGIN alice " + Chat.PASSWORD, "PRIVATE alice yes", "LOGIN alice x");
            clients.add(client);
        }
        for (Client client : clients) {
            assertThat(client.reply()).startsWith("ERR NOT_LOGGED_IN ");
            assertThat(client.reply()).isEqualTo("OK LOGIN alice");
            assertThat(client.reply()).startsWith("OK PRIVATE alice ");
            assertThat(client.reply()).startsWith("ERR ALREADY_LOGGED_IN ");
        }
    }

    @Test
    void aSessionIsToldNothingBeforeItsLoginIsAnswered() {
        Client talker = chat.join("talker");
        chat.register("alice");
        Thread talking = new Thread(() -> talker.send(Chat.numbered("MESSAGE ", 1, 20_000)));
        talking.start();
        for (int i = 0; i < 100; i++) {
            Client alice = chat.connect();
            alice.send("LOGIN alice " + Chat.PASSWORD, "QUIT");
            List<String> lines = alice.linesToEnd();
            assertThat(lines.get(0)).isEqualTo("OK LOGIN alice");
            assertThat(lines.get(lines.size() - 1)).isEqualTo("OK QUIT");
            assertIsConsecutive(lines.subList(1, lines.size() - 1));
        }
        talker.reset();
    }

    private static void assertIsConsecutive(List<String> events) {
        if (!events.isEmpty()) {
            int first = Integer.parseInt(events.get(0).substring("MESSAGE talker ".length()));
            assertThat(events).isEqualTo(Chat.numbered("MESSAGE talker ", first, first + events.size() - 1));
        }
    }

    @Test
    void aSecondLoginLeavesTheFirstInForce() {
        chat.register("bob");
        Client alice = chat.join("alice");

        assertThat(alice.ask("LOGIN bob correct horse")).startsWith("ERR ALREADY_LOGGED_IN ");

        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
    }

    @Test
    void whatAClientAskedForBeforeItClosedIsDoneOrNotButNeverByHalves() {
        Client bob = chat.join("bob");
        List<String> all = new ArrayList<>(Collections.nCopies(3, "PING"));
        all.addAll(Chat.numbered("PRIVATE bob ", 1, 500));
        for (int i = 0; i < 20; i++) {
            Client alice = i == 0 ? chat.join("alice") : chat.login("alice");
            alice.send(all);
            if (i % 2 == 0) {
                alice.reset();
            } else {
                alice.close();
            }
        }
        Client last = chat.login("alice");
        String reply = last.ask("PRIVATE bob the end");
        int stored = Integer.parseInt(reply.substring("OK PRIVATE bob ".length())) - 1;

        assertThat(bob.eventsBefore("PRIVATE alice the end")).hasSize(stored);
    }
}
