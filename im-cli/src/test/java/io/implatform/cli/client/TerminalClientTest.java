package io.implatform.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationRef;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;

/** The client with a terminal in memory: what does not need a process of its own. */
class TerminalClientTest {
    private static final int LINES = 500;

    @Test
    void linesAreReadWhileEventsChangeThePrompt() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (LineDisciplineTerminal terminal = new LineDisciplineTerminal("memory", "xterm", screen, UTF_8)) {
            terminal.setSize(Size.of(80, 24));
            // The history of what was typed stays in memory: there is no home.
            TerminalClient client = new TerminalClient(terminal, Map.of(), ZoneOffset.UTC);
            AtomicBoolean ended = new AtomicBoolean();
            Thread person = daemon(() -> client.run(
                    events -> {
                        daemon(() -> writeAndStop(events, ended));
                        return new FakeChat();
                    },
                    "tcp://server",
                    Optional.of("alice"),
                    Optional.of("correct horse")));
            for (int line = 0; line < LINES; line++) {
                terminal.processInputBytes("\r".getBytes(UTF_8));
            }
            terminal.processInputBytes("/quit\r".getBytes(UTF_8));
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(person.getState()).isEqualTo(Thread.State.TERMINATED));
            } finally {
                ended.set(true);
            }
        }
        assertThat(screen.toString(UTF_8)).contains("bob is writing", "lobby>");
    }

    /** Bob begins to write and says it, again and again: each of both is another prompt. */
    private static void writeAndStop(Consumer<ChatEvent> events, AtomicBoolean ended) {
        for (long seq = 1; !ended.get(); seq++) {
            events.accept(new ChatEvent.Typing(ConversationRef.lobby(), "bob"));
            events.accept(
                    new ChatEvent.Said(new ChatMessage(ConversationRef.lobby(), seq, FakeChat.TIME, "bob", "hello")));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
