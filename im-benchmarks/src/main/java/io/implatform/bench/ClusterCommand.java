package io.implatform.bench;

import io.implatform.bench.growth.Experiment;
import io.implatform.bench.load.Dialects;
import io.implatform.bench.load.Load;
import io.implatform.bench.load.Meter;
import io.implatform.bench.load.Meters;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.report.Figures;
import io.implatform.bench.report.Json;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.ProcessTree;
import io.implatform.bench.servers.RunningServer;
import io.implatform.bench.servers.Server;
import io.implatform.bench.servers.Servers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./im bench cluster}: what a message costs over several nodes, and as a group grows. */
@Command(
        name = "cluster",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Several nodes of our server on one PostgreSQL and one NATS, all on this machine: deliveries per CPU-second "
                    + "of the nodes together, and what a message costs there, in PostgreSQL and in NATS.",
            "Needs --store postgresql://USER:PASSWORD@HOST/DATABASE and a nats-server on the PATH. Each run works in a "
                    + "schema of its own, named bench_…, and leaves it behind."
        })
final class ClusterCommand implements Callable<Integer> {
    private static final String POSTGRES = "postgres";
    private static final String NATS = "nats";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private Common common;

    @Option(names = "--nodes", paramLabel = "N", split = ",", description = "How many nodes. Default: 1,2,3")
    private List<Integer> nodes = List.of(1, 2, 3);

    @Option(
            names = "--members",
            paramLabel = "N",
            split = ",",
            description = "Members of the group, 4 of whom speak with a window of 8; 0: no group. Default: 10,100,1000")
    private List<Integer> members = List.of(10, 100, 1_000);

    @Option(
            names = "--private",
            paramLabel = "N",
            description =
                    "Sessions that talk in private, each to one other, with a window of 1; 0: none. Default: 1000")
    private int sessions = 1_000;

    @Option(
            names = "--postgres-pid",
            paramLabel = "PID",
            description = "The first process of PostgreSQL (postmaster.pid), for its CPU time.")
    private long postgresPid;

    @Option(names = "--time", paramLabel = "S", description = "How long a run counts, in seconds. Default: 4")
    private double time = 4;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long it runs before that, in seconds for each node. Default: 10")
    private double warmup = Servers.OWN_WARMUP_SECONDS;

    private ClusterCommand() {}

    /** One run. */
    record Run(int nodes, String load, Outcome outcome, double postgresSeconds, double natsSeconds) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "%d %s, %s: %,.0f deliveries a CPU-second of the nodes; a message costs %,.0f µs there, %,.0f µs in"
                            + " PostgreSQL, %,.0f µs in NATS; %,.0f messages/s; faults: %s",
                    nodes,
                    nodes == 1 ? "node" : "nodes",
                    load,
                    outcome.deliveriesPerCpuSecond(),
                    micros(outcome.cpuSeconds()),
                    micros(postgresSeconds),
                    micros(natsSeconds),
                    outcome.messages() / outcome.seconds(),
                    outcome.faults());
        }

        private double micros(double seconds) {
            return outcome.messages() > 0 ? seconds * 1e6 / outcome.messages() : 0;
        }

        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = Json.object();
            json.put("nodes", nodes);
            json.put("load", load);
            json.put("postgresCpuSeconds", postgresSeconds);
            json.put("natsCpuSeconds", natsSeconds);
            json.putAll(Figures.json("im", outcome));
            return json;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!common.store.startsWith("postgresql:")) {
            throw new IllegalArgumentException(
                    "nodes share a database: --store postgresql://USER:PASSWORD@HOST/DATABASE");
        }
        Server router = Servers.peer(NATS).orElseThrow();
        router.missing().ifPresent(why -> {
            throw new IllegalArgumentException(why + ": it carries what the nodes tell each other");
        });
        Output output = common.output();
        Cores cores = common.cores(output);
        if (cores.pinned()) {
            ToolWarmup.run(ToolWarmup.limit(), cores, output);
        }
        List<Run> runs = new ArrayList<>();
        for (Map.Entry<String, Plan> load : loads().entrySet()) {
            for (int count : nodes) {
                Run run = run(count, load.getKey(), load.getValue(), router, cores, output);
                output.say(run.text());
                runs.add(run);
            }
        }
        output.json(runs.stream().map(Run::json).toList());
        return runs.stream().allMatch(run -> run.outcome().faults().none()) ? 0 : 1;
    }

    private Map<String, Plan> loads() {
        Map<String, Plan> loads = new LinkedHashMap<>();
        if (sessions > 0) {
            loads.put(
                    "private, " + sessions + " sessions",
                    Plan.of(Plan.Mode.PRIVATE, sessions).pairs(sessions).closedLoop(sessions, 1));
        }
        for (int size : members) {
            if (size > 0) {
                loads.put(
                        "a group of " + size,
                        Plan.of(Plan.Mode.FANOUT, size)
                                .closedLoop(Math.min(4, size), 8)
                                .inGroup());
            }
        }
        return loads;
    }

    private Run run(int count, String load, Plan plan, Server router, Cores cores, Output output)
            throws IOException, InterruptedException {
        String schema = "bench_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        String store = common.store + (common.store.contains("?") ? "&" : "?") + "schema=" + schema;
        List<RunningServer> running = new ArrayList<>();
        try (RunningServer nats = RunningServer.start(router, cores.besideServers())) {
            String at = "nats://127.0.0.1:" + nats.address().getPort();
            for (int i = 0; i < count; i++) {
                running.add(RunningServer.start(common.node(store, at), cores));
            }
            List<InetSocketAddress> addresses =
                    running.stream().map(RunningServer::address).toList();
            if (plan.group()) {
                Experiment.join(plan, addresses.get(0), output.progress(load));
            }
            Meters meters = new Meters(
                    running.stream().map(RunningServer::meter).toList(),
                    Map.of(POSTGRES, postgresPid > 0 ? new ProcessTree(postgresPid) : Meter.NONE, NATS, nats.meter()));
            Outcome outcome = Load.run(
                    plan.lasting(warmup * count, time),
                    Dialects.IM,
                    addresses,
                    meters,
                    output.progress(count + " nodes, " + load));
            return new Run(count, load, outcome, meters.cpuSeconds(POSTGRES), meters.cpuSeconds(NATS));
        } finally {
            running.forEach(RunningServer::close);
        }
    }
}
