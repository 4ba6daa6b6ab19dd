package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.TlsFiles;
import io.implatform.transport.tcp.TcpTransport;
import io.implatform.transport.websocket.WebSocketTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by client certificate, over TLS as it is. */
class ClientCertificatesTest {
    private static final String PASSWORD = "not a secret";
    private static final String LOGIN = "{\"type\":\"login\",\"certificate\":true}";
    private static final int PATIENCE_MILLIS = 30_000;

    /** One key pair of a client's, and what different authorities say of it. */
    @TempDir
    static Path folder;

    private static PrivateKey key;
    private static X509Certificate serverCertificate;
    private static X509Certificate good;
    private static X509Certificate foreign;
    private static X509Certificate expired;

    private ChatServer server;

    /** The common name of a certificate that the transport has verified is the user. */
    private static final class CommonName implements Authenticator {
        @Override
        public Verdict authenticate(Presented presented) {
            if (!(presented instanceof Presented.Certificate given)) {
                return new Passed();
            }
            String subject = given.chain().get(0).getSubjectX500Principal().getName();
            return new Accepted(UserId.of(subject.substring("CN=".length())), false);
        }
    }

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String pair : List.of("server", "trusted", "other", "client")) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    pair,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + pair,
                    "-ext",
                    pair.equals("server") ? "SAN=dns:localhost,ip:127.0.0.1" : "BC=ca:true");
        }
        keytool("-certreq", "-alias", "client", "-file", "client.csr");
        good = issue("trusted", "-startdate", "-1d", "-validity", "30");
        foreign = issue("other", "-startdate", "-1d", "-validity", "30");
        expired = issue("trusted", "-startdate", "-30d", "-validity", "29");
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            made.load(in, PASSWORD.toCharArray());
        }
        key = (PrivateKey) made.getKey("client", PASSWORD.toCharArray());
        serverCertificate = (X509Certificate) made.getCertificate("server");
        pem("server-cert.pem", "CERTIFICATE", serverCertificate.getEncoded());
        pem(
                "server-key.pem",
                "PRIVATE KEY",
                made.getKey("server", PASSWORD.toCharArray()).getEncoded());
        pem("clients-ca.pem", "CERTIFICATE", made.getCertificate("trusted").getEncoded());
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", "keys.p12"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** A certificate for Alice and the client's key. */
    private static X509Certificate issue(String authority, String... validity) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-gencert", "-alias", authority, "-dname", "CN=Alice"));
        arguments.addAll(List.of("-infile", "client.csr", "-outfile", "issued.der"));
        arguments.addAll(Arrays.asList(validity));
        keytool(arguments.toArray(String[]::new));
        try (InputStream in = Files.newInputStream(folder.resolve("issued.der"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void pem(String file, String type, byte[] bytes) throws IOException {
        String text = "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END "
                + type + "-----\n";
        Files.writeString(folder.resolve(file), text);
    }

    @BeforeEach
    void start() throws IOException {
        TlsFiles files = new TlsFiles(
                folder.resolve("server-cert.pem"),
                folder.resolve("server-key.pem"),
                Optional.of(folder.resolve("clients-ca.pem")));
        server = ChatServer.builder()
                .limits(Chat.LIMITS)
                .store(new MemoryStore())
                .authenticator(new CommonName())
                .transport(TcpTransport.on("127.0.0.1", 0).withEventLoops(1).withTls(files))
                .transport(
                        WebSocketTransport.on("127.0.0.1", 0).withEventLoops(1).withTls(files))
                .start();
        try (Encrypted client = connect()) {
            assertThat(client.ask("REGISTER Alice correct horse")).isEqualTo("OK REGISTER Alice");
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Shows these, whatever authorities the server names. */
    private static final class Shows extends X509ExtendedKeyManager {
        private final X509Certificate[] chain;

        Shows(X509Certificate... chain) {
            this.chain = chain;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return chain.length == 0 ? null : "client";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"client"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /** A client behind TLS. */
    private static final class Encrypted implements AutoCloseable {
        private final SSLSocket socket;
        private final BufferedReader in;

        Encrypted(int port, String protocol, X509Certificate... shown) throws Exception {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", (Certificate) serverCertificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Shows(shown)}, trust.getTrustManagers(), null);
            socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setEnabledProtocols(new String[] {protocol});
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String read() throws IOException {
            return in.readLine();
        }

        String ask(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return read();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Encrypted connect(X509Certificate... shown) {
        return connect("TLSv1.3", shown);
    }

    private Encrypted connect(String protocol, X509Certificate... shown) {
        try {
            Encrypted client = new Encrypted(server.addresses().get(0).getPort(), protocol, shown);
            assertThat(client.read()).startsWith("WELCOME ");
            return client;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void a_certificate_of_the_trusted_authority_logs_in_as_the_user_it_names(String protocol) throws IOException {
        try (Encrypted client = connect(protocol, good)) {
            assertThat(client.ask(LOGIN)).contains("\"type\":\"ok\"", "\"user\":\"Alice\"");
            assertThat(client.ask("MESSAGE hi")).isEqualTo("OK MESSAGE 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void one_of_another_authority_or_past_its_time_is_refused_with_the_handshake(String protocol) throws Exception {
        int port = server.addresses().get(0).getPort();
        for (X509Certificate shown : List.of(foreign, expired)) {
            try (Encrypted client = new Encrypted(port, protocol, shown)) {
                assertThatThrownBy(() -> {
                            client.ask(LOGIN);
                            client.read();
                        })
                        .isInstanceOf(IOException.class);
            }
        }
        try (Encrypted next = connect(good)) {
            assertThat(next.ask(LOGIN)).as("the next one").contains("\"type\":\"ok\"");
        }
    }

    @Test
    void without_one_the_answer_is_that_of_a_wrong_password_and_a_password_still_opens() throws IOException {
        try (Encrypted client = connect()) {
            assertThat(client.ask(LOGIN)).contains("\"type\":\"error\"", "\"code\":\"BAD_CREDENTIALS\"");
            assertThat(client.ask("LOGIN Alice wrong horse")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(client.ask("LOGIN Alice correct horse")).isEqualTo("OK LOGIN Alice");
        }
    }

    @Test
    void who_shows_one_may_log_in_with_a_password_as_somebody_else() throws IOException {
        try (Encrypted client = connect(good)) {
            assertThat(client.ask("REGISTER Bob staple and paper")).isEqualTo("OK REGISTER Bob");
            assertThat(client.ask("LOGIN Bob staple and paper")).isEqualTo("OK LOGIN Bob");
        }
    }

    @Test
    void a_user_who_is_disabled_is_not_let_in_by_it() throws IOException {
        server.administration().disable("Alice", "");
        try (Encrypted client = connect(good)) {
            assertThat(client.ask(LOGIN)).contains("\"code\":\"BAD_CREDENTIALS\"");
        }
    }
}
