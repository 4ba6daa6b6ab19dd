package io.implatform.store.sqlite;

import io.implatform.testkit.StoreTransferContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTransferTest extends StoreTransferContract<SqliteStore> {
    @TempDir
    private Path folder;

    private int stores;

    @Override
    protected SqliteStore open() throws IOException {
        return SqliteStore.open(folder.resolve("im" + ++stores + ".db"));
    }
}
