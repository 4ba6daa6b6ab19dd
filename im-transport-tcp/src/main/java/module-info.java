/** The TCP listener. */
module io.implatform.transport.tcp {
    requires transitive io.implatform.core;
    requires static transitive org.jspecify;
    requires io.implatform.protocol;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires jdk.net;
    requires org.slf4j;

    exports io.implatform.transport.tcp;

    provides io.implatform.core.spi.Provider.OfTransport with
            io.implatform.transport.tcp.TcpTransportProvider;
}
