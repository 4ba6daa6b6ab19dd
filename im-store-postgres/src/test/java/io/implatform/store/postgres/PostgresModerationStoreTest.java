package io.implatform.store.postgres;

import io.implatform.core.spi.ModerationStore;
import io.implatform.testkit.ModerationStoreContract;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class PostgresModerationStoreTest extends ModerationStoreContract {
    private final Map<ModerationStore, URI> opened = new HashMap<>();

    @Override
    protected ModerationStore open() throws IOException {
        return open(TestDatabase.empty());
    }

    private ModerationStore open(URI uri) throws IOException {
        PostgresStore store = PostgresStore.open(uri);
        opened.put(store, uri);
        return store;
    }

    @Override
    protected Optional<ModerationStore> reopen(ModerationStore closed) throws IOException {
        return Optional.of(open(opened.get(closed)));
    }

    @AfterEach
    void drop() throws Exception {
        for (URI uri : opened.values()) {
            TestDatabase.drop(uri);
        }
    }
}
