package io.implatform.router.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** The {@code nats-server} on the PATH, on a free port. */
final class NatsServer implements AutoCloseable {
    private final int port;
    private final List<String> command;
    private Process process;

    private NatsServer(int port, List<String> command) throws IOException {
        this.port = port;
        this.command = command;
        run();
    }

    /** Starts one; a test that needs it is left out where there is none. */
    static NatsServer start(String... options) throws IOException {
        requireOne();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of("nats-server", "-a", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(List.of(options));
        return new NatsServer(port, command);
    }

    private static void requireOne() {
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

    /** Starts it, or starts it again where it was. */
    void run() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await("nats-server answers").until(this::answers);
    }

    private boolean answers() {
        assertThat(process.isAlive()).as("nats-server runs").isTrue();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String address() {
        return "nats://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
