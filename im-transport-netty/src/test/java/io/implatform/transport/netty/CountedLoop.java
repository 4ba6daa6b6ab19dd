package io.implatform.transport.netty;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * An event loop with some connections, the peers at their other ends, and io_uring for what they are sent, which is
 * counted. What its methods do not do by themselves is done {@linkplain #round on the loop's thread}.
 */
final class CountedLoop implements AutoCloseable {
    private final EventLoop loop =
            new SingleThreadIoEventLoop(null, NettyListener.threads("im-test"), LastingEpoll.factory());
    private final EventLoopWorker worker = new EventLoopWorker(loop, 1, of -> openRing());
    private final CountedUring uring;
    private final List<Session> sessions = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Socket> peers = new ArrayList<>();

    CountedLoop(int connections) throws Exception {
        uring = loop.submit(() -> new CountedUring(
                        IoUringIoHandler.newFactory(SendRing.SLOTS).newHandler(loop),
                        () -> worker.ring().copied()))
                .get();
        SessionHost host = new Host();
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < connections; i++) {
                Channel channel = new EpollSocketChannel();
                channel.pipeline().addLast(new Line(worker, host));
                loop.register(channel).sync();
                channel.connect(server.getLocalSocketAddress()).sync();
                channels.add(channel);
                Socket peer = server.accept();
                peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
                peers.add(peer);
            }
        }
        // What follows upon the last connect comes before this.
        round(() -> {});
    }

    private SendRing openRing() {
        try {
            // A send that is not answered when the call returns has none.
            return new SendRing(uring, 0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Does something on the loop's thread; returns when all that it rang for has been served, in one round. */
    void round(Runnable task) throws InterruptedException {
        loop.submit(task).sync();
        loop.submit(() -> {}).sync();
    }

    int size() {
        return sessions.size();
    }

    /** Puts a frame into a session's outbox and rings for it. */
    void tell(int session, byte[] frame) {
        sessions.get(session).outbox.add(frame);
        sessions.get(session).doorbell.ring();
    }

    /** Has something done when a session is polled next. */
    void whenPolled(int session, Runnable task) {
        sessions.get(session).whenPolled = task;
    }

    /** Has a connection fail. */
    void fail(int session) {
        channels.get(session).pipeline().fireExceptionCaught(new IOException("to try what happens then"));
    }

    /** Has the connections closed, as when the listener is. */
    void closeAll() {
        worker.closeAll();
    }

    CountedUring uring() {
        return uring;
    }

    /** The next {@code length} bytes that a peer gets; fewer if that is the end. */
    byte[] read(int peer, int length) throws IOException {
        return peers.get(peer).getInputStream().readNBytes(length);
    }

    @Override
    public void close() throws Exception {
        loop.submit(worker::closeAll).sync();
        loop.submit(uring::destroyIfLeft).sync();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        for (Socket peer : peers) {
            peer.close();
        }
    }

    private static final class Line extends NettyConnection {
        Line(EventLoopWorker worker, SessionHost host) {
            super(worker, host);
        }

        @Override
        protected void begin() {
            open(new NoFormat());
        }

        @Override
        protected void read(ByteBuf in, byte[] scratch) {
            throw new AssertionError("no peer sends anything");
        }
    }

    private final class Host implements SessionHost {
        @Override
        public Admission admit(Peer peer) {
            return new Admission() {
                @Override
                public Optional<Refusal> refusal() {
                    return Optional.empty();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell) {
            Session session = new Session(doorbell);
            sessions.add(session);
            return session;
        }

        @Override
        public Limits limits() {
            return Limits.DEFAULTS;
        }
    }

    /** A session that has nothing to say but what it is given. */
    private static final class Session implements Connection {
        private final SessionHost.Doorbell doorbell;
        private final Queue<byte[]> outbox = new ArrayDeque<>();
        private Runnable whenPolled = () -> {};

        Session(SessionHost.Doorbell doorbell) {
            this.doorbell = doorbell;
        }

        @Override
        public byte[] poll() {
            Runnable task = whenPolled;
            whenPolled = () -> {};
            task.run();
            return outbox.poll();
        }

        @Override
        public boolean submit(Request request) {
            return true;
        }

        @Override
        public boolean wantsRequests() {
            return true;
        }

        @Override
        public boolean isEnded() {
            return false;
        }

        @Override
        public void endRequests() {}

        @Override
        public void disconnected() {}
    }

    /** Frames are made by the test. */
    private static final class NoFormat implements WireFormat {
        private static AssertionError notAsked() {
            return new AssertionError("what these sessions say is bytes already, and nobody says anything to them");
        }

        @Override
        public Request decode(byte[] bytes, int offset, int length) {
            throw notAsked();
        }

        @Override
        public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
            throw notAsked();
        }

        @Override
        public byte[] encode(Event event) {
            throw notAsked();
        }

        @Override
        public byte[] encode(String ref, Reply reply) {
            throw notAsked();
        }
    }
}
