/**
 * The TCP transport: {@link io.implatform.transport.tcp.TcpTransport} listens on a port and makes a
 * session of each connection.
 *
 * <p>How it works, from a connection's side: its bytes are cut into lines ({@code LineSplitter}), each
 * line is decoded and handed over, and what the server has for it leaves in one write ({@code
 * TcpConnection}). All connections of one event loop that the server rang for are served in one go
 * ({@code EventLoopWorker}). {@code TcpListener} binds, accepts and closes.
 */
@NullMarked
package io.implatform.transport.tcp;

import org.jspecify.annotations.NullMarked;
