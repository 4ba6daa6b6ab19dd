package io.implatform.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Transport;
import io.implatform.testkit.SocketPeer;
import io.implatform.testkit.TextRequests;
import io.implatform.transport.netty.EventLoops;
import io.implatform.transport.netty.EventLoops.Sockets;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the TCP transport does beyond the contract: lines, limits, other protocols, addresses. */
final class TcpTransportTest {
    private static final int LINE_BYTES = 600;
    private static final Limits LIMITS = Limits.DEFAULTS.with(Limit.LINE_BYTES, LINE_BYTES);
    private static final String CLIENT_HELLO_START = "16030100f8010000f40303";

    private Transport.Listener listener;
    private SocketPeer peer;

    @BeforeEach
    void start() throws IOException {
        listener = TcpTransport.on("127.0.0.1", 0).start(new AnsweringHost(LIMITS));
        peer = connect(listener.address());
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        listener.close();
    }

    @Test
    void aLineOfTheLimitIsTakenAndOneByteMoreIsTooLong() throws IOException {
        String text = "x".repeat(LINE_BYTES - "MESSAGE ".length());
        write("MESSAGE " + text + "\n");
        assertThat(peer.read()).isEqualTo(Integer.toString(text.length()));
        write("MESSAGE " + text + "\r\n");
        assertThat(peer.read()).isEqualTo(Integer.toString(text.length()));
        write("#7 MESSAGE " + text + "\nPING\n");
        assertThat(peer.read()).isEqualTo("#7 ERR TOO_LONG a line has at most " + LINE_BYTES + " bytes");
        assertThat(peer.read()).isEqualTo("OK PING");
        write("MESSAGE y" + text + "\n\n\r\nPING\n");
        assertThat(peer.read()).startsWith("ERR TOO_LONG ");
        assertThat(peer.read()).isEqualTo("OK PING");
    }

