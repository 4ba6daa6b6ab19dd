package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.cli.ImJvm;
import io.implatform.client.ServerSockets;
import io.implatform.core.ChatServer;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code im client -} as a script starts it: a process, its input, its two outputs and its status. */
class FilterProgramTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    private ChatServer server;
    private URI address;

    /** How a process ended, and what it wrote. */
    private record Outcome(int status, List<String> out, List<String> err) {}

    @BeforeEach
    void start() throws Exception {
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS
                        .with(Limit.PASSWORD_MEMORY_KIB, 64)
                        .with(Limit.PASSWORD_ITERATIONS, 1)
                        .with(Limit.CLOSE_MILLIS, 1_000))
                .transport(TcpTransport.on("127.0.0.1", 0))
                .start();
        address = URI.create("tcp://127.0.0.1:" + server.addresses().get(0).getPort());
        try (Chat chat = LibraryChat.connect(address, ServerSockets.trustingTheSystem(), event -> {})) {
            chat.register("alice", PASSWORD).join();
            chat.register("bob", PASSWORD).join();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Process start(Path folder, String password, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("client"));
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(ImJvm.command(all)).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("IM_PASSWORD");
        if (!password.isEmpty()) {
            environment.put("IM_PASSWORD", password);
        }
        return builder.start();
    }

    private Outcome run(String password, String input, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--connect", address.toString()));
        all.addAll(List.of(arguments));
        Process process = start(folder, password, all);
        CompletableFuture<List<String>> out = CompletableFuture.supplyAsync(() -> lines(process.getInputStream()));
        CompletableFuture<List<String>> err = CompletableFuture.supplyAsync(() -> lines(process.getErrorStream()));
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // One that does not start does not read.
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), out.get(), err.get());
    }

    private static List<String> lines(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> said(ConversationRef in) {
        try (Chat chat = LibraryChat.connect(address, ServerSockets.trustingTheSystem(), event -> {})) {
            chat.login("alice", PASSWORD).join();
            return chat.history(in, 0, 500).join().messages().stream()
                    .map(ChatMessage::text)
                    .toList();
        }
    }

    @Test
    void everyLineIsAMessageInOrderAndTheStatusIsZero() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 300; i++) {
            lines.append("line ").append(i).append(" gr\u00fc\u00df\n");
        }
        assertThat(run(PASSWORD, lines.toString(), "--user", "alice", "-"))
                .isEqualTo(new Outcome(0, List.of(), List.of()));
        assertThat(said(ConversationRef.lobby()))
                .isEqualTo(lines.toString().lines().toList());
    }

    @Test
    void thePasswordMayBeInAFileAndTheAddresseeAUser() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), PASSWORD + "\n");
        assertThat(run("", "psst", "--user", "alice", "--password-file", file.toString(), "--to", "bob", "-"))
                .isEqualTo(new Outcome(0, List.of(), List.of()));
        assertThat(said(ConversationRef.with("bob"))).containsExactly("psst");
    }

    @Test
    void withJsonThereIsNothingButJsonOnStandardOutput() throws Exception {
        Outcome outcome = run(PASSWORD, "one\ntwo\n", "--user", "alice", "--json", "-");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).allMatch(line -> line.startsWith("{\"type\":\"") && line.endsWith("}"));
        assertThat(outcome.out().stream().filter(line -> line.contains("\"sent\"")))
                .hasSize(2);
    }

    @Test
    void listeningPrintsEventsAsTheyCome() throws Exception {
        Process listener = start(folder, PASSWORD, List.of("--connect", address.toString(), "--user", "bob", "--json"));
        try (var lines = listener.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).contains("\"link\"", "\"up\"");
            try (Chat chat = LibraryChat.connect(address, ServerSockets.trustingTheSystem(), event -> {})) {
                chat.login("alice", PASSWORD).join();
                chat.say(Chat.What.POST, ConversationRef.with("bob"), 0, "two\nlines")
                        .join();
            }
            assertThat(lines.readLine()).contains("\"private\"", "\"from\":\"alice\"", "\"text\":\"two\\nlines\"");
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void whatWentWrongIsInTheStatusAndInOneLine() throws Exception {
        assertFails(3, "BAD_CREDENTIALS", run("wrong horse", "x", "--user", "alice", "-"));
        assertFails(4, "line 1: ", run(PASSWORD, "x", "--user", "alice", "--to", "#nowhere", "-"));
        assertFails(2, "--user", run(PASSWORD, "x", "-"));
        assertFails(2, "IM_PASSWORD", run("", "x", "--user", "alice", "-"));
        assertFails(2, "password-file", run("", "x", "--user", "alice", "--password-file", "missing", "-"));
        server.close();
        assertFails(1, "./im server", run(PASSWORD, "x", "--user", "alice", "-"));
    }

    private static void assertFails(int status, String named, Outcome outcome) {
        assertThat(outcome.err()).singleElement().asString().contains(named).doesNotContain("horse");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(status);
    }
}
