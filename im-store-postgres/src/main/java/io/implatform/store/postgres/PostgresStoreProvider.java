package io.implatform.store.postgres;

import io.implatform.core.spi.Provider;
import java.io.IOException;
import java.net.URI;

/** Opens a {@link PostgresStore} for {@code postgresql://user:password@host/database}: see {@link PostgresStore#open}. */
public final class PostgresStoreProvider implements Provider.OfStore {

    /** For {@link java.util.ServiceLoader}. */
    public PostgresStoreProvider() {}

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    public Stores store(URI uri) throws IOException {
        PostgresStore store = PostgresStore.open(uri);
        return new Stores(store, store, store.location());
    }
}
