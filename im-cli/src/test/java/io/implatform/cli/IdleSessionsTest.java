package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions that are logged in and do nothing: {@code -Dim.idle.minutes=5}, {@code -Dim.idle.sessions=10000}. Every other
 * one speaks JSON and answers when it is asked for a sign of life.
 */
@EnabledIfSystemProperty(named = "im.idle.minutes", matches = "\\d+")
class IdleSessionsTest {
    private static final int SESSIONS = Integer.getInteger("im.idle.sessions", 10_000);
    private static final int MINUTES = Integer.getInteger("im.idle.minutes", 5);
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private int loggedIn;
    private int ended;
    private long signs;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void nobodyIsDroppedAndTheMemoryIsFlat() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Selector selector = Selector.open()) {
            try (Peer peer = server.connect()) {
                for (int i = 0; i < 100; i++) {
                    peer.send("REGISTER user" + i + " " + PASSWORD);
                    assertThat(peer.receive()).startsWith("OK REGISTER ");
                }
            }
            for (int i = 0; i < SESSIONS; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                String user = "user" + i % 100;
                write(
                        channel,
                        i % 2 == 0
                                ? "LOGIN " + user + " " + PASSWORD + "\n"
                                : "{\"type\":\"login\",\"wantsToken\":false,\"user\":\"" + user + "\",\"password\":\""
                                        + PASSWORD + "\"}\n");
                // No more at once than the queue for password hashes takes.
                while (loggedIn + 32 < i) {
                    serve(selector, 1_000);
                }
            }
            while (loggedIn < SESSIONS) {
                serve(selector, 1_000);
            }
            long[] resident = new long[MINUTES + 1];
            for (int minute = 0; minute <= MINUTES; minute++) {
                resident[minute] = residentKib(server.child.pid());
                System.out.printf(
                        "[idle] minute %d: %d sessions, %d ended, %d signs of life, server RSS %d KiB%n",
                        minute, loggedIn, ended, signs, resident[minute]);
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
                while (minute < MINUTES && System.nanoTime() < until) {
                    serve(selector, 500);
                }
            }
            assertThat(ended).isZero();
            assertThat(resident[MINUTES]).isLessThan(resident[0] + resident[0] / 5);
            try (Peer peer = server.connect()) {
                peer.send("LOGIN user0 " + PASSWORD);
                assertThat(peer.receive()).isEqualTo("OK LOGIN user0");
                peer.send("ONLINE");
                assertThat(peer.receive()).startsWith("OK ONLINE 100 ");
            }
        }
    }

    private void serve(Selector selector, long millis) throws IOException {
        selector.select(
                key -> {
                    try {
                        read((SocketChannel) key.channel());
                    } catch (IOException e) {
                        ended++;
                        key.cancel();
                    }
                },
                millis);
    }

    private void read(SocketChannel channel) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            throw new IOException("the server closed the connection");
        }
        String said = new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
        if (said.contains("OK LOGIN") || said.contains("\"of\":\"login\"")) {
            loggedIn++;
        }
        if (said.contains("{\"type\":\"ping\"")) {
            signs++;
            write(channel, "{\"type\":\"ping\"}\n");
        }
    }

    private static void write(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static long residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
