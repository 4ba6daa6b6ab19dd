/**
 * The TCP transport: {@link io.implatform.transport.tcp.TcpTransport} listens on a port and makes a
 * session of each connection.
 *
 * <p>A connection's bytes are cut into lines ({@code LineSplitter}), and each line is decoded and handed
 * over ({@code TcpConnection}). The rest is that of every transport on Netty: {@code
 * io.implatform.transport.netty}.
 */
@NullMarked
package io.implatform.transport.tcp;

import org.jspecify.annotations.NullMarked;
