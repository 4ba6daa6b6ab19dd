package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.client.ServerSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static Optional<String> look(String greeting, String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("tcp://127.0.0.1:" + server.getLocalPort());
            CompletableFuture<Optional<String>> found =
                    CompletableFuture.supplyAsync(() -> Probe.look(address, ServerSockets.trustingTheSystem()));
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write((greeting + answer).getBytes(StandardCharsets.UTF_8));
                accepted.shutdownOutput();
                return found.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aServerThatAnswersInJsonIsOurs() throws Exception {
        assertThat(look("WELCOME im/1 hello\n", "{\"type\":\"ok\",\"of\":\"ping\",\"ref\":\"probe\"}\n"))
                .isEmpty();
    }

    @Test
    void anOlderServerIsCalledThatWithItsVersion() throws Exception {
        assertThat(look("WELCOME im/0.1 hello\n", "ERR UNKNOWN_COMMAND no such command\n"))
                .hasValueSatisfying(words -> assertThat(words).contains("older server (im/0.1)"));
        assertThat(look("WELCOME im/0.1 hello\n", ""))
                .hasValueSatisfying(words -> assertThat(words).contains("older server"));
    }

    @Test
    void aForeignServerIsCalledThatAndCannotSteerTheTerminal() throws Exception {
        assertThat(look("220 mail\u001b[2J\r\n", ""))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("no IM server").doesNotContain("\u001b"));
        assertThat(look("", "")).hasValueSatisfying(words -> assertThat(words).contains("no IM server"));
        assertThat(look("BYE TOO_MANY_CONNECTIONS full\u001b[2J\n", ""))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("TOO_MANY_CONNECTIONS").doesNotContain("\u001b"));
    }

    @Test
    void whereNothingListensThatIsSaid() throws Exception {
        // Bound, so that nobody else listens there either.
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(Probe.look(
                            URI.create("tcp://127.0.0.1:" + silent.getLocalPort()), ServerSockets.trustingTheSystem()))
                    .hasValueSatisfying(words -> assertThat(words).contains("cannot connect", "./im server"));
        }
    }
}
