package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code im admin} in processes of its own, with a server that runs and with one that does not. */
class AdminTest {
    private static final String PASSWORD = "correct horse";

    @TempDir
    Path folder;

    /** What a run of {@code im admin} ended with. */
    private record Run(int status, List<String> out, List<String> err) {
        Run ok() {
            assertThat(err).isEmpty();
            assertThat(status).isZero();
            return this;
        }
    }

    private Run admin(String... arguments) throws Exception {
        return adminTyping("", arguments);
    }

    private Run adminTyping(String input, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("admin"));
        all.addAll(List.of(arguments));
        try (Child child = Child.im(folder, all.toArray(String[]::new))) {
            child.type(input);
            child.endInput();
            return new Run(child.status(), child.out().rest(), child.err().rest());
        }
    }

    /** What the server says about its socket, among what it says of cheap passwords. */
    private static String warning(RunningServer server) throws InterruptedException {
        String line;
        do {
            line = server.child.err().next();
        } while (!line.contains("im admin"));
        return line;
    }

    private static String ask(Peer peer, String request) throws IOException {
        peer.send(request);
        return peer.receive();
    }

    @Test
    void the_first_admin_is_made_before_the_server_has_ever_run_and_rules_it_then() throws Exception {
        assertThat(admin("users", "list").err())
                .singleElement()
                .asString()
                .contains("there is no database " + folder.toRealPath().resolve("im.db"));
        assertThat(folder).as("asking makes none").isEmptyDirectory();

        Run added = adminTyping(PASSWORD + "\n", "users", "add", "Root", "--role", "admin")
                .ok();
        assertThat(added.out()).containsExactly("account Root is made");
        Files.writeString(folder.resolve("pw"), "another password\nignored\n");
        admin("users", "add", "bob", "--password-file", "pw").ok();
        assertThat(admin("users", "list").ok().out()).containsExactly("bob", "Root admin");

        try (RunningServer server = RunningServer.start(folder)) {
            Peer root = server.connect();
            assertThat(ask(root, "LOGIN root " + PASSWORD)).isEqualTo("OK LOGIN Root");
            assertThat(ask(root, "MUTE bob 1h too loud")).isEqualTo("OK MUTE bob 1h");

            assertThat(admin("audit").ok().out())
                    .hasSize(3)
                    .anyMatch(line -> line.matches("1 \\S+Z \\(local\\) user-add Root: admin"))
                    .anyMatch(line -> line.matches("2 \\S+Z \\(local\\) user-add bob: user"))
                    .anyMatch(line -> line.matches("3 \\S+Z Root mute bob until \\S+Z: too loud"));
            assertThat(admin("audit", "--since", "1h", "--json").ok().out())
                    .last()
                    .asString()
                    .startsWith("{\"seq\":3,\"time\":\"")
                    .contains("\"actor\":\"Root\",\"action\":\"mute\",\"subject\":\"bob\",\"until\":\"");
            assertThat(admin("audit", "--since", "2099-01-01").ok().out()).isEmpty();
        }
    }

    @Test
    void a_running_server_is_administered_through_its_socket() throws Exception {
        try (RunningServer server = RunningServer.start(folder)) {
            Peer bob = server.login("bob");
            Path socket = folder.resolve("im.db.admin");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");

            adminTyping(PASSWORD + "\n", "users", "add", "Carol").ok();
            Peer carol = server.connect();
            assertThat(ask(carol, "LOGIN carol " + PASSWORD)).isEqualTo("OK LOGIN Carol");

            admin("users", "role", "bob", "moderator").ok();
            assertThat(ask(bob, "MUTE carol 5m")).isEqualTo("OK MUTE Carol 5m");
            assertThat(admin("moderate", "list").ok().out())
                    .singleElement()
                    .asString()
                    .matches("mute Carol until \\S+Z by bob");
            admin("moderate", "unmute", "carol").ok();
            assertThat(ask(carol, "MESSAGE hello")).isEqualTo("OK MESSAGE 1");
            assertThat(bob.receive()).isEqualTo("MESSAGE Carol hello");

            admin("moderate", "announce", "soon we stop").ok();
            assertThat(bob.receive()).isEqualTo("ANNOUNCE soon we stop");
            assertThat(carol.receive()).isEqualTo("ANNOUNCE soon we stop");

            admin("moderate", "ban", "carol", "--for", "1h", "--reason", "spam").ok();
            assertThat(carol.receive())
                    .startsWith("BYE BANNED retry=3600 banned until ")
                    .endsWith(": spam");

            assertThat(admin("stats").ok().out())
                    .contains("connections        1", "users online       1", "messages           1");

            admin("users", "disable", "bob", "--reason", "on leave").ok();
            assertThat(bob.receive()).startsWith("BYE DISCONNECTED ");
            Peer back = server.connect();
            assertThat(ask(back, "LOGIN bob password of bob")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(admin("users", "list").ok().out()).containsExactly("bob moderator disabled", "Carol");
            admin("users", "enable", "bob").ok();
            adminTyping("a new password\n", "users", "reset-password", "bob").ok();
            assertThat(ask(back, "LOGIN bob a new password")).isEqualTo("OK LOGIN bob");

            admin("users", "delete", "bob").ok();
            assertThat(back.receive()).startsWith("BYE ACCOUNT_DELETED ");
            assertThat(ask(server.connect(), "REGISTER bob " + PASSWORD)).startsWith("ERR NAME_TAKEN ");

            assertThat(admin("audit").ok().out())
                    .extracting(line -> line.split("[ :]+", 9)[5])
                    .containsExactly(
                            "user-add",
                            "user-role",
                            "mute",
                            "unmute",
                            "announce",
                            "ban",
                            "user-disable",
                            "user-enable",
                            "user-password",
                            "user-delete");
            server.child.terminate();
            assertThat(server.child.status()).isZero();
            assertThat(socket).as("the socket is gone with the server").doesNotExist();
        }
    }

    @Test
    void what_a_rule_forbids_is_status_3_and_what_was_not_understood_2_and_neither_is_in_the_log() throws Exception {
        adminTyping(PASSWORD + "\n", "users", "add", "bob").ok();
        Run taken = adminTyping(PASSWORD + "\n", "users", "add", "BOB");
        assertThat(taken.status()).isEqualTo(3);
        assertThat(taken.err()).containsExactly("im admin users add: NAME_TAKEN that name is registered, or was");
        assertThat(adminTyping("short\n", "users", "add", "carol").err())
                .singleElement()
                .asString()
                .contains("WEAK_PASSWORD");
        assertThat(admin("users", "delete", "nobody").status()).isEqualTo(3);
        assertThat(admin("moderate", "unban", "192.0.2.1").status()).isEqualTo(3);
        assertThat(admin("users", "role", "bob", "king").status()).isEqualTo(3);
        assertThat(admin("users", "sing").status()).isEqualTo(2);
        assertThat(admin("users", "add").status()).isEqualTo(2);
        assertThat(adminTyping("", "users", "add", "carol").err())
                .singleElement()
                .asString()
                .contains("standard input: its first line is empty");
        assertThat(admin("audit", "--since", "yesterday").status()).isEqualTo(1);
        assertThat(admin("audit").ok().out()).hasSize(1);
    }

    @Test
    void check_says_what_it_verified_and_finds_what_is_wrong() throws Exception {
        try (RunningServer server = RunningServer.start(folder)) {
            Peer bob = server.login("bob");
            for (int i = 1; i <= 5; i++) {
                assertThat(ask(bob, "MESSAGE " + i)).isEqualTo("OK MESSAGE " + i);
            }
            assertThat(admin("check").ok().out()).hasSizeGreaterThan(5).allMatch(line -> line.startsWith("ok     "));
            server.child.terminate();
            server.child.status();
        }
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("im.db"));
                Statement statement = database.createStatement()) {
            statement.execute("UPDATE account SET password_hash = 'abc'");
        }
        Run run = admin("check");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out())
                .containsSequence("WRONG  the password hashes can be read", "         that of account bob");
        assertThat(admin("check", "--json").out())
                .contains("{\"what\":\"the password hashes can be read\",\"faults\":[\"that of account bob\"]}");
    }

    @Test
    void a_backup_of_a_running_server_is_whole_and_can_be_put_back() throws Exception {
        Path backup = folder.resolve("copies/im.backup");
        Files.createDirectory(backup.getParent());
        try (RunningServer server = RunningServer.start(folder)) {
            Peer bob = server.login("bob");
            assertThat(ask(bob, "MESSAGE before")).isEqualTo("OK MESSAGE 1");
            assertThat(admin("backup", "copies/im.backup").ok().out())
                    .singleElement()
                    .asString()
                    .startsWith("backed up to " + backup.toAbsolutePath());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            assertThat(backup.getParent()).isDirectoryContaining("glob:**/im.backup");
            try (var files = Files.list(backup.getParent())) {
                assertThat(files).hasSize(1);
            }
            assertThat(ask(bob, "MESSAGE after")).isEqualTo("OK MESSAGE 2");
            assertThat(admin("backup", "copies/im.backup").err())
                    .singleElement()
                    .asString()
                    .contains("exists; name a file that does not");
            assertThat(admin("backup", "nowhere/im.backup").err())
                    .singleElement()
                    .asString()
                    .contains("the folder of ");
            assertThat(admin("restore", "copies/im.backup").err())
                    .singleElement()
                    .asString()
                    .contains("a server runs with sqlite:im.db; stop it first");
            server.child.terminate();
            server.child.status();
        }
        assertThat(admin("restore", "copies/im.backup").ok().out())
                .singleElement()
                .asString()
                .contains("restored from ", "what was there is now ", "im.db.old.bak");
        assertThat(admin("check").ok().status()).isZero();
        assertThat(admin("audit").ok().out())
                .extracting(line -> line.split("[ :]+", 9)[5])
                .containsExactly("backup", "restore");
        try (RunningServer server = RunningServer.start(folder)) {
            Peer bob = server.login("bob");
            assertThat(ask(bob, "HISTORY lobby")).endsWith(" bob before");
            assertThat(bob.receive()).isEqualTo("OK HISTORY 1 end");
        }
        Files.writeString(folder.resolve("garbage"), "garbage");
        assertThat(admin("restore", "garbage").err()).singleElement().asString().contains("is not a SQLite database");
        assertThat(admin("restore", "missing").err()).singleElement().asString().contains("there is no backup ");
        assertThat(admin("check").ok().status()).as("nothing was changed").isZero();
    }

    @Test
    void several_administrators_at_once_are_each_served_with_and_without_a_server() throws Exception {
        addAtOnce("stopped");
        try (RunningServer server = RunningServer.start(folder)) {
            addAtOnce("live");
        }
        assertThat(admin("users", "list").ok().out()).hasSize(6);
        assertThat(admin("audit").ok().out()).hasSize(6);
    }

    private void addAtOnce(String prefix) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Run>> runs = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                String name = prefix + i;
                runs.add(() -> adminTyping(PASSWORD + "\n", "users", "add", name));
            }
            for (Future<Run> run : threads.invokeAll(runs)) {
                run.get().ok();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String exchange(Path socket, byte[] bytes) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            try {
                channel.write(ByteBuffer.wrap(bytes));
                channel.shutdownOutput();
            } catch (IOException e) {
                // Cut off while still sending.
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void what_makes_no_sense_on_the_socket_is_answered_or_cut_off_and_harms_nothing() throws Exception {
        try (RunningServer server = RunningServer.start(folder)) {
            Path socket = folder.resolve("im.db.admin");
            assertThat(exchange(socket, "LOGIN bob x\n".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("{\"ok\":false,\"code\":\"BAD_REQUEST\",\"message\":\"not a JSON object\"}\n");
            for (String line : List.of("{}", "{\"command\":7}", "[]", "{\"command\":\"users.add\"}", "{\"a\":1.5}")) {
                assertThat(exchange(socket, (line + "\n").getBytes(StandardCharsets.UTF_8)))
                        .as(line)
                        .contains("\"code\":\"BAD_REQUEST\"");
            }
            assertThat(exchange(socket, "{\"command\":\"sing\"}\n".getBytes(StandardCharsets.UTF_8)))
                    .contains("UNKNOWN_COMMAND");
            assertThat(exchange(socket, new byte[200_000])).isEmpty();
            assertThat(exchange(socket, new byte[] {(byte) 0xC3, 0x28, '\n'})).contains("BAD_REQUEST");
            assertThat(exchange(socket, new byte[0])).isEmpty();
            List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                silent.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }
            // Those who say nothing are cut off in time, and then the next one is served.
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> exchange(socket, "{\"command\":\"stats\"}\n".getBytes(StandardCharsets.UTF_8))
                            .startsWith("{\"ok\":true"));
            for (SocketChannel channel : silent) {
                channel.close();
            }
            assertThat(ask(server.login("bob"), "PING")).isEqualTo("OK PING");
            assertThat(admin("audit").ok().out()).isEmpty();
        }
    }

    @Test
    void a_socket_that_a_killed_server_left_is_replaced_and_other_files_are_not() throws Exception {
        try (RunningServer server = RunningServer.start(folder)) {
            server.child.kill();
        }
        Path socket = folder.resolve("im.db.admin");
        assertThat(socket).exists();
        assertThat(admin("users", "list").ok().out()).isEmpty();
        try (RunningServer server = RunningServer.start(folder)) {
            assertThat(admin("stats").ok().out()).contains("connections        0");
        }
        Files.deleteIfExists(socket);
        Files.writeString(socket, "mine");
        try (RunningServer server = RunningServer.start(folder)) {
            assertThat(server.child.isAlive()).isTrue();
        }
        assertThat(socket).hasContent("mine");
        Files.delete(socket);
        // Somebody else's that is answered by nobody who knows the protocol.
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            try (RunningServer server = RunningServer.start(folder)) {
                assertThat(warning(server)).contains("another server answers at ");
            }
        }
    }

    @Test
    void a_path_that_is_too_long_for_a_socket_is_explained() throws Exception {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(60)).resolve("e".repeat(60)));
        try (RunningServer server = RunningServer.start(folder, "--store", "sqlite:" + deep.resolve("im.db"))) {
            assertThat(warning(server)).contains("at most 107 bytes", "--admin-socket");
        }
        try (RunningServer server = RunningServer.start(
                folder, "--store", "sqlite:" + deep.resolve("im.db"), "--admin-socket", "short.sock")) {
            assertThat(admin("stats", "--store", "sqlite:" + deep.resolve("im.db"), "--admin-socket", "short.sock")
                            .ok()
                            .out())
                    .contains("connections        0");
        }
    }
}
