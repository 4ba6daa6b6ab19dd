package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.protocol.TextFormat;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who guesses, floods or connects too often is slowed down, and nobody else is. */
class ThrottleTest {
    private static final String WRONG = "wrong password";

    /** A transport whose peers come from wherever the test says. */
    private static final class AnyAddress implements Transport {
        final AtomicReference<SessionHost> host = new AtomicReference<>();

        @Override
        public Listener start(SessionHost sessions) {
            host.set(sessions);
            return new Listener() {
                @Override
                public URI address() {
                    return URI.create("test:nowhere");
                }

                @Override
                public void stopAccepting() {}

                @Override
                public void close() {}
            };
        }

        Connection open(String address) {
            return host.get().open(TextFormat.INSTANCE, at(address), () -> {});
        }

        SessionHost.Admission visit(String address) {
            return host.get().admitVisit(at(address));
        }

        /** The session of a connection that was a visit before. */
        Connection openVisit(String address) {
            return host.get().open(TextFormat.INSTANCE, at(address), visit(address), () -> {});
        }

        private static Peer at(String address) {
            try {
                return Peer.at(address, InetAddress.getByName(address));
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static List<String> polled(Connection connection) {
        List<String> lines = new ArrayList<>();
        for (byte[] frame = connection.poll(); frame != null; frame = connection.poll()) {
            lines.addAll(new String(frame, StandardCharsets.UTF_8).lines().toList());
        }
        return lines;
    }

    @Test
    void afterFiveWrongPasswordsTheNextHasToWaitBeItRightOrWrong() {
        try (Chat chat = Chat.start()) {
            chat.register("alice");
            Client guesser = chat.connect();
            Client other = chat.connect();
            // All at once: the wait is one second, whatever this machine does besides.
            List<String> requests = new ArrayList<>(Collections.nCopies(5, "LOGIN alice " + WRONG));
            requests.add("#6 LOGIN alice " + WRONG);
            requests.add("LOGIN alice " + Chat.PASSWORD);
            requests.add(Client.json("{'type':'login','user':'alice','password':'" + WRONG + "'}"));
            guesser.send(requests);
            assertThat(guesser.replies(5)).allMatch(reply -> reply.startsWith("ERR BAD_CREDENTIALS "));
            other.send("LOGIN nobody " + WRONG);
            assertThat(guesser.reply()).startsWith("#6 ERR RATE_LIMITED retry=1 ");
            assertThat(guesser.reply()).startsWith("ERR RATE_LIMITED retry=1 ");
            assertThat(Client.plain(guesser.reply()))
                    .contains("'code':'RATE_LIMITED'", "'temporary':true", "'retry':1");
            assertThat(other.reply()).startsWith("ERR RATE_LIMITED retry=1 ");
            assertThat(guesser.ask("PING")).isEqualTo("OK PING");
        }
    }

    @Test
    void whoHasOpenedTheAccountFromThereIsLetInWhileOthersGuess() {
        try (Chat chat = Chat.start()) {
            chat.join("alice");
            Client guesser = chat.connect();
            for (int i = 0; i < 6; i++) {
                guesser.ask("LOGIN bob " + WRONG);
            }
            assertThat(guesser.ask("LOGIN bob " + WRONG)).startsWith("ERR RATE_LIMITED ");
            chat.login("alice");
        }
    }

    @Test
    void theThrottleGuardsAChangeOfThePasswordToo() {
        try (Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS))) {
            Client alice = chat.join("alice");
            for (int i = 0; i < 25; i++) {
                assertThat(alice.ask("PASSWORD wrong-password another password"))
                        .startsWith("ERR BAD_CREDENTIALS ");
            }
            assertThat(alice.ask("PASSWORD wrong-password another password")).startsWith("ERR RATE_LIMITED ");
            assertThat(alice.ask("UNREGISTER " + Chat.PASSWORD)).startsWith("ERR RATE_LIMITED ");
        }
    }

