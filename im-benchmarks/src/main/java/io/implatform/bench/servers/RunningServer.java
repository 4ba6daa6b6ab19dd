package io.implatform.bench.servers;

import io.implatform.bench.load.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link Server} that runs, with a folder of its own. {@link #close} ends it and removes the folder. */
public final class RunningServer implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(300);

    private final Process process;
    private final Path folder;
    private final int port;
    private final boolean keepFolder;
    private double readySeconds;

    private RunningServer(Process process, Path folder, int port, boolean keepFolder) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.keepFolder = keepFolder;
    }

    /** Starts it on a free port of the loopback interface, in an empty folder, and waits until it accepts. */
    public static RunningServer start(Server server, Cores cores) throws IOException, InterruptedException {
        return start(server, cores, Files.createTempDirectory("im-bench-"), false);
    }

    /** The same in a folder of the caller's, which stays. */
    public static RunningServer startIn(Server server, Cores cores, Path folder)
            throws IOException, InterruptedException {
        return start(server, cores, folder, true);
    }

    private static RunningServer start(Server server, Cores cores, Path folder, boolean keepFolder)
            throws IOException, InterruptedException {
        int port = freePort();
        Path settings = folder.resolve("config");
        Path configuration = settings.resolve(server.name() + ".conf");
        if (server.configuration() != null) {
            Files.createDirectories(settings);
            Files.writeString(configuration, filled(server.configuration(), port, folder));
        }
        List<String> command = new ArrayList<>();
        for (String word : server.command()) {
            command.add(word.replace("{port}", String.valueOf(port))
                    .replace("{dir}", folder.toString())
                    .replace("{conf}", configuration.toString()));
        }
        Programs.find(command.get(0)).ifPresent(path -> command.set(0, path.toString()));
        long start = System.nanoTime();
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(cores.onServerCore(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        RunningServer running = new RunningServer(process, folder, port, keepFolder);
        try {
            running.awaitAccepting(server, start, output);
            return running;
        } catch (IOException | InterruptedException | RuntimeException e) {
            running.close();
            throw e;
        }
    }

    private static String filled(String resource, int port, Path folder) throws IOException {
        try (InputStream in = RunningServer.class.getResourceAsStream("/io/implatform/bench/peers/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@PORT@", String.valueOf(port))
                    .replace("@DIR@", folder.toString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void awaitAccepting(Server server, long startNanos, Path output) throws IOException, InterruptedException {
        while (true) {
            try (Socket probe = new Socket()) {
                probe.connect(address(), 1_000);
                readySeconds = (System.nanoTime() - startNanos) / 1e9;
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - startNanos > START_NANOS) {
                    throw new IOException(server.name() + " did not start; it said: " + tail(output), e);
                }
            }
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new IOException(server.name() + " did not start; it said: " + tail(output));
            }
        }
    }

    private static String tail(Path output) throws IOException {
        String text = Files.readString(output, StandardCharsets.ISO_8859_1).strip();
        return text.substring(Math.max(0, text.length() - 500));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    /** What it spends. */
    public Meter meter() {
        return new ProcessTree(process.pid());
    }

    /** From its start until it took a connection. */
    public double readySeconds() {
        return readySeconds;
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (!keepFolder) {
            deleteQuietly(folder);
        }
    }

    private static void deleteQuietly(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // It lies in the folder for temporary files, which is emptied by others.
        }
    }
}
