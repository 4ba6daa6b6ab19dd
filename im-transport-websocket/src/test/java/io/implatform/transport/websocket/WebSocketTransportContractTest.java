package io.implatform.transport.websocket;

import io.implatform.core.logic.Command;
import io.implatform.core.spi.Transport;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.testkit.Peer;
import io.implatform.testkit.TransportContract;
import io.implatform.transport.netty.EventLoops.Sockets;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The WebSocket transport is held to the contract like anyone's: with io_uring, with epoll in one event
 * loop, and with NIO. */
final class WebSocketTransportContractTest {

    private record WebSocketPeer(RawClient client) implements Peer {
        @Override
        public byte[] spell(Command command) {
            return RawClient.frame(RawClient.TEXT, ClientCodec.encode(null, command));
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            client.write(bytes);
        }

        @Override
        public String read() throws IOException {
            return client.read()
                    .filter(frame -> frame.opcode() == RawClient.TEXT)
                    .map(RawClient.Frame::text)
                    .orElse(null);
        }

        @Override
        public String address() {
            Socket socket = client.socket();
            return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
        }

        @Override
        public void endOutput() throws IOException {
            client.endOutput();
        }

        @Override
        public void reset() throws IOException {
            client.socket().setSoLinger(true, 0);
            client.close();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private abstract static class OverWebSocket extends TransportContract {
        @Override
        protected Peer connect(URI address) throws IOException {
            return new WebSocketPeer(RawClient.open(address));
        }

        @Override
        protected String shown(byte[] frame) {
            int headerBytes = (frame[1] & 0xFF) < 126 ? 2 : frame[1] == 126 ? 4 : 10;
            return new String(Arrays.copyOfRange(frame, headerBytes, frame.length), StandardCharsets.UTF_8);
        }
    }

    @Nested
    @DisplayName("io_uring")
    final class WithIoUring extends OverWebSocket {
        @BeforeEach
        void onLinux() {
            Assumptions.assumeTrue(IoUring.isAvailable(), "the kernel has no io_uring, or does not let us");
        }

        @Override
        protected Transport transport(int port) {
            return WebSocketTransport.on("127.0.0.1", port);
        }
    }

    @Nested
    @DisplayName("NIO")
    final class WithNio extends OverWebSocket {
        @Override
        protected Transport transport(int port) {
            return WebSocketTransport.on("127.0.0.1", port).with(Sockets.NIO);
        }
    }

    @Nested
    @DisplayName("epoll in one event loop")
    final class WithEpoll extends OverWebSocket {
        @BeforeEach
        void onLinux() {
            Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll");
        }

        @Override
        protected Transport transport(int port) {
            return WebSocketTransport.on("127.0.0.1", port).withEventLoops(1).with(Sockets.EPOLL);
        }
    }
}
