package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BotInProcessTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-31T18:45:00Z"), ZoneOffset.UTC);

    @Test
    void theBotAnswersPrivateMessagesAndIsOnlineLikeAnyone() throws IOException {
        try (ChatServer server = ChatServer.builder()
                        .transport(TcpTransport.on("127.0.0.1", 0))
                        .start();
                Guest alice = new Guest(server)) {
            new BotInProcess(clock, new Random(1)).join(server, "bot");
            alice.ask("REGISTER alice correct horse");
            assertThat(alice.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
            assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bot");

            assertThat(exchange(alice, "what?", 1)).contains("PRIVATE bot what?");
            assertThat(exchange(alice, "time", 3)).contains("PRIVATE bot it is 2026-01-31T18:45:00Z");
            assertThat(exchange(alice, "dice", 5)).anyMatch(line -> line.matches("PRIVATE bot you threw a [1-6]"));
        }
    }

    @Test
    void nobodyCanLogInAsTheBot() throws IOException {
        try (ChatServer server = ChatServer.builder()
                        .transport(TcpTransport.on("127.0.0.1", 0))
                        .start();
                Guest mallory = new Guest(server)) {
            new BotInProcess(clock, new Random(1)).join(server, "bot");
            assertThat(mallory.ask("LOGIN bot !!!!!!!!")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(mallory.ask("REGISTER bot correct horse")).startsWith("ERR NAME_TAKEN ");
        }
    }

    /** The acknowledgement and the bot's answer. */
    private static List<String> exchange(Guest guest, String text, int seq) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(guest.ask("PRIVATE bot " + text));
        lines.add(guest.receive());
        assertThat(lines.get(0)).isEqualTo("OK PRIVATE bot " + seq);
        return lines;
    }
}
