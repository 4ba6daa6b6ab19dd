/** The HTTP listener: the web page, and the WebSocket that it talks to. */
module io.implatform.transport.websocket {
    requires transitive io.implatform.core;
    requires static transitive org.jspecify;
    requires io.implatform.protocol;
    requires io.implatform.transport.netty;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;

    exports io.implatform.transport.websocket;

    provides io.implatform.core.spi.Provider.OfTransport with
            io.implatform.transport.websocket.WebSocketTransportProvider,
            io.implatform.transport.websocket.HttpsTransportProvider;
}
