package io.implatform.store.postgres;

import io.implatform.core.spi.UserStore;
import io.implatform.testkit.UserStoreContract;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class PostgresUserStoreTest extends UserStoreContract {
    private final Map<UserStore, URI> opened = new HashMap<>();

    @Override
    protected UserStore open() throws IOException {
        return open(TestDatabase.empty());
    }

    private UserStore open(URI uri) throws IOException {
        PostgresStore store = PostgresStore.open(uri);
        opened.put(store, uri);
        return store;
    }

    @Override
    protected Optional<UserStore> reopen(UserStore closed) throws IOException {
        return Optional.of(open(opened.get(closed)));
    }

    @AfterEach
    void drop() throws Exception {
        for (URI uri : opened.values()) {
            TestDatabase.drop(uri);
        }
    }
}
