package io.implatform.bench.servers;

import io.implatform.bench.load.Dialects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The servers that the tool knows. The peers' settings are resources beside this class, with their reasons. */
public final class Servers {
    /** How long our own server warms up: its code is compiled while it runs. */
    public static final double OWN_WARMUP_SECONDS = 10;

    /**
     * A load test logs thousands in from a few addresses: the cost of a hash is one, nobody is refused for a queue of
     * hashes, and an address or a session may do what thousands do. No bound of what the server keeps is changed.
     */
    private static final List<String> LOAD_TEST_LIMITS = List.of(
            "password-memory-kib=64",
            "password-iterations=1",
            "password-queue=10000",
            "connections-per-address=1000000",
            "new-connections-per-address=10000000",
            "commands-per-second=1000000");

    private static final List<Server> PEERS = List.of(
            new Server(
                    "redis",
                    List.of("redis-server", "{conf}"),
                    "redis.conf",
                    Dialects.REDIS,
                    64,
                    Server.SHORT_WARMUP_SECONDS),
            // Its backlog of connections that wait to be accepted is short.
            new Server(
                    "ngircd",
                    List.of("ngircd", "-n", "-f", "{conf}"),
                    "ngircd.conf",
                    Dialects.IRC,
                    8,
                    Server.SHORT_WARMUP_SECONDS),
            // It finishes log-ins once a second, so few at a time would take for ever.
            new Server(
                    "inspircd",
                    List.of("inspircd", "--nofork", "--runasroot", "--config={conf}"),
                    "inspircd.conf",
                    Dialects.IRC,
                    1_000,
                    Server.SHORT_WARMUP_SECONDS),
            new Server(
                    "nats",
                    List.of("nats-server", "-c", "{conf}"),
                    "nats.conf",
                    Dialects.NATS,
                    64,
                    Server.SHORT_WARMUP_SECONDS),
            new Server(
                    "mosquitto",
                    List.of("mosquitto", "-c", "{conf}"),
                    "mosquitto.conf",
                    Dialects.MQTT,
                    64,
                    Server.SHORT_WARMUP_SECONDS));

    private Servers() {}

    /** The other servers that can be compared with, installed or not. */
    public static List<Server> peers() {
        return PEERS;
    }

    /** The peer of that name. */
    public static Optional<Server> peer(String name) {
        return PEERS.stream().filter(server -> server.name().equals(name)).findFirst();
    }

    /**
     * Our own server.
     *
     * @param im the command that starts {@code im}, its arguments follow
     * @param store such as {@code sqlite:{dir}/im.db}
     */
    public static Server own(String name, List<String> im, String store, List<String> more) {
        List<String> command = new ArrayList<>(im);
        command.addAll(List.of("server", "--listen", "tcp://127.0.0.1:{port}", "--store", store));
        for (String limit : LOAD_TEST_LIMITS) {
            command.addAll(List.of("--limit", limit));
        }
        command.addAll(more);
        return new Server(name, command, null, Dialects.IM, 64, OWN_WARMUP_SECONDS);
    }

    /** The limit program, compiled. */
    public static Server limit(Path program) {
        return new Server(
                "limit", List.of(program.toString(), "{port}"), null, Dialects.LIMIT, 64, Server.SHORT_WARMUP_SECONDS);
    }

    /** Moquette, a Java program whose jars are the user's to bring. It looks for config/moquette.conf in its path. */
    public static Server moquette(String java, String classPath) {
        return new Server(
                "moquette",
                List.of(java, "-cp", classPath, "-Dmoquette.path={dir}", "io.moquette.broker.Server"),
                "moquette.conf",
                Dialects.MQTT,
                64,
                OWN_WARMUP_SECONDS);
    }
}
