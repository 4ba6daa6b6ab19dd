package io.implatform.transport.tcp;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.ListenAddress;
import java.net.URI;

/** Makes a {@link TcpTransport} of {@code tcp://HOST:PORT}; an IPv6 address stands in brackets. */
public final class TcpTransportProvider implements Provider.OfTransport {
    private static final int EXAMPLE_PORT = 5_050;

    /** For {@link java.util.ServiceLoader}. */
    public TcpTransportProvider() {}

    @Override
    public String scheme() {
        return TcpTransport.SCHEME;
    }

    @Override
    public Transport transport(URI uri) {
        ListenAddress address = ListenAddress.parse(uri, TcpTransport.SCHEME, EXAMPLE_PORT);
        return TcpTransport.on(address.host(), address.port());
    }
}
