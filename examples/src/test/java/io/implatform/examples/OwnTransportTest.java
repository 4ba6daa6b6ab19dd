package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnTransportTest {

    @Test
    void twoUsersTalkOverIt() throws IOException {
        try (ChatServer server = server();
                Guest alice = login(server, "alice");
                Guest bob = login(server, "bob")) {
            assertThat(alice.ask("MESSAGE hello")).isEqualTo("OK MESSAGE 1");
            assertThat(bob.receive()).isEqualTo("MESSAGE alice hello");
            assertThat(bob.ask("PRIVATE alice hi")).isEqualTo("OK PRIVATE alice 1");
            assertThat(alice.receive()).isEqualTo("PRIVATE bob hi");
        }
    }

    @Test
    void everyPipelinedRequestIsAnsweredInItsOrderBeforeTheEnd() throws IOException {
        try (ChatServer server = server();
                Guest guest = new Guest(server)) {
            StringBuilder requests = new StringBuilder();
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                requests.append('#').append(i).append(" ping\r\n\n");
                replies.add("#" + i + " OK PING");
            }
            guest.send(requests.toString());
            guest.endRequests();
            for (String reply : replies) {
                assertThat(guest.receive()).isEqualTo(reply);
            }
            assertThat(guest.receive()).isNull();
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheConnectionLivesOn() throws IOException {
        try (ChatServer server = server();
                Guest guest = new Guest(server)) {
            assertThat(guest.ask("#1 PRIVATE bob " + "x".repeat(100_000))).startsWith("#1 ERR TOO_LONG ");
            assertThat(guest.ask("PING")).isEqualTo("OK PING");
        }
    }

    @Test
    void quitAndTheEndOfTheServerCloseTheConnection() throws IOException {
        ChatServer server = server();
        try (Guest quits = new Guest(server);
                Guest stays = new Guest(server)) {
            assertThat(quits.ask("QUIT")).isEqualTo("OK QUIT");
            assertThat(quits.receive()).isNull();
            server.close();
            assertThat(stays.receive()).startsWith("BYE RESTART ");
            assertThat(stays.receive()).isNull();
        } finally {
            server.close();
        }
    }

    private static ChatServer server() throws IOException {
        return ChatServer.builder().transport(new OwnTransport(0)).start();
    }

    private static Guest login(ChatServer server, String user) throws IOException {
        Guest guest = new Guest(server);
        guest.ask("REGISTER " + user + " correct horse");
        assertThat(guest.ask("LOGIN " + user + " correct horse")).isEqualTo("OK LOGIN " + user);
        return guest;
    }
}
