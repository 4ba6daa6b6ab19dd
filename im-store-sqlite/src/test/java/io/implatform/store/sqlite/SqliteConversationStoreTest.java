package io.implatform.store.sqlite;

import io.implatform.core.spi.ConversationStore;
import io.implatform.testkit.ConversationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteConversationStoreTest extends ConversationStoreContract {
    @TempDir
    private Path folder;

    private int stores;

    @Override
    protected ConversationStore open() throws IOException {
        return SqliteStore.open(folder.resolve("im" + ++stores + ".db"));
    }

    @Override
    protected Optional<ConversationStore> reopen(ConversationStore closed) throws IOException {
        return Optional.of(SqliteStore.open(((SqliteStore) closed).file()));
    }
}
