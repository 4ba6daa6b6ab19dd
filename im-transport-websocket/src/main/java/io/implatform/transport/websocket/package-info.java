/**
 * The WebSocket transport: {@link io.implatform.transport.websocket.WebSocketTransport} listens on a port,
 * serves the web page, and makes a session of each WebSocket.
 *
 * <p>A connection begins with HTTP ({@code HttpFront}): files ({@code WebFiles}), {@code /health}, or the
 * opening of a WebSocket ({@code Handshake}, {@code Origins}). From then on its bytes are cut into frames
 * ({@code FrameReader}), each whole message of which is a request ({@code WebSocketConnection}). What the
 * server says is spelled by {@code WebSocketFormat}, frame headers included, once for all who are to
 * hear it. The rest is that of every transport on Netty: {@code io.implatform.transport.netty}.
 */
@NullMarked
package io.implatform.transport.websocket;

import org.jspecify.annotations.NullMarked;
