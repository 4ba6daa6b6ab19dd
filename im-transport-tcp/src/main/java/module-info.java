/** The TCP listener. */
module io.implatform.transport.tcp {
    requires transitive io.implatform.core;
    requires static transitive org.jspecify;
    requires io.implatform.protocol;
    requires io.implatform.transport.netty;

    exports io.implatform.transport.tcp;

    provides io.implatform.core.spi.Provider.OfTransport with
            io.implatform.transport.tcp.TcpTransportProvider,
            io.implatform.transport.tcp.TlsTransportProvider;
}
