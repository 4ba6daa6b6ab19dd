package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCommandTest {
    @TempDir
    Path folder;

    @Test
    void sendsWhatIsPipedInAndPrintsEveryReplyBeforeItEnds() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Child client = client(server.port)) {
            // Without a line end after the last line, as printf leaves it.
            client.type(
                    "REGISTER alice long enough\nLOGIN alice long enough\nMESSAGE gr\u00fc\u00df dich \u2603\nHISTORY lobby");
            client.endInput();
            assertThat(client.status()).isZero();
            List<String> lines = client.out().rest();
            assertThat(lines.get(0)).startsWith("WELCOME ");
            assertThat(lines.get(1)).isEqualTo("OK REGISTER alice");
            assertThat(lines.get(2)).isEqualTo("OK LOGIN alice");
            assertThat(lines.get(3)).isEqualTo("OK MESSAGE 1");
            assertThat(lines.get(4)).endsWith(" alice gr\u00fc\u00df dich \u2603");
            assertThat(lines.get(5)).isEqualTo("OK HISTORY 1 end");
            assertThat(lines).hasSize(6);
            assertThat(client.err().rest()).isEmpty();
        }
    }

    @Test
    void printsEventsAsTheyComeWhileNothingIsTyped() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Child client = client(server.port)) {
            client.type("REGISTER bob long enough\nLOGIN bob long enough\n");
            client.out().next();
            client.out().next();
            assertThat(client.out().next()).isEqualTo("OK LOGIN bob");
            try (Peer alice = server.login("alice")) {
                alice.send("PRIVATE bob hello");
                assertThat(client.out().next()).isEqualTo("PRIVATE alice hello");
            }
        }
    }

    @Test
    void endsWithStatusZeroAfterQuit() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Child client = client(server.port)) {
            client.type("QUIT\n");
            assertThat(client.status()).isZero();
            assertThat(client.out().rest()).last().isEqualTo("OK QUIT");
        }
    }

    @Test
    void saysWhyTheServerEndedTheSession() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Child client = client(server.port)) {
            client.out().next();
            server.child.terminate();
            assertThat(client.err().rest()).singleElement().asString().contains("RESTART");
            assertThat(client.status()).isEqualTo(1);
        }
    }

    @Test
    void anAddressWhereNothingListensIsNamedInOneLine() throws Exception {
        // Bound, so that nobody else listens there either.
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Child client = client(silent.getLocalPort())) {
                ServerCommandTest.assertFailsWith(client, "tcp://127.0.0.1:" + silent.getLocalPort(), "./im server");
            }
        }
    }

    @Test
    void aPeerThatIsNoServerOfOursIsRefusedAndNothingItSaysReachesTheTerminal() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child client = client(other.getLocalPort());
                Socket accepted = other.accept()) {
            accepted.getOutputStream().write("220 mail \u001b[2J ready\r\n".getBytes(StandardCharsets.UTF_8));
            ServerCommandTest.assertFailsWith(client, "no IM server", "WELCOME");
        }
    }

    @Test
    void controlCharactersOfTheServerDoNotReachTheTerminal() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child client = client(other.getLocalPort());
                Socket accepted = other.accept()) {
            accepted.getOutputStream().write("WELCOME im/1 \u001b[2J\n".getBytes(StandardCharsets.UTF_8));
            assertThat(client.out().next()).isEqualTo("WELCOME im/1 \\u001B[2J");
        }
    }

    @Test
    void anAddressThatIsNoneIsNamedInOneLine() throws Exception {
        for (String address : List.of(
                "localhost", "http://127.0.0.1:5050", "tcp://127.0.0.1", "tcp://127.0.0.1:70000", "tcp://a b:1")) {
            try (Child client = Child.im(folder, "client", "--connect", address)) {
                ServerCommandTest.assertFailsWith(client, address, "tcp://127.0.0.1:5050");
            }
        }
    }

    private Child client(int port) throws Exception {
        return Child.im(folder, "client", "--connect", "tcp://127.0.0.1:" + port);
    }
}
