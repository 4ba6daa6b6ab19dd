package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.ChatServer;
import io.implatform.core.spi.TlsFiles;
import io.implatform.transport.websocket.WebSocketTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener for browsers behind TLS, as a client of somebody else's meets it. */
class HttpsTest {
    @TempDir
    Path folder;

    private ChatServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        StringWriter said = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(
                        "admin",
                        "make-cert",
                        "--cert",
                        certificate.toString(),
                        "--key",
                        key.toString(),
                        "--host",
                        "localhost");
        assertThat(status).as(said.toString()).isZero();
        server = ChatServer.builder()
                .transport(
                        WebSocketTransport.on("127.0.0.1", 0).withEventLoops(1).withTls(TlsFiles.of(certificate, key)))
                .start();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(certificate))
                .build();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "im", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private int port() {
        return server.addresses().get(0).getPort();
    }

    @Test
    void healthIsTold() throws Exception {
        assertThat(server.addresses().get(0).getScheme()).isEqualTo("https");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/health"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"ready\":true");
    }

    @Test
    void aWebSocketIsOpenedAndClosedAsUsual() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Origin", "https://localhost:" + port())
                .buildAsync(URI.create("wss://localhost:" + port() + "/chat"), heard)
                .join();
        assertThat(heard.next()).contains("welcome");
        // Before a login a message is shorter.
        String alice = "\"user\":\"alice\",\"password\":\"correct horse\"}";
        socket.sendText("{\"type\":\"register\"," + alice, true).join();
        assertThat(heard.next()).contains("\"of\":\"register\"");
        socket.sendText("{\"type\":\"login\"," + alice, true).join();
        assertThat(heard.next()).contains("\"of\":\"login\"");
        String large = " ".repeat(60_000);
        socket.sendText("{\"type\":\"ping\",\"ref\":\"r\"}" + large, true).join();
        assertThat(heard.next()).contains("\"ref\":\"r\"");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertThat(heard.next()).isEqualTo("closed 1000");
    }

    @Test
    void aForeignPageIsForbidden() {
        assertThatThrownBy(() -> client.newWebSocketBuilder()
                        .header("Origin", "https://evil.example")
                        .buildAsync(URI.create("wss://localhost:" + port() + "/chat"), new Heard())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void plainHttpIsNotSpokenThere() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed " + code);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("something heard").isNotNull();
            return message;
        }
    }
}
