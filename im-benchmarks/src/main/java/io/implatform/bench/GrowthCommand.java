package io.implatform.bench;

import io.implatform.bench.growth.Experiment;
import io.implatform.bench.growth.Growth;
import io.implatform.bench.report.Json;
import io.implatform.bench.servers.Cores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./im bench growth}: how the cost of a message grows with what there is. */
@Command(
        name = "growth",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Measures how the cost of a message grows with conversations, members, sessions of a user and the length "
                    + "of the history, and memory with idle sessions, and draws it.",
            "What was measured before and is in the folder stays, so that it can be done in parts."
        })
final class GrowthCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private Common common;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "conversations, members, sessions, history, idle; with commas. Default: all")
    private List<String> only = List.of();

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            description = "Which sizes instead of the usual ones; with commas. Needs one --only.")
    private List<Long> sizes = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "docs/plots",
            description = "Where growth.csv and the plots go. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path out;

    @Option(
            names = "--database",
            paramLabel = "DIR",
            description = "Where the database with the history is kept, to go on with another time. 10 million "
                    + "messages are some 2 GB. Default: a temporary folder")
    private @Nullable Path database;

    @Option(names = "--time", paramLabel = "S", description = "How long a run counts, in seconds. Default: 4")
    private double time = 4;

    @Option(names = "--warmup", paramLabel = "S", description = "How long it runs before that. Default: 8")
    private double warmup = 8;

    private GrowthCommand() {}

    private static List<Long> usual(Growth.Kind kind) {
        return switch (kind) {
            case CONVERSATIONS -> List.of(1L, 10L, 100L, 1_000L, 10_000L, 100_000L);
            case MEMBERS -> List.of(10L, 100L, 1_000L, 10_000L);
            case SESSIONS -> List.of(1L, 2L, 5L, 10L);
            case HISTORY -> List.of(0L, 10_000L, 100_000L, 1_000_000L, 10_000_000L);
            // As many as a limit of 20,000 open files allows.
            case IDLE -> List.of(100L, 1_000L, 2_500L, 5_000L, 10_000L, 19_500L);
        };
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Output output = common.output();
        List<Growth.Kind> kinds = List.of(Growth.Kind.values()).stream()
                .filter(kind -> only.isEmpty() || only.contains(kind.key()))
                .toList();
        if (kinds.isEmpty() || (!sizes.isEmpty() && kinds.size() != 1)) {
            throw new IllegalArgumentException(
                    "--only names conversations, members, sessions, history or idle; --sizes needs one");
        }
        Cores cores = common.cores(output);
        Growth growth = Growth.read(out.resolve("growth.csv"));
        Path folder =
                database == null ? Files.createTempDirectory("im-bench-history-") : Files.createDirectories(database);
        boolean faultless = true;
        for (Growth.Kind kind : kinds) {
            for (long size : sizes.isEmpty() ? usual(kind) : sizes) {
                Experiment experiment =
                        new Experiment(common.own(), cores, warmup, time, output.progress(kind.key() + " " + size));
                for (Experiment.Result result : experiment.run(kind, size, folder.toAbsolutePath())) {
                    growth.add(result.measured());
                    faultless &= result.faults().none();
                    output.say(kind.key() + " " + size + " " + result.measured().load() + ": "
                            + Comparison.number(result.measured().messagesPerCpuSecond())
                            + " messages a CPU-second, "
                            + Comparison.number(result.measured().residentBytes() / 1e6)
                            + " MB; faults: " + result.faults());
                }
                growth.write(out);
            }
        }
        growth.write(out);
        output.say(growth.verdict());
        output.json(growth.points().stream().map(GrowthCommand::json).toList());
        return faultless ? 0 : 1;
    }

    private static Map<String, @Nullable Object> json(Growth.Measured point) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("kind", point.kind().key());
        json.put("load", point.load());
        json.put("size", point.size());
        json.put("messagesPerCpuSecond", point.messagesPerCpuSecond());
        json.put("deliveriesPerCpuSecond", point.deliveriesPerCpuSecond());
        json.put("p99Micros", point.p99Micros());
        json.put("residentBytes", point.residentBytes());
        json.put("storeBytes", point.storeBytes());
        json.put("readySeconds", point.readySeconds());
        return json;
    }
}
