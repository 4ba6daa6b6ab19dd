package io.implatform.store.sqlite;

import io.implatform.core.spi.UserStore;
import io.implatform.testkit.UserStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteUserStoreTest extends UserStoreContract {
    @TempDir
    private Path folder;

    private int stores;

    @Override
    protected UserStore open() throws IOException {
        return SqliteStore.open(folder.resolve("im" + ++stores + ".db"));
    }

    @Override
    protected Optional<UserStore> reopen(UserStore closed) throws IOException {
        return Optional.of(SqliteStore.open(((SqliteStore) closed).file()));
    }
}
