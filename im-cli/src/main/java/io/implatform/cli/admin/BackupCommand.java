package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin backup}: copies what is stored, while it is used. */
@Command(
        name = "backup",
        description =
                "Copies everything that is stored, as it is at one moment, into a new file. A running server goes "
                        + "on meanwhile.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class BackupCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private TargetOption target;

    @Parameters(paramLabel = "FILE", description = "The new file; its owner alone may read it.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    BackupCommand() {}

    @Override
    public Integer call() {
        // The server may run in another folder.
        String absolute = file.toAbsolutePath().normalize().toString();
        Map<String, Object> answer = target.ask("backup", "file", absolute);
        spec.commandLine().getOut().println("backed up to " + absolute + ", " + answer.get("bytes") + " bytes");
        return 0;
    }
}
