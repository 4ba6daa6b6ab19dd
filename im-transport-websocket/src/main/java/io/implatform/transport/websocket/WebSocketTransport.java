package io.implatform.transport.websocket;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import io.implatform.transport.netty.EventLoops;
import io.implatform.transport.netty.ListenAddress;
import io.implatform.transport.netty.NettyListener;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An HTTP listener: the web page at {@code /}, the WebSocket that it talks to at {@code /chat}, and {@code
 * /health}. Over the WebSocket goes the JSON form of {@code docs/protocol.md}, one object a text frame.
 *
 * <pre>{@code
 * Transport transport = WebSocketTransport.on("127.0.0.1", 8080);
 * }</pre>
 *
 * <p>It runs a few daemon threads, named {@code im-web-…}, each with an event loop: epoll on Linux, and
 * io_uring for what is sent where the kernel lets us, NIO elsewhere. A connection holds a few KiB while it
 * is idle, and at most one message ({@link Limit#MESSAGE_BYTES}, before a login {@link
 * Limit#LOGIN_REQUEST_BYTES}), one received buffer (16 KiB) and one write (64 KiB, or one frame where that
 * is larger) while it is not.
 *
 * <p>A page of another site may not open a WebSocket here, unless its origin is {@linkplain #allowing
 * allowed}; what is no browser may. A listener on the loopback interface answers only to addresses, to
 * {@code localhost} and to the hosts of allowed origins.
 *
 * <p>Immutable. Threads: any.
 */
public final class WebSocketTransport implements Transport {
    static final String SCHEME = "http";
    static final String TLS_SCHEME = "https";

    private final ListenAddress address;
    private final EventLoops loops;
    private final Set<String> origins;
    private final WebFiles files;
    private final Optional<TlsFiles> tls;

    private WebSocketTransport(
            ListenAddress address, EventLoops loops, Set<String> origins, WebFiles files, Optional<TlsFiles> tls) {
        this.address = address;
        this.loops = loops;
        this.origins = Set.copyOf(origins);
        this.files = files;
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
    public static WebSocketTransport on(String host, int port) {
        return new WebSocketTransport(
                new ListenAddress(SCHEME, host, port),
                EventLoops.defaults("im-web"),
                Set.of(),
                WebFiles.ofThePage(),
                Optional.empty());
    }

    /** The same with another number of event loops, which is its number of threads; at least 1. */
    public WebSocketTransport withEventLoops(int count) {
        return new WebSocketTransport(address, loops.withCount(count), origins, files, tls);
    }

    /**
     * The same, open to the pages of one more site; also what is needed behind a proxy that has a name.
     *
     * @param origin such as {@code https://chat.example.org}
     * @throws IllegalArgumentException if it is no origin
     */
    public WebSocketTransport allowing(String origin) {
        Set<String> more = new HashSet<>(origins);
        more.add(Origins.normal(origin));
        return new WebSocketTransport(address, loops, more, files, tls);
    }

    /**
     * The same behind TLS 1.3 or 1.2: nothing is spoken there in plain. The files are read when it starts, which fails
     * where they cannot be used, and again when they change; where those cannot be used that is logged, and the old
     * ones stay in force.
     */
    public WebSocketTransport withTls(TlsFiles pem) {
        ListenAddress encrypted = new ListenAddress(TLS_SCHEME, address.host(), address.port());
        return new WebSocketTransport(encrypted, loops, origins, files, Optional.of(pem));
    }

    /** The same by other means than the best, for tests of what other systems get. */
    WebSocketTransport with(EventLoops.Sockets sockets) {
        return new WebSocketTransport(address, loops.with(sockets), origins, files, tls);
    }

    /** The same with the files of a folder for its page, for whoever works on them. */
    WebSocketTransport serving(Path directory) {
        return new WebSocketTransport(address, loops, origins, WebFiles.of(directory), tls);
    }

    @Override
    public Listener start(SessionHost sessions) throws IOException {
        int messageBytes = sessions.limits().getInt(Limit.MESSAGE_BYTES);
        Answers answers = new Answers(files, Clock.systemUTC());
        Origins allowed = new Origins(isOnLoopback(), origins);
        AtomicBoolean isStopping = new AtomicBoolean();
        NettyListener listener = NettyListener.start(address, loops, messageBytes, tls, (pipeline, worker) -> {
            WebSocketConnection connection = new WebSocketConnection(worker, sessions, messageBytes);
            RequestDecoder decoder = new RequestDecoder();
            HttpResponseEncoder encoder = new HttpResponseEncoder();
            pipeline.addLast(decoder)
                    .addLast(encoder)
                    .addLast(new HttpFront(sessions, answers, allowed, isStopping::get, decoder, encoder, connection))
                    .addLast(connection);
        });
        return new WebListener(listener, isStopping);
    }

    /**
     * While the server stops, the port stays open for whoever watches over it: {@code /health} says that it lives and
     * takes no sessions, where a closed port would say that it is dead. All else is turned away.
     */
    private record WebListener(NettyListener listener, AtomicBoolean isStopping) implements Listener {
        @Override
        public URI address() {
            return listener.address();
        }

        @Override
        public void stopAccepting() {
            isStopping.set(true);
        }

        @Override
        public void close() {
            isStopping.set(true);
            listener.close();
        }
    }

    private boolean isOnLoopback() {
        try {
            return InetAddress.getByName(address.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Binding says so better.
            return false;
        }
    }
}
