package io.implatform.bench;

import io.implatform.bench.load.Dialect;
import io.implatform.bench.load.Dialects;
import io.implatform.bench.load.Load;
import io.implatform.bench.load.Meter;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.report.Figures;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.ProcessTree;
import io.implatform.bench.servers.RunningServer;
import io.implatform.bench.servers.Server;
import io.implatform.bench.servers.Servers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One load against one server: {@code ./im bench fanout|private|mixed|idle}. */
final class LoadCommands {
    private LoadCommands() {}

    private static final Map<String, Dialect> PROTOCOLS = Map.of(
            "im", Dialects.IM,
            "irc", Dialects.IRC,
            "redis", Dialects.REDIS,
            "nats", Dialects.NATS,
            "mqtt", Dialects.MQTT,
            "limit", Dialects.LIMIT,
            "rawcast", Dialects.RAWCAST);

    /** What all of them have. */
    abstract static class One implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("NullAway.Init") // picocli's
        Common common;

        @Option(
                names = "--against",
                paramLabel = "SERVER",
                defaultValue = "im",
                description = "What is started and measured: im, limit, redis, ngircd, inspircd, nats or mosquitto. "
                        + "Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli's
        String against;

        @Option(
                names = "--connect",
                paramLabel = "HOST:PORT",
                description = "A server that runs already, instead. It needs --protocol and --pid.")
        @Nullable
        String connect;

        @Option(
                names = "--protocol",
                paramLabel = "NAME",
                defaultValue = "im",
                description = "What the server of --connect speaks: im, irc, redis, nats, mqtt, limit or rawcast. "
                        + "Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli's
        String protocol;

        @Option(
                names = "--pid",
                paramLabel = "PID",
                description = "The process of the server of --connect, for its CPU time and memory.")
        long pid;

        @Option(names = "--connections", paramLabel = "N", description = "Sessions. Default: 100")
        int connections = 100;

        @Option(names = "--time", paramLabel = "S", description = "How long it counts, in seconds. Default: 4")
        double time = 4;

        @Option(
                names = "--warmup",
                paramLabel = "S",
                description = "How long it runs before that. Default: 10 for im, 3 for others.")
        double warmup = -1;

        abstract Plan plan();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Output output = common.output();
            Cores cores = common.cores(output);
            Outcome outcome;
            String name = against;
            if (connect != null) {
                Dialect dialect = PROTOCOLS.get(protocol);
                if (dialect == null) {
                    throw new IllegalArgumentException("--protocol " + protocol + ": there is " + PROTOCOLS.keySet());
                }
                int colon = connect.lastIndexOf(':');
                InetSocketAddress address = new InetSocketAddress(
                        connect.substring(0, Math.max(0, colon)), Integer.parseInt(connect.substring(colon + 1)));
                if (cores.pinned()) {
                    ToolWarmup.run(ToolWarmup.limit(), cores, output);
                }
                Meter meter = pid > 0 ? new ProcessTree(pid) : Meter.NONE;
                name = connect;
                outcome = Load.run(plan(protocol.equals("im")), dialect, address, meter, output.progress(name));
            } else {
                Server server = server(common, against);
                Plan plan = plan(server.dialect() == Dialects.IM).loginsAtATime(server.logins());
                if (cores.pinned() && plan.mode() != Plan.Mode.IDLE) {
                    ToolWarmup.run(ToolWarmup.limit(), cores, output);
                }
                try (RunningServer running = RunningServer.start(server, cores)) {
                    outcome =
                            Load.run(plan, server.dialect(), running.address(), running.meter(), output.progress(name));
                }
            }
            output.say(Figures.text(name, outcome));
            output.json(Figures.json(name, outcome));
            return outcome.faults().none() ? 0 : 1;
        }

        private Plan plan(boolean slowToWarm) {
            return plan().lasting(
                            warmup >= 0
                                    ? warmup
                                    : slowToWarm ? Servers.OWN_WARMUP_SECONDS : Server.SHORT_WARMUP_SECONDS,
                            time);
        }
    }

    static Server server(Common common, String name) throws IOException, InterruptedException {
        if (name.equals("im")) {
            return common.own();
        }
        if (name.equals("limit")) {
            return ToolWarmup.limit()
                    .orElseThrow(() -> new IllegalArgumentException("the limit program needs a C compiler, cc"));
        }
        Server server = Servers.peer(name)
                .orElseThrow(() -> new IllegalArgumentException("--against " + name + ": there is no such server"));
        server.missing().ifPresent(why -> {
            throw new IllegalArgumentException("--against " + name + ": " + why);
        });
        return server;
    }

    /** Options of a load in which somebody speaks. */
    abstract static class Speaking extends One {
        @Option(
                names = "--window",
                paramLabel = "N",
                description = "Closed loop: messages that each sender has under way. Default: 1")
        int window = 1;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "Open loop, instead: messages a second in all, each due at its time.")
        double rate;

        @Option(
                names = "--payload",
                paramLabel = "BYTES",
                split = ",",
                description = "Size of the texts, 32 to 8000; several, with commas, are mixed. Default: 100")
        List<Integer> payload = List.of(100);

        Plan spoken(Plan plan, int speakers) {
            return (rate > 0 ? plan.openLoop(speakers, rate) : plan.closedLoop(speakers, window)).payload(payload);
        }
    }

    @Command(
            name = "fanout",
            sortOptions = false,
            mixinStandardHelpOptions = true,
            description = "A few speak, everybody else is told.")
    static final class Fanout extends Speaking {
        @Option(names = "--senders", paramLabel = "N", description = "How many of them speak. Default: 4")
        int senders = 4;

        @Option(names = "--group", description = "In a group instead of the lobby.")
        boolean group;

        @Override
        Plan plan() {
            Plan plan = spoken(Plan.of(Plan.Mode.FANOUT, connections), Math.min(senders, connections));
            return group ? plan.inGroup() : plan;
        }
    }

    @Command(
            name = "private",
            sortOptions = false,
            mixinStandardHelpOptions = true,
            description = "Everybody talks to one other user at a time.")
    static final class Private extends Speaking {
        @Option(
                names = "--users",
                paramLabel = "N",
                description = "To how many users the sessions belong. Default: all")
        int users;

        @Option(names = "--pairs", paramLabel = "N", description = "How many pairs talk. Default: any two")
        int pairs;

        @Override
        Plan plan() {
            Plan plan = Plan.of(Plan.Mode.PRIVATE, connections)
                    .users(users > 0 ? users : connections)
                    .pairs(pairs);
            return spoken(plan, pairs > 0 ? Math.min(pairs, connections) : connections);
        }
    }

    @Command(
            name = "mixed",
            sortOptions = false,
            mixinStandardHelpOptions = true,
            description = "Everybody speaks, a tenth of it to everybody, texts of 40 to 4000 bytes.")
    static final class Mixed extends Speaking {
        Mixed() {
            payload = List.of(40, 100, 400, 4_000);
        }

        @Override
        Plan plan() {
            return spoken(Plan.of(Plan.Mode.MIXED, connections), connections);
        }
    }

    @Command(
            name = "idle",
            sortOptions = false,
            mixinStandardHelpOptions = true,
            description = "Everybody logs in and is silent: memory of a session.")
    static final class Idle extends One {
        @Override
        Plan plan() {
            return Plan.of(Plan.Mode.IDLE, connections);
        }
    }
}
