/** What bridges a session to a Netty channel. */
module io.implatform.transport.netty {
    requires transitive io.implatform.core;
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires static transitive org.jspecify;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires jdk.net;
    requires org.slf4j;

    exports io.implatform.transport.netty;
}
