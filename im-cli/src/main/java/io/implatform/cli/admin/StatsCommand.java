package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code im admin stats}: counts. */
@Command(
        name = "stats",
        description = "Counts what is stored, and who is there.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class StatsCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private TargetOption target;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    StatsCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> stats = target.ask("stats");
        stats.remove("ok");
        if (json) {
            out.println(Json.write(stats));
            return 0;
        }
        out.println("store              " + stats.get("store"));
        if (Boolean.TRUE.equals(stats.get("live"))) {
            List<?> addresses = stats.get("addresses") instanceof List<?> list ? list : List.of();
            addresses.forEach(address -> out.println("listening on       " + address));
            out.println("running for        " + stats.get("uptimeSeconds") + " s");
            out.println("connections        " + stats.get("connections"));
            out.println("users online       " + stats.get("usersOnline"));
        } else {
            out.println("no server runs");
        }
        if (stats.get("stored") instanceof Map<?, ?> stored) {
            stored.forEach((what, count) -> out.println(String.format(Locale.ROOT, "%-18s %s", what, count)));
        }
        return 0;
    }
}
