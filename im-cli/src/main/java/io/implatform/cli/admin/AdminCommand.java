package io.implatform.cli.admin;

import io.implatform.cli.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code im admin}: the commands for administrators. */
@Command(
        name = "admin",
        description = "What an administrator does.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        subcommands = {ExportCommand.class, ImportCommand.class, MakeCertCommand.class})
public final class AdminCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    /** For picocli. */
    public AdminCommand() {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what to do is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
}
