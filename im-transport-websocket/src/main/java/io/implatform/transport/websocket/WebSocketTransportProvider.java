package io.implatform.transport.websocket;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.ListenAddress;
import java.net.URI;

/**
 * Makes a {@link WebSocketTransport} of {@code http://HOST:PORT}; an IPv6 address stands in brackets. {@code
 * ?origin=https://chat.example.org} behind it, further ones after {@code &}, opens it to other sites' pages.
 */
public final class WebSocketTransportProvider implements Provider.OfTransport {
    private static final int EXAMPLE_PORT = 8_080;
    private static final String ORIGIN = "origin=";

    /** For {@link java.util.ServiceLoader}. */
    public WebSocketTransportProvider() {}

    @Override
    public String scheme() {
        return WebSocketTransport.SCHEME;
    }

    @Override
    public Transport transport(URI uri) {
        return of(uri, WebSocketTransport.SCHEME, EXAMPLE_PORT);
    }

    /** The transport that a URI of that scheme describes, without TLS. */
    static WebSocketTransport of(URI uri, String scheme, int examplePort) {
        String whole = uri.toString();
        int query = whole.indexOf('?');
        URI place = query < 0 ? uri : URI.create(whole.substring(0, query));
        ListenAddress address = ListenAddress.parse(place, scheme, examplePort);
        WebSocketTransport transport = WebSocketTransport.on(address.host(), address.port());
        if (query < 0) {
            return transport;
        }
        for (String option : whole.substring(query + 1).split("&", -1)) {
            if (!option.startsWith(ORIGIN)) {
                throw new IllegalArgumentException("\"" + option + "\" is no option: there is " + ORIGIN
                        + "https://HOST, the origin of pages that may open a WebSocket here");
            }
            transport = transport.allowing(option.substring(ORIGIN.length()));
        }
        return transport;
    }
}
