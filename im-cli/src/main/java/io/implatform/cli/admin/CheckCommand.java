package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code im admin check}: verifies what is stored. */
@Command(
        name = "check",
        description =
                "Verifies everything that is stored, and says what it verified. Ends with status 4 where something "
                        + "is wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {
    /** The status where something is wrong. */
    private static final int FAULTY = 4;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private TargetOption target;

    @Option(names = "--json", description = "A JSON object for each thing that was verified.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean sound = true;
        for (Map<String, Object> verified : AdminService.objects(target.ask("check"), "verified")) {
            List<?> faults = verified.get("faults") instanceof List<?> list ? list : List.of();
            sound &= faults.isEmpty();
            if (json) {
                out.println(Json.write(verified));
            } else {
                out.println((faults.isEmpty() ? "ok     " : "WRONG  ") + verified.get("what"));
                faults.forEach(fault -> out.println("         " + fault));
            }
        }
        return sound ? 0 : FAULTY;
    }
}
