package io.implatform.bench;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;

/** {@code ./im bench}. */
@Command(
        name = "im bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures servers. Without a command: our own and the limit of the machine, in under two minutes.",
            "A server runs on one core, the load on another; the figure to compare is deliveries per "
                    + "CPU-second of the server. Every delivery is checked."
        },
        footer = {"", "The method, the settings of every server and the figures stand in docs/performance.md."},
        subcommands = {
            LoadCommands.Fanout.class,
            LoadCommands.Private.class,
            LoadCommands.Mixed.class,
            LoadCommands.Idle.class,
            LoginCommand.class,
            CompareCommand.class,
            GrowthCommand.class,
            ClusterCommand.class,
            JmhCommand.class,
            HelpCommand.class
        })
public final class Main implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private Common common;

    private Main() {}

    /** Runs the command and ends the process: 0, 1 where a check found a fault, 2 where nothing could be measured. */
    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        Objects.requireNonNull(line.getSubcommands().get(JmhCommand.NAME)).setUnmatchedOptionsArePositionalParams(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof IOException || e instanceof IllegalArgumentException) {
                System.err.println("im bench: " + e.getMessage());
                return 2;
            }
            throw e;
        });
        return line;
    }

    @Override
    public Integer call() throws Exception {
        return CompareCommand.quick(common);
    }
}
