package io.implatform.transport.tcp;

import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.Transport;
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
    private static final int MAX_DEFAULT_EVENT_LOOPS = 4;

    private final String host;
    private final int port;
    private final int eventLoops;
    private final boolean epoll;

    private TcpTransport(String host, int port, int eventLoops, boolean epoll) {
        this.host = host;
        this.port = port;
        this.eventLoops = eventLoops;
        this.epoll = epoll;
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
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0 and 65535");
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return new TcpTransport(host, port, Math.min(cores, MAX_DEFAULT_EVENT_LOOPS), true);
    }

    /** The same with another number of event loops, which is its number of threads; at least 1. */
    public TcpTransport withEventLoops(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("event loops: " + count + " < 1");
        }
        return new TcpTransport(host, port, count, epoll);
    }

    /** The same on the JDK's own sockets, for tests of what other systems than Linux get. */
    TcpTransport withoutEpoll() {
        return new TcpTransport(host, port, eventLoops, false);
    }

    @Override
    public Listener start(SessionHost sessions) throws IOException {
        return TcpListener.start(sessions, host, port, eventLoops, epoll);
    }
}
