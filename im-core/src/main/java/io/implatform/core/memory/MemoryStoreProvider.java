package io.implatform.core.memory;

import io.implatform.core.spi.Provider;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Makes a {@link MemoryStore} for {@code memory:/}. A URI cannot end with the colon of its scheme, so
 * slashes may follow it, and nothing else.
 */
public final class MemoryStoreProvider implements Provider.OfStore {
    private static final Pattern NOTHING = Pattern.compile("/*");

    /** For {@link java.util.ServiceLoader}. */
    public MemoryStoreProvider() {}

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public Stores store(URI uri) {
        if (!NOTHING.matcher(uri.getRawSchemeSpecificPart()).matches() || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a store in memory has no name and no options: memory:/");
        }
        MemoryStore store = new MemoryStore();
        return new Stores(store, store, "memory");
    }
}
