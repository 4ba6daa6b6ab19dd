package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server that a test may kill, pause and start again. */
final class OwnServer implements AutoCloseable {
    private final Path data;
    private final String program;
    private final int port;
    private Process process;

    OwnServer(Path folder) throws Exception {
        data = folder.resolve("data");
        Files.createDirectory(data);
        try (EmbeddedPostgres made = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            program = ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow();
            assertThat(made.getPort()).isPositive();
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("fsync=on");
    }

    /** Starts it, and waits until it answers. */
    void start(String... settings) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // It does not run as root: so as somebody who is root outside alone.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program, "-D", data.toString(), "-p", String.valueOf(port)));
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("unix_socket_directories=", "listen_addresses=127.0.0.1", "max_connections=60"));
        all.forEach(setting -> command.addAll(List.of("-c", setting)));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("log.txt").toFile()))
                .start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            execute("SELECT 1");
            return true;
        });
    }

    /** As a power cut does, but for what the operating system has not written yet. */
    void kill() throws Exception {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : all) {
            handle.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    /** Stops in the middle of everything; connections stay open. */
    void pause() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        all().forEach(handle -> command.add(String.valueOf(handle.pid())));
        // One of them may have ended just now.
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private List<ProcessHandle> all() {
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        process.descendants().forEach(all::add);
        return all;
    }

    URI uri(String settings) {
        return URI.create("postgresql://postgres@127.0.0.1:" + port + "/postgres?" + settings);
    }

    void execute(String sql) throws SQLException, IOException {
        Address address = TestDatabase.address(uri("schema=im"));
        try (Connection connection = DriverManager.getConnection(
                        address.jdbcUrl() + address.database(), address.properties(10_000));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws Exception {
        resume();
        kill();
    }
}