    @Test
    void sixtyFourMebibytesWithoutALineEndAreOneRefusalAndCostNoMemory() throws IOException {
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1 << 10; i++) {
            peer.write(piece);
        }
        write("\nPING\n");
        assertThat(peer.read()).startsWith("ERR TOO_LONG ");
        assertThat(peer.read()).isEqualTo("OK PING");
        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                .isLessThan(16L << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "POST /chat?x=1 HTTP/1.0",
                "CONNECT example.com:443 HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "PRI * HTTP/2.0",
                "DELETE /x HTTP/1.1"
            })
    void anHttpRequestIsToldAndClosed(String requestLine) throws IOException {
        write(requestLine + "\r\nHost: example.com\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(peer.read()).startsWith("ERR WRONG_PROTOCOL ");
        assertThat(peer.read()).isNull();
    }

    @Test
    void aTlsClientIsToldAndClosedHoweverItsHelloArrives() throws IOException {
        byte[] hello = HexFormat.of().parseHex(CLIENT_HELLO_START);
        peer.write(hello);
        assertThat(peer.read()).startsWith("ERR WRONG_PROTOCOL ");
        assertThat(peer.read()).isNull();
        try (SocketPeer slow = connect(listener.address())) {
            for (byte b : hello) {
                slow.write(new byte[] {b});
            }
            assertThat(slow.read()).startsWith("ERR WRONG_PROTOCOL ");
            assertThat(slow.read()).isNull();
        }
    }

    @Test
    void anythingElseOfTheKindIsAnOrdinaryLine() throws IOException {
        write("MESSAGE GET / HTTP/1.1\nGET / HTTP/1.1\n");
        assertThat(peer.read()).isEqualTo("14");
        assertThat(peer.read()).startsWith("ERR UNKNOWN_COMMAND ");
        peer.write(new byte[] {0x16, 3, '\n'});
        assertThat(peer.read()).startsWith("ERR UNKNOWN_COMMAND ");
        try (SocketPeer other = connect(listener.address())) {
            other.write("\u0016\nGET it\n".getBytes(StandardCharsets.UTF_8));
            assertThat(other.read()).startsWith("ERR UNKNOWN_COMMAND ");
            assertThat(other.read()).startsWith("ERR UNKNOWN_COMMAND ");
        }
    }

    @Test
    void aLineWithoutItsEndIsNoRequest() throws IOException {
        write("PING\nPIN");
        peer.endOutput();
        assertThat(peer.read()).isEqualTo("OK PING");
        assertThat(peer.read()).isNull();
    }

    @Test
    void severalEventLoopsServeSeveralConnections() throws IOException {
        try (Transport.Listener wide =
                TcpTransport.on("127.0.0.1", 0).withEventLoops(3).start(new AnsweringHost(LIMITS))) {
            SocketPeer[] peers = new SocketPeer[7];
            for (int i = 0; i < peers.length; i++) {
                peers[i] = connect(wide.address());
            }
            for (SocketPeer one : peers) {
                one.write("PING\n".getBytes(StandardCharsets.UTF_8));
                assertThat(one.read()).isEqualTo("OK PING");
                one.close();
            }
        }
    }

    /** More sessions than a round's sends are made for at once, and frames that fit the buffers they wait in or do not. */
    @ParameterizedTest
    @EnumSource(Sockets.class)
    void whatGoesToManyReachesEachOfThemWholeAndInOrder(Sockets sockets) throws Exception {
        AnsweringHost host = new AnsweringHost(LIMITS);
        List<Socket> peers = new ArrayList<>();
        TcpTransport transport =
                TcpTransport.on("127.0.0.1", 0).withEventLoops(1).with(sockets);
        try (Transport.Listener one = transport.start(host)) {
            for (int i = 0; i < 300; i++) {
                Socket client = new Socket("127.0.0.1", one.address().getPort());
                peers.add(client);
                client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
                client.getOutputStream().write("PING\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.getInputStream().readNBytes(8)).asString().isEqualTo("OK PING\n");
            }
            StringBuilder told = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                int length = i == 7 || i == 8 ? 70_000 : i == 31 ? 150_000 : i == 41 ? 300_000 : i * 3;
                String text = i + " " + String.valueOf((char) ('a' + i % 26)).repeat(length) + "\n";
                told.append(text);
                host.tell(text.getBytes(StandardCharsets.UTF_8));
            }
            byte[] expected = told.toString().getBytes(StandardCharsets.UTF_8);
            for (Socket client : peers) {
                byte[] got = client.getInputStream().readNBytes(expected.length);
                assertThat(Arrays.mismatch(expected, got))
                        .as("where they differ")
                        .isEqualTo(-1);
            }
        } finally {
            for (Socket client : peers) {
                client.close();
            }
        }
    }

    @Test
    void whoRunsTheJvmChoosesTheSockets() throws Exception {
        String property = "io.implatform.sockets";
        try {
            System.setProperty(property, "epoll");
            assertThat(EventLoops.defaults("x").sockets()).isEqualTo(Sockets.EPOLL);
            System.setProperty(property, "apoll");
            assertThatThrownBy(() -> TcpTransport.on("127.0.0.1", 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(property, "apoll", "epoll");
        } finally {
            System.clearProperty(property);
        }
        assertThat(EventLoops.defaults("x").sockets()).isEqualTo(Sockets.IO_URING);
    }

    @Test
    void startingAndClosingOftenLeavesNoThreadAndNoRing() throws Exception {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        for (int i = 0; i < 50; i++) {
            try (Transport.Listener one = TcpTransport.on("127.0.0.1", 0).start(new AnsweringHost(LIMITS));
                    SocketPeer client = connect(one.address())) {
                client.write("PING\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.read()).isEqualTo("OK PING");
            }
        }
        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
        assertThat(left).noneMatch(Thread::isAlive);
        assertThat(openFiles()).doesNotContain("anon_inode:[io_uring]");
    }

    /** What the numbers of open files stand for, as far as this system tells. */
    private static List<String> openFiles() throws IOException {
        Path folder = Path.of("/proc/self/fd");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(folder)) {
            for (Path number : numbers) {
                try {
                    files.add(Files.readSymbolicLink(number).toString());
                } catch (NoSuchFileException e) {
                    // Closed since.
                }
            }
        }
        return files;
    }

    @Test
    void aPortInUseIsNamed() {
        int port = listener.address().getPort();
        assertCannotListen("127.0.0.1", port, "cannot listen on tcp://127.0.0.1:" + port + ": address in use");
    }

    @Test
    void anUnknownHostIsNamed() {
        assertCannotListen("no-such-host.invalid", 0, "cannot listen on tcp://no-such-host.invalid:0: unknown host");
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        // 192.0.2.0/24 is for documentation (RFC 5737).
        assertCannotListen("192.0.2.1", 5050, "cannot listen on tcp://192.0.2.1:5050: not an address of this machine");
    }

    private static void assertCannotListen(String host, int port, String message) {
        for (TcpTransport transport : new TcpTransport[] {
            TcpTransport.on(host, port), TcpTransport.on(host, port).with(Sockets.NIO)
        }) {
            assertThatThrownBy(() -> transport.start(new AnsweringHost(LIMITS)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void anIpv6AddressStandsInBrackets() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        Assumptions.assumeTrue(NetworkInterface.getByInetAddress(loopback) != null);
        try (Transport.Listener six = TcpTransport.on("::1", 0).start(new AnsweringHost(LIMITS))) {
            assertThat(six.address().toString()).matches("tcp://\\[::1]:[0-9]+");
            try (SocketPeer client = connect(six.address())) {
                client.write("PING\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.read()).isEqualTo("OK PING");
            }
        }
    }

    @Test
    void anInterruptedThreadClosesTheListenerAsWell() throws Exception {
        Thread.currentThread().interrupt();
        listener.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> connect(listener.address())).isInstanceOf(IOException.class);
    }

    private static SocketPeer connect(URI address) throws IOException {
        return new SocketPeer(address, command -> TextRequests.line(null, command));
    }

    private void write(String text) throws IOException {
        peer.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
