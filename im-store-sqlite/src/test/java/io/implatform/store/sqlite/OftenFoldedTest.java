package io.implatform.store.sqlite;

import io.implatform.core.spi.ConversationStore;
import io.implatform.testkit.ConversationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Whether messages wait in the tail, are being folded or are in their place makes no difference to anybody. */
class OftenFoldedTest extends ConversationStoreContract {
    @TempDir
    private Path folder;

    private int stores;

    private static ConversationStore open(Path file) throws IOException {
        return SqliteStore.open(file, Migrations.ALL, 6);
    }

    @Override
    protected ConversationStore open() throws IOException {
        return open(folder.resolve("im" + ++stores + ".db"));
    }

    @Override
    protected Optional<ConversationStore> reopen(ConversationStore closed) throws IOException {
        return Optional.of(open(((SqliteStore) closed).file()));
    }
}
