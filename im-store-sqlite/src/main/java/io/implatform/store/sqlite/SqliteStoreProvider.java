package io.implatform.store.sqlite;

import io.implatform.core.spi.Provider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens a {@link SqliteStore} for {@code sqlite:PATH}: {@code sqlite:im.db} in the current folder,
 * {@code sqlite:/var/lib/im/im.db} or {@code sqlite:///var/lib/im/im.db}. As in any URI, a space is
 * written {@code %20}, a {@code %} is {@code %25}, a {@code #} is {@code %23} and a {@code ?} is {@code %3F}.
 */
public final class SqliteStoreProvider implements Provider.OfStore {
    private static final String FORM = "; it looks like sqlite:im.db or sqlite:/var/lib/im/im.db";

    /** For {@link java.util.ServiceLoader}. */
    public SqliteStoreProvider() {}

    @Override
    public String scheme() {
        return "sqlite";
    }

    @Override
    public Stores store(URI uri) throws IOException {
        SqliteStore store = SqliteStore.open(path(uri));
        return new Stores(store, store, store.file().toString());
    }

    @Override
    public Optional<Path> file(URI uri) {
        return Optional.of(path(uri));
    }

    @Override
    public Optional<String> restore(URI uri, Path backup) throws IOException {
        return SqliteStore.restore(backup, path(uri)).map(Path::toString);
    }

    static Path path(URI uri) {
        // Refused rather than cut off: the database would be another file than the one that is meant.
        if (uri.getRawFragment() != null || uri.getRawSchemeSpecificPart().indexOf('?') >= 0) {
            throw new IllegalArgumentException("in a path a # is written %23 and a ? is written %3F" + FORM);
        }
        String path = uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath();
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("a path has one slash or three before it, not two" + FORM);
        }
        if (path.isEmpty() || path.equals(":memory:")) {
            throw new IllegalArgumentException("the path of a file is missing" + FORM);
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason() + FORM, e);
        }
    }
}
