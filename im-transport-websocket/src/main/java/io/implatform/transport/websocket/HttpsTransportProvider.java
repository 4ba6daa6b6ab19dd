package io.implatform.transport.websocket;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import java.net.URI;

/** Makes a {@link WebSocketTransport} behind TLS of {@code https://HOST:PORT}, with the options of {@code http://}. */
public final class HttpsTransportProvider implements Provider.OfTransport {
    private static final int EXAMPLE_PORT = 8_443;

    /** For {@link java.util.ServiceLoader}. */
    public HttpsTransportProvider() {}

    @Override
    public String scheme() {
        return WebSocketTransport.TLS_SCHEME;
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
        return WebSocketTransportProvider.of(uri, WebSocketTransport.TLS_SCHEME, EXAMPLE_PORT)
                .withTls(files);
    }
}