    @Test
    void whoSendsFasterThanTheirRateIsReadFromMoreSlowlyAndLosesNothing() throws InterruptedException {
        Limits slow = Chat.LIMITS.with(Limit.COMMAND_BURST, 50).with(Limit.COMMANDS_PER_SECOND, 200);
        try (Chat chat = Chat.start(builder -> builder.limits(slow))) {
            Client fast = chat.join("fast");
            Client neighbour = chat.join("neighbour");
            long begun = System.nanoTime();
            Thread sending = new Thread(() -> fast.send(Collections.nCopies(250, "PING")));
            sending.start();
            for (int i = 0; i < 20; i++) {
                assertThat(neighbour.ask("PING")).isEqualTo("OK PING");
            }
            assertThat(fast.replies(250)).containsOnly("OK PING");
            // 200 of them at 5 ms each; however slow this machine is, it was no faster than that.
            assertThat(System.nanoTime() - begun).isGreaterThan(900_000_000L);
            sending.join();
        }
    }

    @Test
    void aHundredThousandCommandsInOneWriteDoNotKeepANeighbourWaiting() throws InterruptedException {
        try (Chat chat = Chat.start()) {
            Client greedy = chat.join("greedy");
            Client neighbour = chat.join("neighbour");
            Thread sending = new Thread(() -> greedy.send(Collections.nCopies(100_000, "PING")));
            sending.start();
            int[] left = {100_000};
            Thread reading = new Thread(() -> {
                while (left[0] > 0) {
                    greedy.line();
                    left[0]--;
                }
            });
            int asked = 0;
            assertThat(neighbour.ask("MESSAGE first")).isEqualTo("OK MESSAGE 1");
            reading.start();
            while (reading.isAlive()) {
                assertThat(neighbour.ask("PING")).isEqualTo("OK PING");
                asked++;
            }
            assertThat(asked)
                    .as("requests of the neighbour that were answered meanwhile")
                    .isGreaterThan(20);
            sending.join();
        }
    }

    @Test
    void anAddressWithTooManyConnectionsIsToldSoAndOthersAreNot() {
        AnyAddress anywhere = new AnyAddress();
        try (Chat chat = Chat.start(builder -> builder.transport(anywhere))) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(anywhere.open("192.0.2.1"));
            }
            Connection tooMany = anywhere.open("192.0.2.1");
            assertThat(tooMany.isEnded()).isTrue();
            assertThat(polled(tooMany)).last().asString().startsWith("BYE TOO_MANY_CONNECTIONS ");
            assertThat(anywhere.open("192.0.2.2").isEnded()).isFalse();
            assertThat(chat.join("alice").ask("PING")).isEqualTo("OK PING");

            all.get(0).disconnected();
            assertThat(anywhere.open("192.0.2.1").isEnded()).isFalse();
            all.forEach(Connection::disconnected);
            // 201 were let in, and 399 more may be.
            int letIn = 0;
            for (int i = 0; i < 600; i++) {
                Connection next = anywhere.open("192.0.2.1");
                letIn += next.isEnded() ? 0 : 1;
                next.disconnected();
            }
            assertThat(letIn).isEqualTo(399);
        }
    }

    @Test
    void browsersOfOneAddressLoadThePageAlthoughAsManyAsMayBeAreConnectedFromThere() {
        AnyAddress anywhere = new AnyAddress();
        try (Chat chat = Chat.start(builder -> builder.transport(anywhere))) {
            for (int i = 0; i < 199; i++) {
                assertThat(anywhere.open("192.0.2.1").isEnded()).isFalse();
            }
            for (int i = 0; i < 1_000; i++) {
                SessionHost.Admission visit = anywhere.visit("192.0.2.1");
                assertThat(visit.refusal()).as("visit %d", i).isEmpty();
                visit.close();
            }
            assertThat(anywhere.openVisit("192.0.2.1").isEnded()).isFalse();
            Connection tooMany = anywhere.openVisit("192.0.2.1");
            assertThat(tooMany.isEnded()).isTrue();
            assertThat(polled(tooMany)).last().asString().startsWith("BYE TOO_MANY_CONNECTIONS ");
            assertThat(chat.join("alice").ask("PING")).isEqualTo("OK PING");
        }
    }

    @Test
    void aMillionGroupsAreNotMade() {
        try (Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.GROUPS_PER_USER, 100)))) {
            Client founder = chat.join("founder");
            founder.send(Chat.numbered("CREATE g", 1, 2_000));
            List<String> replies = founder.replies(2_000);
            assertThat(replies.subList(0, 100)).allMatch(reply -> reply.startsWith("OK CREATE g"));
            assertThat(replies.subList(100, 2_000)).allMatch(reply -> reply.startsWith("ERR QUOTA "));
        }
    }
}
