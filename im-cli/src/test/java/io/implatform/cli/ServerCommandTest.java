package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCommandTest {
    @TempDir
    Path folder;

    @Test
    void printsWhereItListensWhereItsDataIsAndHowToConnect() throws Exception {
        try (RunningServer server = RunningServer.start(folder)) {
            assertThat(server.announced.get(1)).startsWith("im server data in ").contains("im.db");
            assertThat(server.announced.get(2)).endsWith("nc 127.0.0.1 " + server.port);
            assertThat(server.announced.get(3)).endsWith("./im client --connect tcp://127.0.0.1:" + server.port);
            assertThat(folder.resolve("im.db")).exists();
        }
    }

    @Test
    void greetsAsImWithItsVersion() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Peer peer = server.connect()) {
            assertThat(peer.greeting).matches("WELCOME im/\\S+.*");
        }
    }

    @Test
    void listensOnEveryAddressThatIsGiven() throws Exception {
        try (RunningServer server =
                RunningServer.start(folder, "--listen", "tcp://127.0.0.1:0", "--store", "memory:")) {
            List<Integer> ports = server.announced.stream()
                    .filter(line -> line.contains("listening on"))
                    .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
                    .collect(Collectors.toList());
            assertThat(ports).hasSize(2).doesNotHaveDuplicates();
            try (Peer one = server.login("alice");
                    Peer other = new Peer(ports.get(1))) {
                other.send("LOGIN alice password of alice");
                assertThat(other.receive()).isEqualTo("OK LOGIN alice");
                one.send("MESSAGE over both");
                assertThat(one.receive()).isEqualTo("OK MESSAGE 1");
                assertThat(other.receive()).isEqualTo("MESSAGE alice over both");
            }
        }
    }

    @Test
    void keepsAccountsAndMessagesInTheFileItIsGiven() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "sqlite:chat room.db");
                Peer alice = server.login("alice")) {
            alice.send("MESSAGE kept");
            assertThat(alice.receive()).isEqualTo("OK MESSAGE 1");
            server.child.terminate();
            assertThat(server.child.status()).isZero();
        }
        assertThat(folder.resolve("chat room.db")).exists();
        try (RunningServer server = RunningServer.start(folder, "--store", "sqlite:chat room.db");
                Peer alice = server.connect()) {
            alice.send("LOGIN alice password of alice");
            assertThat(alice.receive()).isEqualTo("OK LOGIN alice");
            alice.send("HISTORY lobby");
            assertThat(alice.receive()).matches("HISTORY 1 \\S+ alice kept");
            assertThat(alice.receive()).isEqualTo("OK HISTORY 1 end");
        }
    }

    @Test
    void forgetsEverythingWithTheMemoryStoreAndLeavesNoFile() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Peer alice = server.login("alice")) {
            alice.send("MESSAGE forgotten");
            assertThat(alice.receive()).isEqualTo("OK MESSAGE 1");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void sigtermSaysGoodbyeToItsClientsAndEndsWithStatusZero() throws Exception {
        try (RunningServer server = RunningServer.start(folder);
                Peer alice = server.login("alice");
                Peer stranger = server.connect()) {
            alice.send("MESSAGE taken before the end");
            server.child.terminate();
            assertThat(server.child.status()).isZero();
            // Whether it was taken before the signal or not, there is an end to it.
            assertThat(alice.receive()).matches("OK MESSAGE 1|BYE RESTART .*");
            assertThat(stranger.receive()).startsWith("BYE RESTART ");
            assertThat(stranger.isAtEnd()).isTrue();
        }
    }

    @Test
    void sigintEndsItWithStatusZeroToo() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:");
                Peer alice = server.login("alice")) {
            server.child.interrupt();
            assertThat(server.child.status()).isZero();
            assertThat(alice.receive()).startsWith("BYE RESTART ");
        }
    }

    @Test
    void aSecondServerOnTheSameDatabaseIsRefusedAndTheFirstGoesOn() throws Exception {
        try (RunningServer first = RunningServer.start(folder);
                Child second = Child.im(folder, "server", "--listen", "tcp://127.0.0.1:0")) {
            assertFailsWith(second, "im.db");
            try (Peer alice = first.login("alice")) {
                alice.send("PING");
                assertThat(alice.receive()).isEqualTo("OK PING");
            }
        }
    }

    @Test
    void aPortInUseIsNamedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child child = Child.im(
                        folder,
                        "server",
                        "--listen",
                        "tcp://127.0.0.1:" + taken.getLocalPort(),
                        "--store",
                        "memory:")) {
            assertFailsWith(child, "127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void aFolderThatIsNoneIsNamedInOneLine() throws Exception {
        Files.writeString(folder.resolve("file"), "in the way");
        try (Child child =
                Child.im(folder, "server", "--listen", "tcp://127.0.0.1:0", "--store", "sqlite:file/im.db")) {
            assertFailsWith(child, "file");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndLeftAsItIs() throws Exception {
        Path file = folder.resolve("im.db");
        Files.writeString(file, "these are my notes, not a database; keep them".repeat(100), StandardCharsets.UTF_8);
        byte[] before = Files.readAllBytes(file);
        try (Child child = Child.im(folder, "server", "--listen", "tcp://127.0.0.1:0")) {
            assertFailsWith(child, "im.db");
        }
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--listen  | udp://127.0.0.1:5050     | udp",
                "--listen  | localhost                | tcp://127.0.0.1:5050",
                "--listen  | tcp://127.0.0.1:99999    | tcp://127.0.0.1:99999",
                "--listen  | tcp://127.0.0.1          | tcp://127.0.0.1",
                "--listen  | tcp://no.such.invalid:5050 | no.such.invalid",
                "--store   | nosuch:im.db             | nosuch",
                "--store   | im.db                    | sqlite:im.db",
                "--store   | sqlite:                  | sqlite:",
                "--store   | memory:x                 | memory:",
                "--router  | nats://127.0.0.1:4222    | nats",
                "--limit   | no-such=1                | no-such",
                "--limit   | outbox=70000             | outbox-bytes",
                "--limit   | outbox-bytes             | outbox-bytes",
                "--limit   | outbox-bytes=many        | outbox-bytes",
                "--limit   | outbox-bytes=1           | 16384",
                "--limit   | text-bytes=99999999999999999999 | text-bytes",
            })
    void anOptionThatCannotBeUsedIsNamedInOneLine(String option, String value, String named) throws Exception {
        try (Child child = Child.im(folder, arguments(option, value))) {
            assertFailsWith(child, named);
        }
    }

    @Test
    void aCheapPasswordHashIsWarnedOf() throws Exception {
        try (RunningServer server = RunningServer.start(folder, "--store", "memory:")) {
            assertThat(server.child.err().next()).contains("WARN", "password-memory-kib", "19456");
            assertThat(server.child.err().next()).contains("WARN", "password-iterations");
        }
    }

    @Test
    void nothingIsLoggedWhileAllIsWell() throws Exception {
        try (Child child = Child.im(folder, "server", "--listen", "tcp://127.0.0.1:0", "--store", "memory:")) {
            child.out().next();
            child.terminate();
            assertThat(child.status()).isZero();
            assertThat(child.err().rest()).isEmpty();
        }
    }

    /** Options under which everything but {@code option} is well. */
    private static String[] arguments(String option, String value) {
        return option.equals("--store")
                ? new String[] {"server", "--listen", "tcp://127.0.0.1:0", option, value}
                : new String[] {"server", "--store", "memory:", option, value};
    }

    static void assertFailsWith(Child child, String... named) throws InterruptedException {
        assertThat(child.err().rest())
                .singleElement()
                .asString()
                .startsWith("im ")
                .contains(named);
        assertThat(child.status()).isEqualTo(1);
        assertThat(child.out().rest()).isEmpty();
    }
}
