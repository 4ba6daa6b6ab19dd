package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Main;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code im admin export}. */
@Command(
        name = "export",
        description = "Not there yet.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private StoreOption store;

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path file;

    ExportCommand() {}

    @Override
    public Integer call() {
        throw new Failure("cannot export " + file + " yet" + store.open().location());
    }
}
