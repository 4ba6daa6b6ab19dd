package io.implatform.bench;

import io.implatform.bench.load.Load;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.load.Progress;
import io.implatform.bench.load.TokenDialect;
import io.implatform.bench.report.Figures;
import io.implatform.bench.report.Json;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./im bench login}: clients that come back all at once, as after a restart. */
@Command(
        name = "login",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Clients come back with a token, all of them, again and again.",
            "Counts log-ins a CPU-second of the server: the connection, the log-in and its answer."
        })
final class LoginCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private Common common;

    @Option(names = "--connections", paramLabel = "N", description = "Clients. Default: 2000")
    private int connections = 2_000;

    @Option(names = "--rounds", paramLabel = "N", description = "How often they come back and are counted. Default: 5")
    private int rounds = 5;

    @Option(names = "--warmup-rounds", paramLabel = "N", description = "How often before that. Default: 8")
    private int warmupRounds = 8;

    private LoginCommand() {}

    /**
     * Logs everybody in, once with the password, then again and again with the token.
     *
     * @return the outcomes of the rounds that count
     */
    static List<Outcome> run(RunningServer server, int connections, int warmupRounds, int rounds, Progress progress)
            throws IOException {
        TokenDialect dialect = new TokenDialect(connections);
        Plan plan = Plan.of(Plan.Mode.IDLE, connections).lasting(0, 0);
        List<Outcome> outcomes = new ArrayList<>();
        for (int round = 0; round <= warmupRounds + rounds; round++) {
            Outcome outcome = Load.run(plan, dialect, server.address(), server.meter(), progress);
            if (round > warmupRounds) {
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    /** Over all rounds. */
    static double perCpuSecond(List<Outcome> outcomes) {
        double cpu = outcomes.stream().mapToDouble(Outcome::loginCpuSeconds).sum();
        return cpu > 0 ? outcomes.stream().mapToInt(Outcome::ready).sum() / cpu : 0;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Output output = common.output();
        Cores cores = common.cores(output);
        List<Outcome> outcomes;
        try (RunningServer server = RunningServer.start(common.own(), cores)) {
            outcomes = run(server, connections, warmupRounds, rounds, output.progress("login"));
        }
        for (Outcome outcome : outcomes) {
            output.say(String.format(
                    Locale.ROOT,
                    "%d log-ins with a token in %.2f s; server %.2f CPU-seconds = %,.0f a CPU-second; faults: %s",
                    outcome.ready(),
                    outcome.loginSeconds(),
                    outcome.loginCpuSeconds(),
                    outcome.loginsPerCpuSecond(),
                    outcome.faults()));
        }
        output.say(String.format(Locale.ROOT, "LOG-INS A CPU-SECOND %,.0f", perCpuSecond(outcomes)));
        Map<String, @Nullable Object> json = Json.object();
        json.put("loginsPerCpuSecond", perCpuSecond(outcomes));
        json.put(
                "rounds",
                outcomes.stream().map(outcome -> Figures.json("im", outcome)).toList());
        output.json(json);
        return outcomes.stream().allMatch(outcome -> outcome.faults().none()) ? 0 : 1;
    }
}
