/**
 * What bridges a session to a Netty channel, for transports to build upon: {@link
 * io.implatform.transport.netty.NettyListener} binds, accepts and closes; {@link
 * io.implatform.transport.netty.NettyConnection} serves one connection.
 *
 * <p>A transport extends {@code NettyConnection} and cuts the bytes that it is given into requests;
 * what the server has for the peer leaves in one write without its help ({@code Output}). All
 * connections of one event loop that the server rang for are served in one go ({@code EventLoopWorker}).
 */
@NullMarked
package io.implatform.transport.netty;

import org.jspecify.annotations.NullMarked;
