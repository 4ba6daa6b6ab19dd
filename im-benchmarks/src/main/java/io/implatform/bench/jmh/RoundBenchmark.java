package io.implatform.bench.jmh;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.protocol.TextFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The way of one broadcast without a socket: submitted, decided, stored in memory, offered to every outbox, and
 * polled from every one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH's
public class RoundBenchmark {
    /** Sessions that are told. */
    @Param({"1", "100", "1000"})
    public int sessions;

    private final List<Connection> connections = new ArrayList<>();
    private ChatServer server;
    private SessionHost host;
    private Request message;

    /** Made by JMH. */
    public RoundBenchmark() {}

    /** Gives the benchmark what a transport is given. */
    private final class Direct implements Transport, Transport.Listener {
        @Override
        public Listener start(SessionHost sessionHost) {
            host = sessionHost;
            return this;
        }

        @Override
        public URI address() {
            return URI.create("direct:");
        }

        @Override
        public void stopAccepting() {}

        @Override
        public void close() {
            connections.forEach(Connection::disconnected);
        }
    }

    /** A server with one session that speaks, and the others. */
    @Setup
    public void logIn() throws IOException {
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS
                        .with(Limit.PASSWORD_MEMORY_KIB, 8)
                        .with(Limit.PASSWORD_ITERATIONS, 1)
                        .with(Limit.CONNECTIONS_PER_ADDRESS, 1_000_000)
                        .with(Limit.NEW_CONNECTIONS_PER_ADDRESS, 1_000_000)
                        .with(Limit.COMMANDS_PER_SECOND, 1_000_000))
                .transport(new Direct())
                .start();
        message = request("MESSAGE " + "x".repeat(100));
        for (int i = 0; i <= sessions; i++) {
            Connection connection =
                    host.open(TextFormat.INSTANCE, Peer.at("benchmark", InetAddress.getLoopbackAddress()), () -> {});
            connections.add(connection);
            connection.submit(request("REGISTER u" + i + " password-of-u" + i));
            connection.submit(request("LOGIN u" + i + " password-of-u" + i));
            awaitLine(connection, "OK LOGIN");
        }
    }

    private static Request request(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return TextFormat.INSTANCE.decode(bytes, 0, bytes.length);
    }

    private static void awaitLine(Connection connection, String begin) {
        while (!new String(awaitFrame(connection), StandardCharsets.UTF_8).contains(begin)) {
            Thread.onSpinWait();
        }
    }

    private static byte[] awaitFrame(Connection connection) {
        byte[] frame = connection.poll();
        while (frame == null) {
            Thread.onSpinWait();
            frame = connection.poll();
        }
        return frame;
    }

    /** The end of the server. */
    @TearDown
    public void close() {
        server.close();
    }

    /** One message to everybody. */
    @Benchmark
    public int broadcast() {
        connections.get(0).submit(message);
        int bytes = 0;
        for (Connection connection : connections) {
            bytes += awaitFrame(connection).length;
        }
        return bytes;
    }
}
