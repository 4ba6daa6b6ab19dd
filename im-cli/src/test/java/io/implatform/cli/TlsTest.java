package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.client.ServerSockets;
import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.TlsFiles;
import io.implatform.transport.tcp.TcpTransport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener behind TLS, as clients, scanners and attackers meet it. */
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    /** Suites by their numbers at IANA. */
    private static final int[] GOOD_SUITES = {0xC02B, 0xC02C, 0xCCA9, 0xC02F};

    /** A first certificate and its key: keytool takes a second or two for a pair. */
    @TempDir
    static Path made;

    @TempDir
    Path folder;

    private ChatServer server;
    private Path certificate;

    @BeforeAll
    static void makeFirst() {
        makeCertificate(made, "first");
    }

    @BeforeEach
    void start() throws IOException {
        certificate = folder.resolve("first-cert.pem");
        Files.copy(made.resolve("first-cert.pem"), certificate);
        Files.copy(made.resolve("first-key.pem"), folder.resolve("first-key.pem"), StandardCopyOption.COPY_ATTRIBUTES);
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS
                        .with(Limit.PASSWORD_MEMORY_KIB, 64)
                        .with(Limit.PASSWORD_ITERATIONS, 1)
                        .with(Limit.CLOSE_MILLIS, 1_000))
                .transport(TcpTransport.on("127.0.0.1", 0)
                        .withEventLoops(1)
                        .withTls(TlsFiles.of(certificate, folder.resolve("first-key.pem"))))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Runs {@code im admin make-cert}. @return the certificate; its key is beside it */
    private static Path makeCertificate(Path folder, String name) {
        Path certificate = folder.resolve(name + "-cert.pem");
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
                        folder.resolve(name + "-key.pem").toString(),
                        "--host",
                        "localhost");
        assertThat(status).as(said.toString()).isZero();
        return certificate;
    }

    private int port() {
        return server.addresses().get(0).getPort();
    }

    private URI address() {
        return URI.create("tls://localhost:" + port());
    }

    /** A client past the server's greeting. */
    private final class Encrypted implements AutoCloseable {
        final Socket socket;
        private final BufferedReader in;

        Encrypted(ServerSockets sockets) throws IOException {
            socket = sockets.connect(address(), PATIENCE);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).startsWith("WELCOME ");
        }

        String ask(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return in.readLine();
        }

        X509Certificate shown() throws IOException {
            return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Encrypted connect() throws IOException {
        return new Encrypted(ServerSockets.trusting(certificate));
    }

    @Test
    void aClientThatTrustsTheCertificateIsServed() throws IOException {
        assertThat(server.addresses().get(0)).hasToString("tls://127.0.0.1:" + port());
        try (Encrypted client = connect()) {
            assertThat(client.ask("REGISTER alice correct horse")).isEqualTo("OK REGISTER alice");
            assertThat(client.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
            assertThat(client.ask("MESSAGE " + "é".repeat(4_000))).isEqualTo("OK MESSAGE 1");
            assertThat(client.ask("HISTORY lobby")).endsWith(" alice " + "é".repeat(4_000));
        }
    }

    @Test
    void aClientThatDoesNotTrustItIsNotConnectedAndSaysWhy() {
        assertThatThrownBy(() -> ServerSockets.trustingTheSystem().connect(address(), PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not trusted");
    }

    @Test
    void aCertificateForAnotherNameIsRefusedByTheClient() {
        assertThatThrownBy(() ->
                        ServerSockets.trusting(certificate).connect(URI.create("tls://127.0.0.1:" + port()), PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another host's");
    }

    @Test
    void theKeyThatMakeCertMadeIsForItsOwnerAloneAndIsNotOverwritten() throws IOException {
        Path key = folder.resolve("first-key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(key);
        StringWriter said = new StringWriter();
        int status = Main.commandLine()
                .setErr(new PrintWriter(said))
                .execute("admin", "make-cert", "--cert", folder + "/other.pem", "--key", key.toString());
        assertThat(status).isEqualTo(1);
        assertThat(said.toString()).contains("first-key.pem exists");
        assertThat(key).hasBinaryContent(before);
    }

    // What a scanner asks

    /** A ClientHello of RFC 5246, 7.4.1.2; TLS 1.3 is not offered. */
    private static byte[] hello(int version, int... suites) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(version);
        byte[] random = new byte[32];
        new Random(1).nextBytes(random);
        out.write(random);
        out.writeByte(0);
        out.writeShort(2 * suites.length);
        for (int suite : suites) {
            out.writeShort(suite);
        }
        out.write(new byte[] {1, 0});
        byte[] groups = {0, 10, 0, 4, 0, 2, 0, 23};
        byte[] signatures = {0, 13, 0, 6, 0, 4, 4, 3, 4, 1};
        out.writeShort(groups.length + signatures.length);
        out.write(groups);
        out.write(signatures);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream framed = new DataOutputStream(record);
        framed.writeByte(HANDSHAKE);
        framed.writeShort(0x0301);
        framed.writeShort(body.size() + 4);
        framed.writeInt(1 << 24 | body.size());
        framed.write(body.toByteArray());
        return record.toByteArray();
    }

    /** The type of the first record that answers a hello; -1 where the connection is closed without one. */
    private int answer(byte[] hello) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(hello);
            return new DataInputStream(socket.getInputStream()).read();
        }
    }

    @ParameterizedTest
    @CsvSource({"SSL 3.0, 0x0300", "TLS 1.0, 0x0301", "TLS 1.1, 0x0302"})
    void noProtocolUnder12IsSpoken(String name, String version) throws IOException {
        assertThat(answer(hello(Integer.decode(version), GOOD_SUITES))).as(name).isIn(ALERT, -1);
        assertThat(answer(hello(0x0303, GOOD_SUITES))).as("TLS 1.2").isEqualTo(HANDSHAKE);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_RSA_WITH_AES_128_CBC_SHA, 0x002F",
        "TLS_RSA_WITH_AES_256_GCM_SHA384, 0x009D",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA, 0x000A",
        "TLS_RSA_WITH_RC4_128_SHA, 0x0005",
        "TLS_RSA_WITH_NULL_SHA256, 0x003B",
        "TLS_DH_anon_WITH_AES_128_GCM_SHA256, 0x00A6",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, 0x009E",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, 0xC009",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, 0xC023",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, 0xC028",
        "TLS_ECDHE_ECDSA_WITH_NULL_SHA, 0xC006",
    })
    void noWeakSuiteIsSpoken(String name, String suite) throws IOException {
        assertThat(answer(hello(0x0303, Integer.decode(suite)))).as(name).isIn(ALERT, -1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsNegotiatedHasForwardSecrecyAndAuthenticatedEncryption(String protocol) throws IOException {
        try (Encrypted client = connect()) {
            SSLSocket any = (SSLSocket) client.socket;
            assertThat(any.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        assertThat(openssl(protocol)).isTrue();
    }

    /** Whether openssl, where it is installed, connects with this protocol and finds all well. */
    private boolean openssl(String protocol) throws IOException {
        Assumptions.assumeTrue(isInstalled("openssl"), "openssl is not installed");
        Process process = new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + port(),
                        "-CAfile",
                        certificate.toString(),
                        "-verify_hostname",
                        "localhost",
                        protocol.equals("TLSv1.2") ? "-tls1_2" : "-tls1_3")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write("QUIT\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.destroy();
        return said.contains("Verify return code: 0 (ok)")
                && said.contains("GCM")
                && (protocol.equals("TLSv1.3") || said.contains("ECDHE-ECDSA-"));
    }

    private static boolean isInstalled(String program) {
        try {
            return new ProcessBuilder(program, "version")
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(30, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void aHandshakeWithinTls12IsCutOff() throws IOException {
        try (Encrypted other = connect();
                Encrypted client = connect12()) {
            assertThat(client.ask("PING")).isEqualTo("OK PING");
            SSLSocket socket = (SSLSocket) client.socket;
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        client.ask("PING");
                        client.ask("PING");
                    })
                    .isInstanceOf(IOException.class);
            assertThat(other.ask("PING")).isEqualTo("OK PING");
        }
    }

    private Encrypted connect12() throws IOException {
        return new Encrypted(ServerSockets.of(Tls12.context(certificate)));
    }

    // Attackers and the lost

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\u0016GARBAGE",
                "\u0000\u0000\u0000\u0000\u0000\u0000"
            })
    void whoDoesNotSpeakTlsIsToldSoAndClosed(String sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("ERR WRONG_PROTOCOL this port speaks TLS\n");
        }
    }

    @Test
    void handshakesThatAreSilentSlowOrGarbageCostNobodyElseAnythingAndEndByThemselves() throws IOException {
        List<Socket> bad = new ArrayList<>();
        Random random = new Random(7);
        byte[] hello = hello(0x0303, GOOD_SUITES);
        try (Encrypted healthy = connect()) {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket("127.0.0.1", port());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                bad.add(socket);
                if (i % 3 == 1) {
                    // The beginning of a handshake, and no more.
                    socket.getOutputStream().write(hello, 0, 1 + random.nextInt(hello.length - 1));
                } else if (i % 3 == 2) {
                    byte[] garbage = new byte[2_000];
                    random.nextBytes(garbage);
                    System.arraycopy(new byte[] {HANDSHAKE, 3, 3, 1, 0}, 0, garbage, 0, 5);
                    socket.getOutputStream().write(garbage);
                }
                assertThat(healthy.ask("PING")).isEqualTo("OK PING");
            }
            for (int i = 0; i < 20; i++) {
                try (Encrypted another = connect()) {
                    assertThat(another.ask("PING")).isEqualTo("OK PING");
                }
            }
            for (Socket socket : bad) {
                // An alert may come first; the end does within the handshake's time.
                try {
                    socket.getInputStream().readAllBytes();
                } catch (java.net.SocketException e) {
                    // Reset, which is an end too.
                }
            }
            assertThat(healthy.ask("PING")).isEqualTo("OK PING");
        } finally {
            for (Socket socket : bad) {
                socket.close();
            }
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewClientsAndABrokenOneIsNot() throws IOException {
        try (Encrypted before = connect()) {
            X509Certificate first = before.shown();

            Path second = makeCertificate(folder, "second");
            replace("second-cert.pem", "first-cert.pem");
            replace("second-key.pem", "first-key.pem");
            ServerSockets both = ServerSockets.trusting(twoCertificates(first, second));
            await().atMost(PATIENCE).until(() -> {
                try (Encrypted after = new Encrypted(both)) {
                    return !after.shown().equals(first);
                }
            });
            assertThat(before.ask("PING"))
                    .as("who is connected notices nothing")
                    .isEqualTo("OK PING");

            Files.writeString(folder.resolve("first-key.pem"), "not a key");
            Path third = makeCertificate(folder, "third");
            replace("third-cert.pem", "first-cert.pem");
            // Looked at again and again meanwhile: the last good one stays.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            while (System.nanoTime() < until) {
                try (Encrypted after = new Encrypted(both)) {
                    assertThat(after.shown()).isNotEqualTo(first);
                }
            }
            assertThat(third).doesNotExist();
        }
    }

    private Path twoCertificates(X509Certificate first, Path second) throws IOException {
        Path both = folder.resolve("both.pem");
        String text = Files.exists(second) ? Files.readString(second) : Files.readString(certificate);
        try {
            String encoded = java.util.Base64.getMimeEncoder().encodeToString(first.getEncoded());
            Files.writeString(both, text + "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
        return both;
    }

    private void replace(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
