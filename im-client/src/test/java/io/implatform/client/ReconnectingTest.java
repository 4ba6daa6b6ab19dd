package io.implatform.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.model.ConversationRef;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does when the connection or the server fails it, on a server that the test plays. */
@Timeout(30)
class ReconnectingTest {
    private static final String AGAIN = "\"epoch\":\"e1\",";
    private static final String FIRST = AGAIN + "\"token\":\"t1\",";

    private final ScriptedServer server;
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
    private ChatClient client;
    private CompletableFuture<?> login;

    ReconnectingTest() throws IOException {
        server = new ScriptedServer();
    }

    @BeforeEach
    void logIn() throws Exception {
        client = connect(builder -> builder);
        client.onMessage((in, said) -> shown.add(in + " " + said.seq() + " " + said.text()));
        client.onState(states::add);
        login = client.login("alice", "correct horse");
        assertThat(server.logIn(FIRST)).contains("\"type\":\"login\"", "\"password\":\"correct horse\"");
        login.get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private ChatClient connect(Function<ChatClientBuilder, ChatClientBuilder> setUp) throws Exception {
        CompletableFuture<ChatClient> connected = CompletableFuture.supplyAsync(() -> {
            try {
                return setUp.apply(ChatClient.builder(server.address())
                                .backoff(Duration.ofMillis(1), Duration.ofMillis(20)))
                        .connect();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        server.greet();
        return connected.get(20, TimeUnit.SECONDS);
    }

    private void message(long seq, String from, String text) {
        server.say(
                "{\"type\":\"private\",\"from\":\"" + from + "\",\"to\":\"" + (from.equals("alice") ? "bob" : "alice")
                        + "\",\"text\":\"" + text + "\",\"seq\":" + seq + ",\"time\":\"2026-01-02T03:04:05.678Z\"}");
    }

    private String stored(String request, long seq) {
        return "{\"type\":\"ok\",\"of\":\"private\",\"ref\":\"" + ScriptedServer.ref(request)
                + "\",\"to\":\"bob\",\"seq\":" + seq + ",\"time\":\"2026-01-02T03:04:05.678Z\"}";
    }

    private void isShown(String... lines) throws InterruptedException {
        for (String line : lines) {
            assertThat(shown.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
        }
    }

    @Test
    void itLogsInAgainWithTheTokenAndResumesAfterWhatItWasShown() throws Exception {
        message(7, "bob", "hi");
        isShown("private bob 7 hi");
        server.hangUp();
        assertThat(server.greetAndLogIn(AGAIN))
                .contains(
                        "\"token\":\"t1\"",
                        "\"wantsToken\":false",
                        "\"epoch\":\"e1\"",
                        "[\"private\",\"bob\",7]",
                        "[\"lobby\",41]")
                .doesNotContain("correct horse");
    }

    @Test
    void whatIsToldAgainIsNotShownAgain() throws Exception {
        message(7, "bob", "hi");
        message(8, "bob", "there");
        isShown("private bob 7 hi", "private bob 8 there");
        server.hangUp();
        server.greetAndLogIn(AGAIN);
        message(8, "bob", "there");
        message(9, "bob", "again");
        isShown("private bob 9 again");
    }

    @Test
    void aMessageWhoseAnswerWasLostIsSentAgainUnderTheSameIdAndNotEchoed() throws Exception {
        CompletableFuture<Sent> sent = client.sendPrivate("BOB", "mine");
        String id = ScriptedServer.id(server.next());
        server.hangUp();
        server.greetAndLogIn(AGAIN);
        // The server had stored it, and takes it for another device's.
        message(1, "alice", "mine");
        message(2, "bob", "yours");
        String again = server.next();
        assertThat(ScriptedServer.id(again)).isEqualTo(id);
        server.say(stored(again, 1).replace("}", ",\"duplicate\":true}"));
        assertThat(sent.get(20, TimeUnit.SECONDS).duplicate()).isTrue();
        isShown("private bob 2 yours");
        message(3, "alice", "from my telephone");
        isShown("private bob 3 from my telephone");
    }

    @Test
    void messagesAreSentAgainInOrderWithThoseThatWaitedForTheConnection() throws Exception {
        client.sendPrivate("bob", "one");
        server.next();
        server.hangUp();
        client.sendPrivate("bob", "two");
        client.sendPrivate("bob", "three");
        server.greetAndLogIn(AGAIN);
        assertThat(List.of(server.next(), server.next(), server.next()))
                .satisfiesExactly(
                        one -> assertThat(one).contains("one"),
                        two -> assertThat(two).contains("two"),
                        three -> assertThat(three).contains("three"));
    }

    @Test
    void anAnswerThatOvertakesAMessageDoesNotMakeItLost() throws Exception {
        message(4, "bob", "four");
        CompletableFuture<Sent> sent = client.sendPrivate("bob", "six");
        String request = server.next();
        server.say(stored(request, 6));
        assertThat(sent.get(20, TimeUnit.SECONDS).seq()).isEqualTo(6);
        message(5, "bob", "five");
        message(7, "bob", "seven");
        isShown("private bob 4 four", "private bob 5 five", "private bob 7 seven");
    }

    @Test
    void aMessageThatIsRefusedForNowIsSentAgainUnderTheSameId() throws Exception {
        CompletableFuture<Sent> sent = client.sendPrivate("bob", "hi");
        String request = server.next();
        server.say("{\"type\":\"error\",\"of\":\"private\",\"ref\":\"" + ScriptedServer.ref(request)
                + "\",\"code\":\"BUSY\",\"message\":\"later\",\"temporary\":true,\"retry\":0}");
        String again = server.next();
        assertThat(ScriptedServer.id(again)).isEqualTo(ScriptedServer.id(request));
        server.say(stored(again, 1));
        assertThat(sent.get(20, TimeUnit.SECONDS).seq()).isEqualTo(1);
    }

    @Test
    void aMessageThatIsRefusedForGoodFailsWithTheCode() {
        CompletableFuture<Sent> sent = client.sendPrivate("nobody", "hi");
        server.answer(
                "private",
                "{\"type\":\"error\",\"of\":\"private\",\"ref\":\"REF\",\"code\":\"NO_SUCH_USER\",\"message\":\"no\",\"temporary\":false}");
        assertThatThrownBy(() -> sent.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        why -> assertThat(why.code()).isEqualTo("NO_SUCH_USER"));
    }

    @Test
    void aRefusalWithoutAReferenceIsForTheOldestRequest() {
        CompletableFuture<Sent> sent = client.sendPrivate("bob", "hi");
        server.next();
        server.say("ERR TOO_LONG the line is too long");
        assertThatThrownBy(() -> sent.get(20, TimeUnit.SECONDS)).hasMessageContaining("TOO_LONG");
    }

    @Test
    void whatCannotBeDoneTwiceFailsWithTheConnection() {
        CompletableFuture<Void> created = client.createGroup("dev", false);
        server.next();
        server.hangUp();
        assertThatThrownBy(() -> created.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ConnectionLostException.class);
    }

    @Test
    void anotherEpochIsToldAndNumbersBeginAnew() throws Exception {
        message(7, "bob", "hi");
        isShown("private bob 7 hi");
        server.hangUp();
        server.greet();
        server.logIn("\"epoch\":\"e2\",\"reset\":true,");
        message(1, "bob", "anew");
        isShown("private bob 1 anew");
        assertThat(states)
                .anyMatch(state -> state instanceof ConnectionState.Online online && online.again() && online.reset());
    }

    @Test
    void aRefusedTokenIsFollowedByThePassword() {
        server.hangUp();
        server.greet();
        server.answer(
                "login",
                "{\"type\":\"error\",\"of\":\"login\",\"ref\":\"REF\",\"code\":\"BAD_CREDENTIALS\",\"message\":\"no\",\"temporary\":false}");
        assertThat(server.next()).contains("\"user\":\"alice\"", "\"password\":\"correct horse\"");
    }

    @Test
    void anEndForGoodClosesTheClientAndFailsWhatIsUnanswered() {
        CompletableFuture<Sent> sent = client.sendPrivate("bob", "hi");
        server.next();
        server.say("{\"type\":\"bye\",\"code\":\"LOGGED_OUT\",\"message\":\"elsewhere\"}");
        assertThatThrownBy(() -> sent.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ClientClosedException.class);
        assertThat(client.state())
                .isInstanceOfSatisfying(
                        ConnectionState.Closed.class,
                        closed -> assertThat(closed.code()).isEqualTo("LOGGED_OUT"));
    }

    @Test
    void loggingOutIsNotFollowedByAnotherLogin() throws Exception {
        CompletableFuture<Void> out = client.logout(false);
        server.answer("logout", "{\"type\":\"ok\",\"of\":\"logout\",\"ref\":\"REF\"}");
        server.hangUp();
        out.get(20, TimeUnit.SECONDS);
        client.close();
        assertThat(states).noneMatch(state -> state instanceof ConnectionState.Reconnecting);
        assertThat(client.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    @Test
    void aByeWithADelayIsHonoured() {
        server.say("{\"type\":\"bye\",\"code\":\"RESTART\",\"message\":\"back soon\",\"retry\":3600}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> states.stream()
                        .anyMatch(state -> state instanceof ConnectionState.Reconnecting waiting
                                && waiting.delay().compareTo(Duration.ofHours(1)) >= 0));
    }

    @Test
    void aSignOfLifeIsGivenWhenItIsAskedFor() {
        server.say("{\"type\":\"ping\"}");
        assertThat(server.next()).contains("\"type\":\"ping\"");
    }

    @Test
    void aServerThatIsGoneWithoutAWordIsNoticed() throws Exception {
        try (ChatClient other = connect(builder -> builder.liveness(Duration.ofMillis(50), Duration.ofSeconds(2)))) {
            assertThat(server.next()).contains("\"type\":\"ping\"");
            other.login("alice", "correct horse");
            server.greet(); // it connects again, though nothing was closed
        }
    }

    @Test
    void aSlowListenerStopsTheReadingAndLosesNothing() throws Exception {
        try (ChatClient other = connect(builder -> builder.events(2))) {
            CountDownLatch slow = new CountDownLatch(1);
            BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
            other.onMessage((in, said) -> {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                seen.add(said.seq());
            });
            other.login("alice", "correct horse");
            server.logIn(AGAIN);
            for (int seq = 1; seq <= 10; seq++) {
                message(seq, "bob", "m" + seq);
            }
            assertThat(seen).isEmpty();
            slow.countDown();
            for (long seq = 1; seq <= 10; seq++) {
                assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(seq);
            }
        }
    }

    @Test
    void pastTheBoundASendFailsAtOnce() throws Exception {
        try (ChatClient other = connect(builder -> builder.unanswered(2))) {
            other.sendPrivate("bob", "one");
            other.sendPrivate("bob", "two");
            assertThat(other.sendPrivate("bob", "three"))
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(TooManyRequestsException.class);
        }
    }

    @Test
    void aRequestThatIsTooLongFailsAtOnce() {
        assertThat(client.send(ConversationRef.lobby(), "x".repeat(20_000)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("TOO_LONG");
    }

    @Test
    void closingEndsItsThreads() {
        client.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("im-client-reader"))
                .isEmpty();
        assertThatThrownBy(() -> client.broadcast("hi").get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClientClosedException.class);
    }
}
