package io.implatform.transport.websocket;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose pages may open a WebSocket here, and by which names this server is called. Browsers open one for any
 * page and say whose it is in {@code Origin} (RFC 6455, 10.2); what is no browser says nothing and may.
 *
 * <p>A page of this server's own has the origin of the {@code Host} that it was loaded from. That alone would
 * let DNS rebinding in: a stranger's name that is made to point at a server that only this machine should reach.
 * So a server on the loopback interface answers to addresses, to {@code localhost}, and to the names of the
 * origins that it was told of.
 *
 * <p>Immutable. Threads: any.
 */
final class Origins {
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@\\s]+");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final boolean onLoopback;
    private final Set<String> allowed;

    /**
     * The rules of one listener.
     *
     * @param onLoopback whether only this machine can reach it
     * @param allowed origins beside its own, as {@link #normal} has them
     */
    Origins(boolean onLoopback, Set<String> allowed) {
        this.onLoopback = onLoopback;
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * An origin as a browser would write it.
     *
     * @throws IllegalArgumentException if it is not of the form {@code https://HOST} or {@code https://HOST:PORT}
     */
    static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        boolean good = ORIGIN.matcher(lower).matches() && isHost(authority(lower));
        if (!good) {
            throw new IllegalArgumentException("\"" + origin + "\" is no origin: it is written https://HOST or"
                    + " https://HOST:PORT, without a path, such as https://chat.example.org");
        }
        String defaultPort = lower.startsWith("https:") ? ":443" : ":80";
        return lower.endsWith(defaultPort) ? lower.substring(0, lower.length() - defaultPort.length()) : lower;
    }

    private static String authority(String origin) {
        return origin.substring(origin.indexOf("//") + 2);
    }

    /** Whether a Host header has the form of one (RFC 9110, 7.2). */
    static boolean isHost(String host) {
        return HOST.matcher(host).matches();
    }

    /** Whether this server is called so. */
    boolean answersTo(String host) {
        String name = withoutPort(host.toLowerCase(Locale.ROOT));
        return !onLoopback
                || name.startsWith("[")
                || IPV4.matcher(name).matches()
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || allowed.stream()
                        .anyMatch(origin -> withoutPort(authority(origin)).equals(name));
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    /**
     * Whether a page may open a WebSocket here.
     *
     * @param origin the Origin header; {@code null} where there is none
     * @param host the Host header
     */
    boolean allows(@Nullable String origin, String host) {
        if (origin == null) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        return ORIGIN.matcher(lower).matches()
                && (authority(lower).equals(host.toLowerCase(Locale.ROOT)) || allowed.contains(lower));
    }
}
