package io.implatform.transport.tcp;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.Transport;
import java.net.URI;

/** Makes a {@link TcpTransport} of {@code tcp://HOST:PORT}; an IPv6 address stands in brackets. */
public final class TcpTransportProvider implements Provider.OfTransport {

    /** For {@link java.util.ServiceLoader}. */
    public TcpTransportProvider() {}

    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public Transport transport(URI uri) {
        String host = uri.getHost();
        String path = uri.getRawPath();
        boolean good = scheme().equalsIgnoreCase(uri.getScheme())
                && host != null
                && uri.getPort() >= 0
                && uri.getPort() <= 65_535
                && uri.getRawUserInfo() == null
                && (path == null || path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!good || host == null) {
            throw new IllegalArgumentException("\"" + uri + "\" is not of the form tcp://HOST:PORT,"
                    + " such as tcp://127.0.0.1:5050 or tcp://[::1]:5050; port 0 takes a free one");
        }
        boolean isIpv6 = host.startsWith("[");
        return TcpTransport.on(isIpv6 ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }
}
