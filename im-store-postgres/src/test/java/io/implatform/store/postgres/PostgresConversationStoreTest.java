package io.implatform.store.postgres;

import io.implatform.core.spi.ConversationStore;
import io.implatform.testkit.ConversationStoreContract;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class PostgresConversationStoreTest extends ConversationStoreContract {
    private final Map<ConversationStore, URI> opened = new HashMap<>();

    @Override
    protected ConversationStore open() throws IOException {
        return open(TestDatabase.empty());
    }

    private ConversationStore open(URI uri) throws IOException {
        PostgresStore store = PostgresStore.open(uri);
        opened.put(store, uri);
        return store;
    }

    @Override
    protected Optional<ConversationStore> reopen(ConversationStore closed) throws IOException {
        return Optional.of(open(opened.get(closed)));
    }

    @AfterEach
    void drop() throws Exception {
        for (URI uri : opened.values()) {
            TestDatabase.drop(uri);
        }
    }
}
