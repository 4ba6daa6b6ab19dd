package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Version;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin export}: writes all that a store keeps into a file, from which another one can take it over. */
@Command(
        name = "export",
        description =
                "Writes all that a store keeps into a new file, which its owner alone may read: accounts with the "
                        + "hashes of their passwords, groups, messages, positions. docs/export.md says how.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private StoreOption store;

    @Parameters(paramLabel = "FILE", description = "The file to be made.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    ExportCommand() {}

    @Override
    public Integer call() {
        Provider.Stores stores = store.open();
        try {
            long lines = export(stores);
            spec.commandLine().getOut().println("exported " + lines + " records to " + file);
            return 0;
        } catch (StoreException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        } finally {
            StoreOption.close(stores);
        }
    }

    private long export(Provider.Stores stores) {
        boolean done = false;
        try (FileChannel channel = create()) {
            long[] lines = new long[1];
            BufferedWriter out = new BufferedWriter(
                    new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8), 1 << 16);
            StoreOption.transfer(stores).dump(record -> {
                line(out, RecordLines.write(record));
                lines[0]++;
            });
            line(out, RecordLines.end(lines[0]));
            out.flush();
            channel.force(true);
            done = true;
            return lines[0];
        } catch (FileAlreadyExistsException e) {
            done = true;
            throw new Failure(file + " is there already; name another file", e);
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(file + " cannot be written: " + e.getMessage(), e);
        } finally {
            if (!done) {
                removeUnfinished();
            }
        }
    }

    private FileChannel create() throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options, new FileAttribute<?>[0]);
    }

    private static void line(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void removeUnfinished() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It has no last line, by which import knows that it is not whole.
        }
    }
}
