package io.implatform.store.sqlite;

import io.implatform.core.spi.ModerationStore;
import io.implatform.testkit.ModerationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteModerationStoreTest extends ModerationStoreContract {
    @TempDir
    private Path folder;

    private int stores;

    @Override
    protected ModerationStore open() throws IOException {
        return SqliteStore.open(folder.resolve("im" + ++stores + ".db"));
    }

    @Override
    protected Optional<ModerationStore> reopen(ModerationStore closed) throws IOException {
        return Optional.of(SqliteStore.open(((SqliteStore) closed).file()));
    }
}
