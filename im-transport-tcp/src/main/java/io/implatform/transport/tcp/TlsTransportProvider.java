package io.implatform.transport.tcp;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.ListenAddress;
import java.net.URI;

/** Makes a {@link TcpTransport} behind TLS of {@code tls://HOST:PORT}; an IPv6 address stands in brackets. */
public final class TlsTransportProvider implements Provider.OfTransport {
    private static final int EXAMPLE_PORT = 5_051;

    /** For {@link java.util.ServiceLoader}. */
    public TlsTransportProvider() {}

    @Override
    public String scheme() {
        return TcpTransport.TLS_SCHEME;
    }

    @Override
    public boolean isEncrypted() {
        return true;
    }

    @Override
    public Transport transport(URI uri) {
        throw new IllegalArgumentException("it needs a certificate");
    }

    @Override
    public Transport transport(URI uri, TlsFiles files) {
        ListenAddress address = ListenAddress.parse(uri, TcpTransport.TLS_SCHEME, EXAMPLE_PORT);
        return TcpTransport.on(address.host(), address.port()).withTls(files);
    }
}
