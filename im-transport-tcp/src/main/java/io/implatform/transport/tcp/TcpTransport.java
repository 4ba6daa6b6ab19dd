package io.implatform.transport.tcp;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.EventLoops;
import io.implatform.transport.netty.ListenAddress;
import io.implatform.transport.netty.NettyListener;
import java.io.IOException;

/**
 * A TCP listener that speaks the line protocol of {@code docs/protocol.md}.
 *
 * <pre>{@code
 * Transport transport = TcpTransport.on("127.0.0.1", 5050);
 * }</pre>
 *
 * <p>It runs a few daemon threads, named {@code im-tcp-…}, each with an event loop: epoll on Linux, NIO
 * elsewhere. A connection holds a few KiB while it is idle, and at most one line, one received buffer
 * (16 KiB) and one write (64 KiB, or one frame where that is larger) while it is not. A line that the
 * peer has not ended when it shuts its output is no request and is dropped.
 *
 * <p>Immutable. Threads: any.
 */
public final class TcpTransport implements Transport {
    static final String SCHEME = "tcp";

    private final ListenAddress address;
    private final EventLoops loops;

    private TcpTransport(ListenAddress address, EventLoops loops) {
        this.address = address;
        this.loops = loops;
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
        return new TcpTransport(new ListenAddress(SCHEME, host, port), EventLoops.defaults("im-tcp"));
    }

    /** The same with another number of event loops, which is its number of threads; at least 1. */
    public TcpTransport withEventLoops(int count) {
        return new TcpTransport(address, loops.withCount(count));
    }

    /** The same on the JDK's own sockets, for tests of what other systems than Linux get. */
    TcpTransport withoutEpoll() {
        return new TcpTransport(address, loops.withoutEpoll());
    }

    @Override
    public Listener start(SessionHost sessions) throws IOException {
        int scratchBytes = sessions.limits().getInt(Limit.LINE_BYTES) + 1;
        return NettyListener.start(
                address,
                loops,
                scratchBytes,
                (pipeline, worker) -> pipeline.addLast(new TcpConnection(worker, sessions)));
    }
}
