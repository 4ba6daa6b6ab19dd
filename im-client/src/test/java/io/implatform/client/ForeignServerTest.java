package io.implatform.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What connecting to something that is no server of ours ends with. */
@Timeout(60)
class ForeignServerTest {
    private final ScriptedServer server;

    ForeignServerTest() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private CompletableFuture<ChatClient> connect(Duration timeout) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ChatClient.builder(server.address())
                        .connectTimeout(timeout)
                        .connect();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static void fails(CompletableFuture<ChatClient> connecting, Class<? extends Exception> why, String words) {
        assertThatThrownBy(() -> connecting.get(20, TimeUnit.SECONDS))
                .cause()
                .cause()
                .isInstanceOf(why)
                .hasMessageContaining(words);
    }

    @Test
    void anotherKindOfServerIsNamedByItsFirstLine() {
        CompletableFuture<ChatClient> connecting = connect(Duration.ofSeconds(10));
        server.accept().say("SSH-2.0-OpenSSH_9.2");
        fails(connecting, ForeignServerException.class, "not an IM server: its first line was \"SSH-2.0-OpenSSH_9.2\"");
    }

    @Test
    void anOlderServerIsNamedAsOne() {
        CompletableFuture<ChatClient> connecting = connect(Duration.ofSeconds(10));
        server.accept().say("WELCOME im-platform/0.0.9 hello");
        server.next();
        server.say("ERR UNKNOWN_COMMAND there is no such command");
        fails(connecting, ForeignServerException.class, "an older server, im-platform/0.0.9");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        CompletableFuture<ChatClient> connecting = connect(Duration.ofSeconds(1));
        server.accept();
        fails(connecting, IOException.class, "said nothing");
    }

    @Test
    void nobodyAtTheAddressIsSaidWithTheAddress() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        assertThatThrownBy(() -> ChatClient.connect(URI.create("tcp://127.0.0.1:" + port)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tcp://127.0.0.1:" + port);
    }

    @Test
    void theNextAddressIsTriedWhereOneDoesNotAnswer() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        CompletableFuture<ChatClient> connecting = CompletableFuture.supplyAsync(() -> {
            try {
                return ChatClient.builder(URI.create("tcp://127.0.0.1:" + port), server.address())
                        .connect();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        server.greet();
        connecting.get(20, TimeUnit.SECONDS).close();
    }

    @Test
    void anAddressOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> ChatClient.connect(URI.create("http://127.0.0.1:80")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tcp://host:port");
    }
}
