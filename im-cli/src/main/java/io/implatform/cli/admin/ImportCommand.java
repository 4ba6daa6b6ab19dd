package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Version;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code im admin import}: takes what {@code im admin export} wrote over into an empty store. */
@Command(
        name = "import",
        description = "Takes a file that export wrote over into an empty store, all of it or nothing. Numbers, ids and "
                + "positions stay, so that clients simply resume. All of the file is checked first.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ImportCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private StoreOption store;

    @Parameters(paramLabel = "FILE", description = "The file that was exported.")
    @SuppressWarnings("NullAway.Init") // picocli's
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    ImportCommand() {}

    @Override
    public Integer call() {
        long records = check();
        Provider.Stores stores = store.open();
        try (RecordFile lines = RecordFile.open(file)) {
            StoreOption.transfer(stores).load(lines);
            spec.commandLine().getOut().println("imported " + records + " records into " + stores.location());
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        } catch (StoreException | IllegalStateException | IllegalArgumentException e) {
            throw new Failure(stores.location() + " is as it was: " + e.getMessage(), e);
        } finally {
            StoreOption.close(stores);
        }
    }

    /** Reads all of the file, before the store is touched. */
    private long check() {
        RecordCheck check = new RecordCheck();
        try (RecordFile lines = RecordFile.open(file)) {
            for (Iterator<StoreRecord> records = lines; records.hasNext(); ) {
                lines.checked(check);
            }
            return lines.count();
        } catch (RecordFile.Malformed e) {
            throw new Failure(file + ":" + e.line() + ": " + e.getMessage() + "; nothing was imported", e);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private Failure unreadable(Exception e) {
        return new Failure(file + " cannot be read: " + e.getMessage(), e);
    }
}
