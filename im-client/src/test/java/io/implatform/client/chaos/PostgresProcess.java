package io.implatform.client.chaos;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that may be killed and paused, also while it starts. Threads: any. */
final class PostgresProcess implements AutoCloseable {
    private final Path data;
    private final int port;
    private final String program;
    private @Nullable Process process;
    private boolean wanted = true;

    PostgresProcess(Path data, int port) throws IOException {
        this.data = data;
        this.port = port;
        try (EmbeddedPostgres made = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            String pid = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8)
                    .get(0);
            program = ProcessHandle.of(Long.parseLong(pid.strip()))
                    .flatMap(running -> running.info().command())
                    .orElseThrow();
        }
        startIfEnded();
        await("PostgreSQL answers")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> {
                    try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres")) {
                        return connection.isValid(5);
                    }
                });
    }

    /** Starts it if it has ended and is wanted. Does not wait until it answers. @return whether it runs or is not wanted */
    synchronized boolean startIfEnded() throws IOException {
        if (!wanted || isRunning()) {
            return true;
        }
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // It does not run as root: so as somebody who is root outside alone.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program, "-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : List.of(
                "fsync=on",
                "synchronous_commit=on",
                // A kill loses nothing of what the system keeps: at a start not every file has to be synced for itself.
                "recovery_init_sync_method=syncfs",
                "unix_socket_directories=",
                "listen_addresses=127.0.0.1",
                "max_connections=100",
                "shared_buffers=32MB")) {
            command.addAll(List.of("-c", setting));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("log.txt").toFile()))
                .start();
        return false;
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    synchronized Runnable pause() throws IOException, InterruptedException {
        Process running = process;
        return running == null || !running.isAlive() ? () -> {} : Processes.pause(running.toHandle());
    }

    synchronized Runnable kill() throws IOException, InterruptedException {
        wanted = false;
        Process running = process;
        if (running != null && running.isAlive()) {
            Processes.kill(running.toHandle());
            running.waitFor();
        }
        return this::want;
    }

    private synchronized void want() {
        wanted = true;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
    }
}
