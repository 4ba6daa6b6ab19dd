package io.implatform.cli.admin;

import io.implatform.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code im admin}: the commands for administrators. */
@Command(
        name = "admin",
        description = "What an administrator does.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "A server that runs is asked through a socket beside its database, else the database is opened.",
            "Ends with status 0 when it is done, 1 when it could not be, 2 when it was not understood, 3 when a "
                    + "rule forbids it. docs/administration.md says more."
        },
        subcommands = {
            UsersCommand.class,
            ModerateCommand.class,
            AuditCommand.class,
            StatsCommand.class,
            CheckCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            MakeCertCommand.class
        })
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
