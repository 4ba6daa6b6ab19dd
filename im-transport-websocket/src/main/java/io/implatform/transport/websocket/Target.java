package io.implatform.transport.websocket;

import org.jspecify.annotations.Nullable;

/** What a request line asks for (RFC 9112, 3.2). */
final class Target {
    private Target() {}

    /** The host that an absolute target names; {@code null} where it names none, as most do. */
    static @Nullable String host(String uri) {
        if (!uri.startsWith("http://") && !uri.startsWith("https://")) {
            return null;
        }
        String rest = uri.substring(uri.indexOf("//") + 2);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    /**
     * The path alone, as it was written: no encoded character is decoded, as no name here needs one.
     *
     * @return {@code null} if there is none
     */
    static @Nullable String path(String uri) {
        String path = uri;
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            int slash = uri.indexOf('/', uri.indexOf("//") + 2);
            path = slash < 0 ? "/" : uri.substring(slash);
        }
        int query = path.indexOf('?');
        if (query >= 0) {
            path = path.substring(0, query);
        }
        return path.startsWith("/") ? path : null;
    }
}
