package io.implatform.cli.admin;

import io.implatform.cli.Version;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin restore}: puts a backup back. */
@Command(
        name = "restore",
        description = "Puts a backup in the place of what is stored, which is kept beside it. No server may run.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private TargetOption target;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    RestoreCommand() {}

    @Override
    public Integer call() {
        Path backup = file.toAbsolutePath().normalize();
        Optional<String> old = target.restore(backup);
        target.ask("restored", "file", backup.toString());
        spec.commandLine()
                .getOut()
                .println("restored from " + backup
                        + old.map(kept -> "; what was there is now " + kept).orElse(""));
        return 0;
    }
}
