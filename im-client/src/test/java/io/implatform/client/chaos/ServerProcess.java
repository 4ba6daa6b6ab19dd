package io.implatform.client.chaos;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a SQLite file, that can be killed as by {@code kill -9}. */
final class ServerProcess {
    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ServerProcess start(Path database) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        database.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        return new ServerProcess(process, Integer.parseInt(line));
    }

    int port() {
        return port;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server cannot be killed");
        }
    }

    public static void main(String[] args) throws Exception {
        ChatServer server = ChatServer.builder()
                .store(SqliteStore.open(Path.of(args[0])))
                .transport(TcpTransport.on("127.0.0.1", 0))
                .limits(Limits.DEFAULTS
                        .with(Limit.PASSWORD_MEMORY_KIB, 8)
                        .with(Limit.PING_MILLIS, 2_000)
                        .with(Limit.PING_TIMEOUT_MILLIS, 2_000))
                .start();
        System.out.println(server.addresses().get(0).getPort());
        // Until it is killed, or whoever began it has gone.
        while (System.in.read() >= 0) {}
        server.close();
    }
}
