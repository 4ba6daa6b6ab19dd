package io.implatform.cli;

import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreInUseException;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * The parts that URIs name, among those whose {@link Provider} is on the class path: a jar of somebody
 * else's beside this one is enough to have its scheme.
 */
public final class Parts {
    private Parts() {}

    /** Something to listen on. */
    record Listen(String option, String given, URI uri, Provider.OfTransport provider) {
        Transport transport() {
            return made(option, given, () -> provider.transport(uri));
        }

        Transport transport(TlsFiles files) {
            return made(option, given, () -> provider.transport(uri, files));
        }
    }

    static Listen listen(String option, String uri) {
        URI parsed = parse(option, uri, "tcp://127.0.0.1:5050");
        return new Listen(option, uri, parsed, find(option, Provider.OfTransport.class, parsed));
    }

    public static Provider.Stores stores(String option, String uri) {
        URI parsed = parse(option, uri, "sqlite:im.db");
        Provider.OfStore provider = find(option, Provider.OfStore.class, parsed);
        return made(option, uri, () -> provider.store(parsed));
    }

    /**
     * The same, for those who wait while somebody else has the store open.
     *
     * @throws StoreInUseException if somebody has
     */
    public static Provider.Stores storesOrBusy(String option, String uri) throws StoreInUseException {
        URI parsed = parse(option, uri, "sqlite:im.db");
        Provider.OfStore provider = find(option, Provider.OfStore.class, parsed);
        try {
            return provider.store(parsed);
        } catch (StoreInUseException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new Failure(option + " " + uri + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The file in which a store keeps its data; empty for one that has no such file. */
    public static Optional<Path> storeFile(String option, String uri) {
        URI parsed = parse(option, uri, "sqlite:im.db");
        Provider.OfStore provider = find(option, Provider.OfStore.class, parsed);
        return made(option, uri, () -> provider.file(parsed));
    }

    /**
     * Puts a backup in the place of a store.
     *
     * @return where what was there is now; empty if nothing was there
     */
    public static Optional<String> restore(String option, String uri, Path backup) {
        URI parsed = parse(option, uri, "sqlite:im.db");
        Provider.OfStore provider = find(option, Provider.OfStore.class, parsed);
        try {
            return made(option, uri, () -> provider.restore(parsed, backup));
        } catch (UnsupportedOperationException e) {
            throw new Failure(option + " " + uri + ": " + e.getMessage(), e);
        }
    }

    public static MessageRouter router(String option, String uri) {
        URI parsed = parse(option, uri, "SCHEME://HOST:PORT");
        Provider.OfRouter provider = find(option, Provider.OfRouter.class, parsed);
        return made(option, uri, () -> provider.router(parsed));
    }

    private interface Maker<T> {
        T make() throws IOException;
    }

    private static <T> T made(String option, String uri, Maker<T> maker) {
        try {
            return maker.make();
        } catch (IllegalArgumentException e) {
            throw new Failure(option + " " + shown(uri) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** A URI without the password that may be in it. */
    static String shown(String uri) {
        return uri.replaceFirst("//([^/:@]*):.*@", "//$1:***@");
    }

    private static URI parse(String option, String uri, String example) {
        URI parsed;
        try {
            // Two things that people write and a URI may not hold: a space in a path, nothing behind memory:
            parsed = new URI(uri.equals("memory:") ? "memory:/" : uri.replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new Failure(
                    option + " " + shown(uri) + ": not a URI (" + e.getReason() + "); it looks like " + example, e);
        }
        if (parsed.getScheme() == null) {
            throw new Failure(option + " " + shown(uri) + ": not a URI with a scheme; it looks like " + example);
        }
        return parsed;
    }

    private static <P extends Provider> P find(String option, Class<P> kind, URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        List<P> providers = new ArrayList<>();
        ServiceLoader.load(kind).forEach(providers::add);
        for (P provider : providers) {
            if (provider.scheme().equals(scheme)) {
                return provider;
            }
        }
        TreeSet<String> known = new TreeSet<>();
        providers.forEach(provider -> known.add(provider.scheme() + ":"));
        throw new Failure(option + " " + shown(uri.toString()) + ": nothing here takes \"" + scheme + ":\"; "
                + (known.isEmpty() ? "there is nothing to choose from" : "there is " + String.join(", ", known)));
    }
}
