package io.implatform.transport.tcp;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.EventLoops;
import io.implatform.transport.netty.ListenAddress;
import io.implatform.transport.netty.NettyListener;
import java.io.IOException;
import java.util.Optional;

/**
 * A TCP listener, plain or behind TLS, that speaks the line protocol of {@code docs/protocol.md}.
 *
 * <pre>{@code
 * Transport transport = TcpTransport.on("127.0.0.1", 5050);
 * }</pre>
 *
 * <p>It runs a few daemon threads, named {@code im-tcp-…}, each with an event loop: epoll on Linux, and
 * io_uring for what is sent where the kernel lets us, NIO elsewhere. A connection holds a few KiB while it
 * is idle, and at most one line, one received buffer (16 KiB) and one write (64 KiB, or one frame where that
 * is larger) while it is not. A line that the peer has not ended when it shuts its output is no request and
 * is dropped.
 *
 * <p>Immutable. Threads: any.
 */
public final class TcpTransport implements Transport {
    static final String SCHEME = "tcp";
    static final String TLS_SCHEME = "tls";

    private final ListenAddress address;
    private final EventLoops loops;
    private final Optional<TlsFiles> tls;

    private TcpTransport(ListenAddress address, EventLoops loops, Optional<TlsFiles> tls) {
        this.address = address;
        this.loops = loops;
        this.tls = tls;
    }

    /**
     * A transport that listens on one address, with as many event loops as the machine has cores, but no
     * more than 4.
     *
     * @param host a name or a literal address; {@code 0.0.0.0} or {@code ::} for every one of this machine
     * @param port 0 to 65535; 0 takes a free one, which {@link io.implatform.core.spi.Transport.Listener#address}
     *     tells
     */
    public static TcpTransport on(String host, int port) {
        return new TcpTransport(new ListenAddress(SCHEME, host, port), EventLoops.defaults("im-tcp"), Optional.empty());
    }

    /** The same with another number of event loops, which is its number of threads; at least 1. */
    public TcpTransport withEventLoops(int count) {
        return new TcpTransport(address, loops.withCount(count), tls);
    }

    /** The same by other means than the best, for tests of what other systems get. */
    TcpTransport with(EventLoops.Sockets sockets) {
        return new TcpTransport(address, loops.with(sockets), tls);
    }

    /**
     * The same behind TLS 1.3 or 1.2: nothing is spoken there in plain. The files are read when it starts, which fails
     * where they cannot be used, and again when they change; where those cannot be used that is logged, and the old
     * ones stay in force.
     */
    public TcpTransport withTls(TlsFiles files) {
        return new TcpTransport(
                new ListenAddress(TLS_SCHEME, address.host(), address.port()), loops, Optional.of(files));
    }

    @Override
    public Listener start(SessionHost sessions) throws IOException {
        int scratchBytes = sessions.limits().getInt(Limit.LINE_BYTES) + 1;
        return NettyListener.start(
                address,
                loops,
                scratchBytes,
                tls,
                (pipeline, worker) -> pipeline.addLast(new TcpConnection(worker, sessions)));
    }
}
