package io.implatform.transport.tcp;

import io.implatform.core.spi.Transport;
import io.implatform.testkit.Peer;
import io.implatform.testkit.SocketPeer;
import io.implatform.testkit.TextRequests;
import io.implatform.testkit.TransportContract;
import io.implatform.transport.netty.EventLoops.Sockets;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The TCP transport is held to the contract like anyone's: with io_uring, with epoll in one
 * event loop, with NIO, and behind TLS. */
final class TcpTransportContractTest {
    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) {
        certificate = TestCertificate.make(folder, "contract", "EC");
    }

    private abstract static class OverTcp extends TransportContract {
        @Override
        protected Peer connect(URI address) throws IOException {
            return new SocketPeer(address, command -> TextRequests.line(null, command));
        }
    }

    @Nested
    @DisplayName("io_uring")
    final class WithIoUring extends OverTcp {
        @BeforeEach
        void onLinux() {
            Assumptions.assumeTrue(IoUring.isAvailable(), "the kernel has no io_uring, or does not let us");
        }

        @Override
        protected Transport transport(int port) {
            return TcpTransport.on("127.0.0.1", port);
        }
    }

    @Nested
    @DisplayName("NIO")
    final class WithNio extends OverTcp {
        @Override
        protected Transport transport(int port) {
            return TcpTransport.on("localhost", port).with(Sockets.NIO);
        }
    }

    @Nested
    @DisplayName("TLS")
    final class WithTls extends TransportContract {
        @Override
        protected Transport transport(int port) {
            return TcpTransport.on("127.0.0.1", port).withTls(certificate.files());
        }

        @Override
        protected Peer connect(URI address) throws IOException {
            return new SocketPeer(address, command -> TextRequests.line(null, command), certificate.sockets());
        }
    }

    @Nested
    @DisplayName("epoll in one event loop")
    final class WithEpoll extends OverTcp {
        @BeforeEach
        void onLinux() {
            Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll");
        }

        @Override
        protected Transport transport(int port) {
            return TcpTransport.on("127.0.0.1", port).withEventLoops(1).with(Sockets.EPOLL);
        }
    }
}
