package io.implatform.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Three nodes in processes of their own, a PostgreSQL, and a {@code nats-server}; between each node and these, and
 * between the clients and each node, a network that can fail. What is killed is started again by a supervisor, as
 * an operating system would.
 */
final class ProcessSite implements Site {
    private static final int NODES = 3;
    /** How a node says where it listens: the small one by the port alone, {@code im server} by its address. */
    private static final Pattern PORT = Pattern.compile("[0-9]+|im server listening on tcp://.*:[0-9]+");

    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();
    private final int postgresPort = freePort();
    private final int natsPort = freePort();
    private final PostgresProcess postgres;
    private @Nullable Process nats;
    private volatile boolean natsWanted = true;
    private volatile boolean closed;
    private final List<Thread> supervisors = new ArrayList<>();

    ProcessSite(Path folder, long seed) throws Exception {
        requireNats();
        this.folder = Files.createDirectories(folder);
        postgres = new PostgresProcess(this.folder.resolve("postgres"), postgresPort);
        startNats();
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(i, seed + i));
        }
        supervise("postgres", postgres::startIfEnded);
        supervise("nats", this::natsIsDone);
        nodes.forEach(node -> supervise("node" + node.number, () -> !node.wanted || node.isUp() || node.start()));
    }

    private static void requireNats() {
        boolean isThere = false;
        for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            isThere |= Files.isExecutable(Path.of(entry, "nats-server"));
        }
        String why = "there is no nats-server on the PATH (apt-get install nats-server): not tested";
        if (!isThere) {
            System.out.println(why);
        }
        if ("1".equals(System.getenv("IM_REQUIRE_NATS"))) {
            assertThat(isThere).as(why).isTrue();
        }
        Assumptions.assumeTrue(isThere, why);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    // NATS

    private synchronized void startNats() throws IOException {
        nats = new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-p", Integer.toString(natsPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Runnable killNats() throws InterruptedException {
        natsWanted = false;
        synchronized (this) {
            Process running = nats;
            nats = null;
            if (running != null) {
                running.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
        }
        return () -> natsWanted = true;
    }

    // Nodes

    private final class Node {
        private final int number;
        private final FaultProxy clients;
        private final FaultProxy toStore;
        private final FaultProxy toRouter;
        private volatile boolean wanted = true;
        private @Nullable Process process;

        Node(int number, long seed) throws IOException {
            this.number = number;
            this.clients = new FaultProxy(seed);
            this.toStore = new FaultProxy(seed);
            this.toRouter = new FaultProxy(seed);
            toStore.target(postgresPort);
            toRouter.target(natsPort);
            start();
        }

        /** @return whether it runs */
        synchronized boolean start() throws IOException {
            if (process != null && process.isAlive()) {
                return true;
            }
            String store = "postgresql://postgres:postgres@127.0.0.1:"
                    + toStore.address().getPort() + "/postgres?timeout-millis=3000";
            String router = "nats://127.0.0.1:" + toRouter.address().getPort();
            Process started = new ProcessBuilder(command(store, router))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("node" + number + ".log").toFile()))
                    .start();
            process = started;
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            String line;
            // The log of a test may be on standard output.
            while ((line = out.readLine()) != null && !PORT.matcher(line).matches()) {}
            if (line == null) {
                return false;
            }
            clients.target(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
            Thread drain = new Thread(
                    () -> {
                        try {
                            while (out.readLine() != null) {}
                        } catch (IOException e) {
                            // It has ended.
                        }
                    },
                    "drain");
            drain.setDaemon(true);
            drain.start();
            return true;
        }

        private List<String> command(String store, String router) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xmx256m"));
            String jar = System.getProperty("im.cluster.server");
            if (jar == null) {
                command.addAll(List.of(
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterNode.class.getName(),
                        store,
                        router));
                return command;
            }
            Path classes = Path.of(jar).toAbsolutePath().resolveSibling("im.jsa");
            if (Files.exists(classes)) {
                command.addAll(List.of("-XX:+UseSerialGC", "-XX:SharedArchiveFile=" + classes));
            }
            command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString(), "server"));
            command.addAll(List.of("--listen", "tcp://127.0.0.1:0", "--store", store, "--router", router));
            command.addAll(List.of("--admin-socket", "node" + number + ".admin"));
            MemorySite.LIMITS.forEach((limit, value) -> command.addAll(List.of("--limit", limit.key() + "=" + value)));
            return command;
        }

        Runnable kill() throws IOException, InterruptedException {
            wanted = false;
            Process running = process;
            if (running != null) {
                running.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
            return () -> wanted = true;
        }

        void end() throws InterruptedException {
            wanted = false;
            Process running = process;
            if (running != null) {
                running.destroy();
                assertThat(running.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
            }
        }

        boolean isUp() {
            Process running = process;
            return running != null && running.isAlive();
        }
    }

    /** A line on which nothing comes through until it is mended. */
    private static Runnable cut(FaultProxy line, int target) throws IOException {
        line.target(freePort());
        line.cutAll();
        return () -> line.target(target);
    }

    /** Something that is started again when it has ended, if it is wanted. */
    private interface Restart {
        /** Waits for it. @return whether there is nothing to be done */
        boolean isDone() throws IOException;
    }

    /** As an operating system does it: what is slow to start holds nothing else up. */
    private void supervise(String name, Restart restart) {
        Thread thread = new Thread(
                () -> {
                    while (!closed) {
                        try {
                            TimeUnit.MILLISECONDS.sleep(restart.isDone() ? 50 : 200);
                        } catch (IOException | RuntimeException e) {
                            // It is tried again.
                            if (Thread.interrupted()) {
                                return;
                            }
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                "supervisor of " + name);
        thread.setDaemon(true);
        thread.start();
        supervisors.add(thread);
    }

    private boolean natsIsDone() throws IOException {
        if (natsWanted && nats == null) {
            startNats();
        }
        return true;
    }

    @Override
    public List<URI> addresses() {
        return nodes.stream().map(node -> node.clients.address()).toList();
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        faults.add(Fault.of("postgres pause", postgres::pause));
        faults.add(Fault.of("postgres kill", postgres::kill));
        faults.add(Fault.of("nats pause", () -> {
            Process running = nats;
            return running == null ? () -> {} : Processes.pause(running.toHandle());
        }));
        faults.add(Fault.of("nats kill", this::killNats));
        for (Node node : nodes) {
            String name = "node" + node.number;
            faults.add(Fault.of(name + " pause", () -> {
                Process running = node.process;
                return running == null ? () -> {} : Processes.pause(running.toHandle());
            }));
            faults.add(Fault.of(name + " kill", node::kill));
            faults.add(Fault.of("store-line" + node.number + " cut", () -> cut(node.toStore, postgresPort)));
            faults.add(Fault.of("router-line" + node.number + " cut", () -> cut(node.toRouter, natsPort)));
        }
        return faults;
    }

    @Override
    public void calm(boolean calm) {
        nodes.forEach(node -> node.clients.calm(calm));
    }

    @Override
    public boolean isUp() {
        return postgres.isRunning() && nats != null && nodes.stream().allMatch(Node::isUp);
    }

    @Override
    public void restart(int number) throws Exception {
        Node node = nodes.get(number);
        node.end();
        node.wanted = true;
        assertThat(node.start()).as("it starts").isTrue();
    }

    @Override
    public void close() throws Exception {
        closed = true;
        supervisors.forEach(Thread::interrupt);
        for (Thread supervisor : supervisors) {
            supervisor.join(20_000);
        }
        for (Node node : nodes) {
            node.kill();
            node.clients.close();
            node.toStore.close();
            node.toRouter.close();
        }
        killNats();
        postgres.close();
    }
}
