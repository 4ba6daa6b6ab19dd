package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.protocol.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a transport that has verified certificates; how it does is its own matter. */
class OwnCertificatesTest {
    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private SessionHost host;
    private ChatServer server;

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.builder()
                .users(store)
                .authenticator(new OwnCertificates(true))
                .transport(sessions -> {
                    host = sessions;
                    return new NoListener();
                })
                .start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static final class NoListener implements Transport.Listener {
        @Override
        public URI address() {
            return URI.create("test://nowhere");
        }

        @Override
        public void stopAccepting() {}

        @Override
        public void close() {}
    }

    private X509Certificate certificate(String subject) throws Exception {
        Path keys = folder.resolve("keys" + subject.hashCode());
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        subject,
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            made.load(in, "changeit".toCharArray());
        }
        return (X509Certificate) made.getCertificate("k");
    }

    /** The answer to a login by certificate on a connection that was made with these. */
    private String login(List<X509Certificate> certificates) {
        Connection connection =
                host.open(JsonFormat.INSTANCE, new Peer("test", Optional.empty(), certificates), () -> {});
        assertThat(connection.poll()).as("the welcome").isNotNull();
        byte[] line = "{\"type\":\"login\",\"certificate\":true,\"wantsToken\":false}".getBytes(StandardCharsets.UTF_8);
        connection.submit(JsonFormat.INSTANCE.decode(line, 0, line.length));
        byte[] reply = await().until(connection::poll, frame -> frame != null);
        connection.disconnected();
        return new String(reply, StandardCharsets.UTF_8);
    }

    @Test
    void theCommonNameIsTheUserWhoIsGivenAnAccount() throws Exception {
        assertThat(login(List.of(certificate("CN=Alice, OU=chat, O=Example"))))
                .contains("\"type\":\"ok\"", "\"user\":\"Alice\"");
        assertThat(store.find(UserId.of("alice"))).isPresent();
    }

    @Test
    void withoutACertificateOrWithOneThatNamesNobodyNobodyIsLetIn() throws Exception {
        assertThat(login(List.of())).contains("\"code\":\"BAD_CREDENTIALS\"");
        assertThat(login(List.of(certificate("CN=Alice Example")))).contains("\"code\":\"BAD_CREDENTIALS\"");
        assertThat(login(List.of(certificate("O=Example")))).contains("\"code\":\"BAD_CREDENTIALS\"");
    }
}
