package io.implatform.transport.netty;

import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound port, its event loops and what it accepts.
 *
 * <p>The loops stand on their own, without the groups that Netty has for them: a group waits for its
 * loops' ends with a thread that the whole process shares and that outlives the listener by a second.
 */
public final class NettyListener implements Transport.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(NettyListener.class);

    private static final int BACKLOG = 4_096;
    private static final long ACCEPT_AGAIN_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 10_000;

    /** Grows for a peer that sends much, and bounds what an unread buffer holds. */
    private static final RecvByteBufAllocator RECEIVE_BUFFERS = new AdaptiveRecvByteBufAllocator(512, 1_024, 16_384);

    // A peer that vanished without a word is found out within 60 seconds.
    private static final int KEEP_IDLE_SECONDS = 30;
    private static final int KEEP_INTERVAL_SECONDS = 10;
    private static final int KEEP_COUNT = 3;

    private final List<EventLoopWorker> workers;
    private final Channel server;
    private final @Nullable Tls tls;
    private final URI address;
    private boolean closed;

    private NettyListener(List<EventLoopWorker> workers, Channel server, @Nullable Tls tls, URI address) {
        this.workers = workers;
        this.server = server;
        this.tls = tls;
        this.address = address;
    }

    /** What a transport makes of a connection. */
    @FunctionalInterface
    public interface Handlers {
        /**
         * Puts the transport's handlers into a new connection's pipeline, a {@link NettyConnection} last.
         * Called on the first event loop's thread.
         *
         * @param worker where the connection will be served
         */
        void addTo(ChannelPipeline pipeline, EventLoopWorker worker);
    }

    /**
     * Binds.
     *
     * @param scratchBytes how long each {@link EventLoopWorker#scratch} is
     * @throws IOException if it cannot listen; the message names the address
     */
    public static NettyListener start(ListenAddress wanted, EventLoops loops, int scratchBytes, Handlers handlers)
            throws IOException {
        return start(wanted, loops, scratchBytes, Optional.empty(), handlers);
    }

    /**
     * Binds.
     *
     * @param scratchBytes how long each {@link EventLoopWorker#scratch} is
     * @param files of the listener's TLS; empty where connections are plain
     * @throws IOException if it cannot listen, and the message names the address; if a file cannot be used, and the
     *     message names that
     */
    public static NettyListener start(
            ListenAddress wanted, EventLoops loops, int scratchBytes, Optional<TlsFiles> files, Handlers handlers)
            throws IOException {
        Tls tls = files.isPresent() ? Tls.open(files.get()) : null;
        try {
            return start(wanted, loops, scratchBytes, tls, handlers);
        } catch (IOException | RuntimeException e) {
            if (tls != null) {
                tls.close();
            }
            throw e;
        }
    }

    private static NettyListener start(
            ListenAddress wanted, EventLoops loops, int scratchBytes, @Nullable Tls tls, Handlers handlers)
            throws IOException {
        InetSocketAddress address = Addresses.resolve(wanted);
        boolean isEpoll = loops.sockets() != EventLoops.Sockets.NIO && Epoll.isAvailable();
        SendRing.Opener rings = isEpoll && loops.sockets() == EventLoops.Sockets.IO_URING ? SendRing::open : null;
        IoHandlerFactory io = isEpoll ? LastingEpoll.factory() : NioIoHandler.newFactory();
        ThreadFactory threads = threads(loops.threadPrefix());
        List<EventLoopWorker> workers = new ArrayList<>();
        for (int i = 0; i < loops.count(); i++) {
            workers.add(new EventLoopWorker(new SingleThreadIoEventLoop(null, threads, io), scratchBytes, rings));
        }
        Channel server = isEpoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        server.config().setOption(ChannelOption.SO_REUSEADDR, true);
        server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        server.pipeline().addLast(new Acceptor(handlers, workers, isEpoll, tls));
        ChannelFuture bound = workers.get(0).loop().register(server).awaitUninterruptibly();
        if (bound.isSuccess()) {
            bound = server.bind(address).awaitUninterruptibly();
        }
        if (!bound.isSuccess()) {
            server.close().awaitUninterruptibly();
            shutDown(workers);
            throw Addresses.cannotListen(wanted, bound.cause());
        }
        // The address that was asked for: a dual stack names every address [::], whichever it was.
        int boundPort = ((InetSocketAddress) server.localAddress()).getPort();
        String shown = Addresses.show(new InetSocketAddress(address.getAddress(), boundPort));
        return new NettyListener(List.copyOf(workers), server, tls, URI.create(wanted.scheme() + "://" + shown));
    }

    static ThreadFactory threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new FastThreadLocalThread(null, task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public void stopAccepting() {
        ChannelFuture stopped = server.close();
        if (!workers.get(0).loop().inEventLoop()) {
            stopped.awaitUninterruptibly();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stopAccepting();
        for (EventLoopWorker worker : workers) {
            worker.loop().execute(worker::closeAll);
        }
        shutDown(workers);
        if (tls != null) {
            tls.close();
        }
    }

    /** Ends the loops' threads, and waits for it: whether interrupted or not, but not for ever. */
    private static void shutDown(List<EventLoopWorker> workers) {
        for (EventLoopWorker worker : workers) {
            worker.loop().shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (EventLoopWorker worker : workers) {
            EventExecutor loop = worker.loop();
            // A loop that closes its own listener cannot wait for its own end.
            while (!loop.inEventLoop() && !loop.isTerminated() && deadline - System.nanoTime() > 0) {
                try {
                    loop.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives each connection to the next of the loops. Runs on the first of them. */
    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        private final Handlers handlers;
        private final List<EventLoopWorker> workers;
        private final boolean isEpoll;
        private final @Nullable Tls tls;
        private int next;

        Acceptor(Handlers handlers, List<EventLoopWorker> workers, boolean isEpoll, @Nullable Tls tls) {
            this.handlers = handlers;
            this.workers = List.copyOf(workers);
            this.isEpoll = isEpoll;
            this.tls = tls;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            Channel channel = (Channel) accepted;
            EventLoopWorker worker = workers.get(next);
            next = (next + 1) % workers.size();
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE_BUFFERS);
            keepAlive(channel);
            if (tls != null) {
                tls.addTo(channel.pipeline());
            }
            handlers.addTo(channel.pipeline(), worker);
            worker.loop().register(channel).addListener(registered -> {
                if (!registered.isSuccess()) {
                    channel.unsafe().closeForcibly();
                }
            });
        }

        private void keepAlive(Channel channel) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            if (isEpoll) {
                channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
                channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL_SECONDS);
                channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT);
            } else {
                set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
                set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
                set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
            }
        }

        /** Not every system has these options; a connection does without. */
        private static void set(Channel channel, SocketOption<Integer> option, int value) {
            try {
                channel.config().setOption(NioChannelOption.of(option), value);
            } catch (UnsupportedOperationException e) {
                LOG.debug("no socket option {} on this system", option.name());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Most likely no more file descriptors. Without a pause the loop would spin on it.
            LOG.warn(
                    "cannot accept a connection on {}; tries again in a second: {}",
                    ctx.channel().localAddress(),
                    cause.toString());
            ctx.channel().config().setAutoRead(false);
            ctx.executor()
                    .schedule(
                            () -> ctx.channel().config().setAutoRead(true), ACCEPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
