package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.implatform.core.ChatServer;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server lives in somebody else's process, and leaves nothing behind there. */
class GoodGuestTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path folder;

    /** The threads of servers in this process. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("im-"))
                .sorted()
                .toList();
    }

    /** A thread that has done all it had to do may still be listed for a moment. */
    private static void assertNoThreads() {
        await().pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    /** How many sockets, selectors, pipes, and files of the test this process holds; empty where the system does not tell. */
    private Map<String, Integer> openFiles() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        if (!Files.isDirectory(OPEN_FILES)) {
            return counts;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path link : all) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith(folder.toString())) {
                        counts.merge(target, 1, Integer::sum);
                    } else if (!target.startsWith("/")) {
                        counts.merge(target.substring(0, target.indexOf(':')), 1, Integer::sum);
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile, as the handle of this very listing is.
                }
            }
        }
        return counts;
    }

    /** It may take the disk's time to close: what was asked before is answered. */
    private Chat startOnDisk() {
        return Chat.start(builder -> {
            try {
                return builder.limits(Chat.LIMITS.with(Limit.CLOSE_MILLIS, 30_000))
                        .store(SqliteStore.open(folder.resolve("im.db")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void cycle(int number) {
        Chat chat = startOnDisk();
        int port = chat.port();
        try {
            Client idle = chat.connect();
            Client alice = chat.connect();
            if (number == 0) {
                alice.ask("REGISTER alice " + Chat.PASSWORD);
            }
            assertThat(alice.ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");
            switch (number % 4) {
                case 0 -> alice.send(Chat.numbered("MESSAGE ", 1, 200));
                case 1 -> idle.send("LOGIN alice " + Chat.PASSWORD, "HISTORY lobby 500", "MESSAGE hi");
                case 2 -> idle.reset();
                default -> alice.ask("QUIT");
            }
        } finally {
            chat.close();
        }
        assertNoThreads();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void twoHundredServersInARowLeaveNoThreadNoFileAndNoPort() throws IOException {
        for (int i = 0; i < 5; i++) {
            cycle(i); // what the Java machine itself opens once, it has open now
        }
        Map<String, Integer> before = openFiles();
        for (int i = 5; i < 205; i++) {
            cycle(i);
        }
        assertThat(openFiles()).isEqualTo(before);
        assertThat(folder).isDirectoryNotContaining("glob:**-wal").isDirectoryNotContaining("glob:**-shm");
    }

    @Test
    void theStoreAndThePortAreFreeAsSoonAsCloseReturns() throws IOException {
        Chat chat = startOnDisk();
        chat.join("alice").ask("MESSAGE hi");
        int port = chat.port();
        chat.close();

        try (SqliteStore store = SqliteStore.open(folder.resolve("im.db"))) {
            assertThat(store.head(ConversationId.LOBBY)).isEqualTo(1);
        }
        ChatServer again = ChatServer.builder()
                .limits(Chat.LIMITS)
                .transport(TcpTransport.on("127.0.0.1", port))
                .start();
        try (Client client = new Client(port)) {
            assertThat(client.ask("PING")).isEqualTo("OK PING");
        } finally {
            again.close();
        }
    }

    @Test
    void twoServersLiveInOneProcessAndKnowNothingOfEachOther() {
        try (Chat one = Chat.start();
                Chat other = Chat.start()) {
            Client alice = one.join("alice");
            Client bob = other.join("bob");
            Client otherAlice = other.join("alice");

            assertThat(alice.ask("MESSAGE here")).isEqualTo("OK MESSAGE 1");
            assertThat(alice.ask("PRIVATE bob hi")).startsWith("ERR NO_SUCH_USER ");
            assertThat(otherAlice.ask("MESSAGE there")).isEqualTo("OK MESSAGE 1");
            assertThat(bob.event()).isEqualTo("MESSAGE alice there");
            assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");

            one.close();

            assertThat(bob.ask("PING")).isEqualTo("OK PING");
            assertThat(otherAlice.ask("MESSAGE still")).isEqualTo("OK MESSAGE 2");
        }
    }

    @Test
    void closeMayBeCalledTwiceAndEveryClientIsToldWhy() {
        Chat chat = Chat.start();
        Client alice = chat.join("alice");
        Client stranger = chat.connect();

        chat.server().close();
        chat.server().close();

        assertThat(alice.linesToEnd()).singleElement().asString().startsWith("BYE RESTART ");
        assertThat(stranger.linesToEnd()).singleElement().asString().startsWith("BYE RESTART ");
        assertNoThreads();
        chat.close();
    }

    @Test
    void whatWasReceivedBeforeTheCloseIsAnsweredAndWhatWasAnsweredIsStored() throws IOException {
        Chat chat = startOnDisk();
        Client alice = chat.join("alice");
        Thread sending = new Thread(() -> {
            try {
                alice.send(Chat.numbered("MESSAGE ", 1, 50_000));
            } catch (UncheckedIOException e) {
                // The server is gone.
            }
        });
        sending.start();
        List<String> replies = new ArrayList<>(alice.replies(100));
        Thread closing = new Thread(chat.server()::close);
        closing.start();

        replies.addAll(alice.linesToEnd());

        String bye = replies.remove(replies.size() - 1);
        assertThat(bye).startsWith("BYE RESTART ");
        assertThat(replies).isEqualTo(Chat.numbered("OK MESSAGE ", 1, replies.size()));
        join(closing);
        alice.close();
        join(sending);
        try (SqliteStore store = SqliteStore.open(folder.resolve("im.db"))) {
            assertThat(store.head(ConversationId.LOBBY)).isEqualTo(replies.size());
        }
        chat.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientThatNeverReadsDoesNotHoldUpTheCloseForLongerThanTheLimit() {
        Chat chat = Chat.start(builder ->
                builder.limits(Chat.LIMITS.with(Limit.CLOSE_MILLIS, 500).with(Limit.OUTBOX_BYTES, 1 << 24)));
        Client talker = chat.join("talker");
        chat.register("deaf");
        Client deaf = chat.login("deaf", 4_096);
        Thread talking = new Thread(() -> talker.send(Chat.numbered("MESSAGE " + "x".repeat(8_000), 1, 1_500)));
        talking.start();
        talker.replies(1_500);
        join(talking);

        long before = System.nanoTime();
        chat.server().close();

        // The limit once for the sessions and, at the most, once for each kind of thread: here none is busy.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertNoThreads();
        deaf.close();
        chat.close();
    }

    @Test
    void aServerThatCannotStartLeavesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> ChatServer.builder()
                            .store(SqliteStore.open(folder.resolve("im.db")))
                            .transport(TcpTransport.on("127.0.0.1", 0))
                            .transport(TcpTransport.on("127.0.0.1", taken.getLocalPort()))
                            .start())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }

        assertNoThreads();
        SqliteStore.open(folder.resolve("im.db")).close();
    }

    @Test
    void aConnectionThatComesWhileTheServerClosesIsToldOrRefusedButNeverLeftHanging() {
        Chat chat = Chat.start();
        int port = chat.port();
        List<String> lastLines = new ArrayList<>();
        Thread connecting = new Thread(() -> {
            while (true) {
                try (Client client = new Client(port)) {
                    List<String> lines = client.linesToEnd();
                    if (!lines.isEmpty()) {
                        lastLines.add(lines.get(lines.size() - 1));
                    }
                } catch (UncheckedIOException | AssertionError e) {
                    return; // refused, or cut before the first line
                }
            }
        });
        connecting.start();
        chat.server().close();
        join(connecting);

        assertThat(lastLines).allMatch(line -> line.startsWith("BYE RESTART "));
        chat.close();
    }
}
