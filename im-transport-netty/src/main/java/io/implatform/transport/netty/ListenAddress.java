package io.implatform.transport.netty;

import java.net.URI;

/**
 * Where a transport listens: {@code SCHEME://HOST:PORT}.
 *
 * @param scheme what is spoken there, such as {@code tcp}
 * @param host a name or a literal address, an IPv6 one without brackets; {@code 0.0.0.0} or {@code ::} for
 *     every one of this machine
 * @param port 0 to 65535; 0 takes a free one
 */
public record ListenAddress(String scheme, String host, int port) {

    /** @throws IllegalArgumentException if the host is empty, or the port out of range */
    public ListenAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0 and 65535");
        }
    }

    /**
     * The address that a URI names.
     *
     * @param scheme what its scheme has to be
     * @param examplePort for the message
     * @throws IllegalArgumentException if it is not {@code scheme://HOST:PORT}; the message says what it should be
     */
    public static ListenAddress parse(URI uri, String scheme, int examplePort) {
        String host = uri.getHost();
        String path = uri.getRawPath();
        boolean good = scheme.equalsIgnoreCase(uri.getScheme())
                && host != null
                && uri.getPort() >= 0
                && uri.getPort() <= 65_535
                && uri.getRawUserInfo() == null
                && (path == null || path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!good || host == null) {
            throw new IllegalArgumentException(
                    "\"" + uri + "\" is not of the form " + scheme + "://HOST:PORT, such as " + scheme + "://127.0.0.1:"
                            + examplePort + " or " + scheme + "://[::1]:" + examplePort + "; port 0 takes a free one");
        }
        boolean isIpv6 = host.startsWith("[");
        return new ListenAddress(scheme, isIpv6 ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }

    /** Such as {@code tcp://[::1]:5050}. */
    @Override
    public String toString() {
        return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
