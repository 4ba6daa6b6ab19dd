package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cases that the platform was specified with. */
class SpecifiedCasesTest {
    private final Chat chat = Chat.start();

    @AfterEach
    void close() {
        chat.close();
    }

    @Test
    void theFirstLineIsTheServersName() {
        assertThat(chat.connect().welcome).matches("WELCOME im-platform/\\S+.*");
    }

    @Test
    void aUniqueNameIsRegisteredAndATakenOneIsNotInWhateverCase() {
        Client client = chat.connect();

        assertThat(client.ask("REGISTER alice correct horse")).isEqualTo("OK REGISTER alice");
        assertThat(client.ask("REGISTER alice another password")).startsWith("ERR NAME_TAKEN ");
        assertThat(client.ask("REGISTER aLiCE another password")).startsWith("ERR NAME_TAKEN ");
        assertThat(client.ask("REGISTER alice2 another password")).isEqualTo("OK REGISTER alice2");
    }

    @Test
    void registeringDoesNotLogIn() {
        Client client = chat.connect();

        client.ask("REGISTER alice correct horse");

        assertThat(client.ask("ONLINE")).startsWith("ERR NOT_LOGGED_IN ");
    }

    @Test
    void aRefusedRegistrationLeavesTheFirstPasswordInForce() {
        Client client = chat.connect();
        client.ask("REGISTER alice correct horse");

        client.ask("REGISTER Alice another password");

        assertThat(client.ask("LOGIN alice another password")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
    }

    @Test
    void aLoginWithTheRightPasswordSucceedsInAnyCaseOfTheNameAndShowsTheRegisteredOne() {
        chat.register("Alice");

        assertThat(chat.connect().ask("LOGIN Alice correct horse")).isEqualTo("OK LOGIN Alice");
        assertThat(chat.connect().ask("login aLICE correct horse")).isEqualTo("OK LOGIN Alice");
    }

    @Test
    void aWrongPasswordAnUnknownUserAndAnImpossibleNameGetTheSameAnswerAndMayTryAgain() {
        chat.register("alice");
        Client client = chat.connect();

        String wrong = client.ask("LOGIN alice wrong password");
        assertThat(wrong).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("LOGIN nobody correct horse")).isEqualTo(wrong);
        assertThat(client.ask("LOGIN *** correct horse")).isEqualTo(wrong);
        assertThat(client.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
    }

    @Test
    void aPasswordThatIsAlmostRightIsWrong() {
        chat.register("alice");
        Client client = chat.connect();

        for (String almost : List.of("x", "Correct Horse", "correct horse ")) {
            assertThat(client.ask("LOGIN alice " + almost)).startsWith("ERR BAD_CREDENTIALS ");
        }
        assertThat(client.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
    }

    @Test
    void aBroadcastReachesEveryUserOnline() {
        List<Client> others = chat.joinAll("user", 5);
        Client alice = chat.join("alice");

        assertThat(alice.ask("MESSAGE hello  everyone ")).isEqualTo("OK MESSAGE 1");

        for (Client other : others) {
            assertThat(other.event()).isEqualTo("MESSAGE alice hello  everyone ");
        }
    }

    @Test
    void aBroadcastDoesNotReachWhoIsNotLoggedIn() {
        Client stranger = chat.connect();
        Client alice = chat.join("alice");

        alice.ask("MESSAGE hello");

        assertThat(stranger.ask("PING")).isEqualTo("OK PING");
        assertThat(stranger.ask("QUIT")).isEqualTo("OK QUIT");
        assertThat(stranger.linesToEnd()).isEmpty();
    }

    @Test
    void aPrivateMessageReachesItsUserAlone() {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        Client carol = chat.join("carol");

        assertThat(alice.ask("PRIVATE bob the secret")).isEqualTo("OK PRIVATE bob 1");
        alice.ask("MESSAGE the end");

        assertThat(bob.eventsBefore("MESSAGE alice the end")).containsExactly("PRIVATE alice the secret");
        assertThat(carol.eventsBefore("MESSAGE alice the end")).isEmpty();
    }

    @Test
    void aPrivateMessageToNobodyIsRefused() {
        Client alice = chat.join("alice");

        assertThat(alice.ask("PRIVATE nobody hello")).startsWith("ERR NO_SUCH_USER ");
        assertThat(alice.ask("PRIVATE %! hello")).startsWith("ERR NO_SUCH_USER ");
    }

    @Test
    void theOnlineListNamesEachUserWithASessionOnceInOrder() {
        chat.register("dave");
        Client carol = chat.join("carol");
        chat.join("Bob");
        chat.join("alice");
        chat.login("alice");

        assertThat(carol.ask("ONLINE")).isEqualTo("OK ONLINE 3 alice Bob carol");
    }

    @Test
    void aUserIsOnlineAsSoonAsTheirLoginIsAnswered() {
        Client alice = chat.join("alice");
        chat.register("bob");
        for (int i = 0; i < 50; i++) {
            Client bob = chat.login("bob");
            assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
            bob.send("QUIT");
            bob.linesToEnd();
        }
    }

    @Test
    void aUserWhoQuitsIsGoneAtOnce() {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");

        assertThat(bob.ask("QUIT")).isEqualTo("OK QUIT");

        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
        assertThat(bob.linesToEnd()).isEmpty();
    }

    @Test
    void aUserWhoseConnectionIsClosedIsGoneWithinASecond() {
        isGoneWithinASecondAfter(Client::close);
    }

    @Test
    void aUserWhoseClientIsKilledIsGoneWithinASecond() {
        isGoneWithinASecondAfter(Client::reset);
    }

    @Test
    void aUserWhoEndsTheirOutputIsGoneWithinASecond() {
        isGoneWithinASecondAfter(Client::endOutput);
    }

    private void isGoneWithinASecondAfter(Consumer<Client> end) {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");

        end.accept(bob);

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(1))
                .until(() -> alice.ask("ONLINE").equals("OK ONLINE 1 alice"));
    }

    @Test
    void aKilledClientIsGoneWithinASecondAlsoIfItReadNothingAndAskedForMuch() {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    bob.send(Collections.nCopies(1_000, "HELP"));
                }
            } catch (UncheckedIOException e) {
                // Killed.
            }
        });
        flood.start();
        // Its thread stands still once the server reads no more.
        await().until(() -> {
            StackTraceElement[] before = flood.getStackTrace();
            return before.length > 0 && before[0].isNativeMethod();
        });

        bob.reset();

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(1))
                .until(() -> alice.ask("ONLINE").equals("OK ONLINE 1 alice"));
    }

    @Test
    void aUserStaysOnlineUntilTheLastOfTheirSessionsHasGone() {
        Client alice = chat.join("alice");
        Client first = chat.join("bob");
        Client second = chat.login("bob");

        first.ask("QUIT");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
        second.ask("QUIT");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
    }
}
