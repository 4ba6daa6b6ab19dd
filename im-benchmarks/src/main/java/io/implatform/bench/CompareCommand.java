package io.implatform.bench;

import io.implatform.bench.load.Load;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.RunningServer;
import io.implatform.bench.servers.Server;
import io.implatform.bench.servers.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./im bench compare}: our server beside its peers and the limit, on the same loads in turn. */
@Command(
        name = "compare",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Runs our server, the peers that are installed and the limit program in turn, and prints the table "
                    + "of goals with the ratios.",
            "Peers: redis, inspircd, ngircd, nats, mosquitto, and moquette where --moquette says where its jars are."
        })
final class CompareCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private Common common;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "Which peers, with commas; none for our server and the limit. Default: all that are there")
    private List<String> peers = List.of(ALL);

    @Option(
            names = "--workloads",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Which loads, with commas. Default: all, which are broadcast-100, broadcast-1000, broadcast-single, "
                        + "broadcast-paced, private-1000, private-paced, idle-10000, login, mixed-100, mixed-1000, start."
            })
    private List<String> workloads = List.of(ALL);

    @Option(names = "--reps", paramLabel = "N", description = "Runs of each, of which the median counts. Default: 3")
    private int reps = 3;

    @Option(names = "--time", paramLabel = "S", description = "How long a run counts, in seconds. Default: 4")
    private double time = 4;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long our server and other Java programs run before that. Default: 10")
    private double warmup = Servers.OWN_WARMUP_SECONDS;

    @Option(
            names = "--moquette",
            paramLabel = "CLASSPATH",
            description = "Moquette's jars, separated by colons; docs/performance.md says how to get them.")
    private @Nullable String moquette;

    private CompareCommand() {}

    /** What {@code ./im bench} does without a command. */
    static int quick(Common common) throws IOException, InterruptedException {
        CompareCommand command = new CompareCommand();
        command.common = common;
        command.peers = List.of("none");
        command.workloads =
                List.of("broadcast-100", "broadcast-1000", "private-1000", "private-paced", "login", "start");
        command.reps = 1;
        command.time = 3;
        command.warmup = 6;
        return command.call();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Output output = common.output();
        List<Workload> chosen = chosen();
        Map<String, Server> servers = servers(output);
        Cores cores = common.cores(output);
        if (cores.pinned()) {
            ToolWarmup.run(Optional.ofNullable(servers.get("limit")), cores, output);
        }
        Comparison comparison = new Comparison();
        Set<String> failed = new HashSet<>();
        for (Workload workload : chosen) {
            for (int rep = 0; rep < reps; rep++) {
                for (Server server : servers.values()) {
                    if (server.name().equals(Workload.OWN) || workload.servers().contains(server.name())) {
                        run(workload, server, cores, comparison, output, failed);
                    }
                }
            }
        }
        output.say(comparison.text());
        output.json(comparison.json());
        return failed.contains(Workload.OWN) || !comparison.isFaultless(Workload.OWN) ? 1 : 0;
    }

    private List<Workload> chosen() {
        if (workloads.equals(List.of(ALL))) {
            return Workload.ALL;
        }
        return workloads.stream()
                .map(key -> Workload.find(key)
                        .orElseThrow(
                                () -> new IllegalArgumentException("--workloads " + key + ": there is no such load")))
                .toList();
    }

    private Map<String, Server> servers(Output output) throws IOException, InterruptedException {
        List<Server> all = new ArrayList<>();
        all.add(common.own());
        all.add(common.own(Workload.OWN_IN_MEMORY, "memory:"));
        Optional<Server> limit = ToolWarmup.limit();
        limit.ifPresent(all::add);
        if (limit.isEmpty()) {
            output.say("There is no C compiler (cc): the limit program is left out, and the ratios to it.");
        }
        for (Server peer : Servers.peers()) {
            if (wants(peer.name())) {
                all.add(peer);
            }
        }
        if (moquette != null) {
            all.add(Servers.moquette(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), moquette));
        }
        Map<String, Server> servers = new LinkedHashMap<>();
        for (Server server : all) {
            Optional<String> missing = server.missing();
            if (missing.isPresent()) {
                output.say(missing.get() + ": " + server.name() + " is left out.");
            } else {
                servers.put(server.name(), server);
            }
        }
        return servers;
    }

    private boolean wants(String peer) {
        return peers.equals(List.of(ALL)) || peers.contains(peer);
    }

    private void run(
            Workload workload, Server server, Cores cores, Comparison comparison, Output output, Set<String> failed)
            throws InterruptedException {
        String what = workload.key() + " " + server.name();
        try (RunningServer running = RunningServer.start(server, cores)) {
            List<Outcome> outcomes = outcomes(workload, server, running, output);
            double value = value(workload.figure(), running, outcomes);
            comparison.add(workload, server.name(), value, outcomes);
            Outcome last = outcomes.get(outcomes.size() - 1);
            output.say(String.format(
                    Locale.ROOT,
                    "%-28s %s %s; p50 %s µs, p99 %s µs; faults: %s",
                    what,
                    Comparison.number(value),
                    workload.figure().title,
                    Comparison.number(last.micros(50)),
                    Comparison.number(last.micros(99)),
                    last.faults()));
        } catch (IOException e) {
            failed.add(server.name());
            output.say(what + ": no figure: " + e.getMessage());
        }
    }

    private List<Outcome> outcomes(Workload workload, Server server, RunningServer running, Output output)
            throws IOException {
        if (workload.figure() == Workload.Figure.LOGINS_PER_CPU_SECOND) {
            return LoginCommand.run(running, workload.plan().connections(), 8, 4, output.progress(workload.key()));
        }
        Plan plan = workload.plan().loginsAtATime(server.logins());
        if (workload.figure() != Workload.Figure.READY_SECONDS) {
            plan = plan.lasting(server.warmup() == Servers.OWN_WARMUP_SECONDS ? warmup : server.warmup(), time);
        }
        return List.of(Load.run(
                plan,
                server.dialect(),
                running.address(),
                running.meter(),
                output.progress(workload.key() + " " + server.name())));
    }

    private static double value(Workload.Figure figure, RunningServer running, List<Outcome> outcomes) {
        Outcome last = outcomes.get(outcomes.size() - 1);
        return switch (figure) {
            case DELIVERIES_PER_CPU_SECOND -> last.deliveriesPerCpuSecond();
            case P99_MICROS -> last.micros(99);
            case BYTES_PER_CONNECTION -> last.bytesPerConnection();
            case LOGINS_PER_CPU_SECOND -> LoginCommand.perCpuSecond(outcomes);
            case READY_SECONDS -> running.readySeconds();
        };
    }
}
