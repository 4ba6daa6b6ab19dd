package io.implatform.transport.netty;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its session, the requests that come in, and its end. All of it runs on its event loop's thread but
 * {@link #ring}.
 *
 * <p><b>In.</b> A transport {@link #open}s the session and cuts what it is given to {@link #read} into
 * requests, each of which it {@link #submit}s. When the server wants no more, what was received and not
 * yet cut is kept ({@code held}), the socket is left unread, and the peer's own sending stalls. The
 * doorbell resumes it.
 *
 * <p><b>Out.</b> What the server has for the peer is the matter of an {@link Output}, which is made with the
 * session. It is told to write when the doorbell was rung, and says whether that was the last of it.
 *
 * <p><b>The end.</b> When the server has ended the session and everything is written, the output is
 * shut and what the peer still sends is dropped for a moment before the socket is closed: closing it
 * with unread bytes would make the system throw away the last words, the very ones that say why.
 *
 * <p>It is the last handler of its pipeline. Handlers before it may turn bytes into other bytes (TLS), or
 * speak another protocol until they remove themselves and the session is opened.
 */
public abstract class NettyConnection extends ChannelInboundHandlerAdapter implements SessionHost.Doorbell {
    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
    private static final AtomicIntegerFieldUpdater<NettyConnection> RUNG =
            AtomicIntegerFieldUpdater.newUpdater(NettyConnection.class, "rung");
    /** How long a peer that was told the end may take to close its side. */
    private static final long LINGER_MILLIS = 2_000;

    private static final byte[] NOTHING = new byte[0];

    private final EventLoopWorker worker;
    private final SessionHost sessions;
    private @Nullable ChannelHandlerContext context;
    private SessionHost.@Nullable Admission admission;
    private @Nullable Connection connection;
    /** What the session has to say goes out here; {@code null} until there is one. */
    private @Nullable Output output;

    private @Nullable ByteBuf held;
    private @Nullable Future<?> deadline;
    private boolean paused;
    /** What comes in is dropped: nothing good can come of it, or the session is over. */
    private boolean deaf;
    /** The server wants no more requests for now. */
    private boolean stopped;

    /** The session is to end without what waits for the peer. */
    private boolean givenUp;

    private boolean inputEnded;
    private boolean requestsEnded;
    /** Everything the session had to say is written, or cannot be. */
    private boolean over;
    /** 1 while it waits in the worker's queue. */
    private volatile int rung;

    /** The one behind it in the worker's queue; the worker's. */
    @Nullable
    NettyConnection nextReady;

    /** A connection that {@code worker} serves. */
    protected NettyConnection(EventLoopWorker worker, SessionHost sessions) {
        this.worker = worker;
        this.sessions = sessions;
    }

    // What a transport says of its own

    /** Counts the connection, before a byte of it is read. */
    protected SessionHost.Admission admit(SessionHost host, Peer peer) {
        return host.admit(peer);
    }

    /** Bytes can go both ways: time to {@link #open} the session, unless something else comes first. */
    protected abstract void begin();

    /**
     * Takes bytes from {@code in}, and submits the requests that they hold until {@link #submit} returns
     * {@code false} or none is left. In the latter case it takes them all, and itself keeps the beginning
     * of a request whose end has not come.
     *
     * @param scratch {@link EventLoopWorker#scratch}
     */
    protected abstract void read(ByteBuf in, byte[] scratch);

    /** Told of each frame before it is sent, in order. */
    protected void sending(byte[] frame) {}

    /**
     * What the transport itself has to say, ahead of the session's next frames; asked for before each write.
     * {@link #ring} has it asked for.
     *
     * @return whole frames; {@code null} for nothing
     */
    protected byte @Nullable [] ownFrames() {
        return null;
    }

    /** What is sent when the session has ended, behind its last frame; most often nothing. */
    protected byte[] lastWords() {
        return NOTHING;
    }

    // What a transport calls

    /** Makes the session. Called once. */
    protected final void open(WireFormat format) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        SessionHost.Admission admitted = Objects.requireNonNull(admission, "admitted when it became active");
        Connection opened = sessions.open(format, peer(ctx), admitted, this);
        connection = opened;
        output = new Output(this, worker, ctx);
        if (!opened.wantsRequests()) {
            pause(ctx);
        }
        ring();
        readHeld(ctx);
    }

    /** Whether the connection may not stay: the session that {@link #open} makes then says why and has ended. */
    protected final boolean isRefused() {
        return admission != null && admission.refusal().isPresent();
    }

    /**
     * Hands a request over.
     *
     * @return whether the next one is wanted now
     */
    protected final boolean submit(Request request) {
        Connection to = connection;
        stopped = to == null || !to.submit(request);
        return !stopped;
    }

    /** How long a request may be that is read now, in bytes: {@link Connection#requestBytes}. */
    protected final int requestBytes() {
        Connection to = connection;
        return to == null ? 0 : to.requestBytes();
    }

    /** Drops what comes in from here on, and goes on sending. */
    protected final void ignoreInput() {
        deaf = true;
    }

    /** The peer said that it will send nothing more: what it sent is answered, then the session ends. */
    protected final void endRequests() {
        deaf = true;
        Connection to = connection;
        if (to != null && !requestsEnded) {
            requestsEnded = true;
            to.endRequests();
        }
    }

    /**
     * Ends a connection that has no session: nothing more is sent, and what the peer still sends is dropped
     * for a moment before the socket is closed.
     */
    protected final void hangUp() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && connection == null && !over) {
            over = true;
            deaf = true;
            setDeadline(ctx, LINGER_MILLIS);
            endOutput(ctx);
        }
    }

    /** Ends the session for a fault of the peer's: what waits to be sent is given up for {@link #lastWords}. */
    protected final void giveUp() {
        deaf = true;
        givenUp = true;
        // Not at once: what is held is being read.
        ring();
    }

    @Override
    public void ring() {
        if (rung == 0 && RUNG.compareAndSet(this, 0, 1)) {
            worker.ready(this);
        }
    }

    @Override
    public void afterSubmitting(Runnable wake) {
        worker.afterReading(wake);
    }

    /** Does what the doorbell was rung for. */
    void rungFor() {
        rung = 0;
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        try {
            flushOutput();
            serve(ctx);
        } catch (RuntimeException | Error e) {
            exceptionCaught(ctx, e);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (!worker.add(this)) {
            ctx.close();
            return;
        }
        SessionHost.Admission admitted = admit(sessions, peer(ctx));
        admission = admitted;
        if (Tls.of(ctx.pipeline()).isEmpty()) {
            begin();
        } else if (admitted.refusal().isPresent()) {
            // A handshake costs more than the peer is to be granted.
            ctx.close();
        }
    }

    private static Peer peer(ChannelHandlerContext ctx) {
        if (!(ctx.channel().remoteAddress() instanceof InetSocketAddress address)) {
            return Peer.named("unknown");
        }
        List<X509Certificate> certificates =
                Tls.of(ctx.pipeline()).map(Tls::peerCertificates).orElse(List.of());
        return new Peer(Addresses.show(address), Optional.of(address.getAddress()), certificates);
    }

    // In

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (deaf) {
            in.release();
        } else if (held != null) {
            // A read that was under way when reading was stopped.
            ByteBuf both = ctx.alloc().buffer(held.readableBytes() + in.readableBytes());
            both.writeBytes(held).writeBytes(in);
            held.release();
            in.release();
            held = both;
        } else {
            // Before the session is opened: what a handler held that spoke another protocol until now.
            held = in;
            readHeld(ctx);
        }
    }

    /** Cuts what is held into requests, as far as they are wanted. */
    private void readHeld(ChannelHandlerContext ctx) {
        ByteBuf in = held;
        if (in != null && !paused && connection != null) {
            read(in, worker.scratch());
            if (deaf) {
                in.skipBytes(in.readableBytes());
            } else if (stopped) {
                pause(ctx);
            }
            if (!in.isReadable()) {
                in.release();
                held = null;
            }
        }
        if (inputEnded && held == null && connection != null && !requestsEnded) {
            requestsEnded = true;
            connection.endRequests();
        }
    }

    private void pause(ChannelHandlerContext ctx) {
        paused = true;
        ctx.channel().config().setAutoRead(false);
    }

    private void resume(ChannelHandlerContext ctx) {
        paused = false;
        // What is held may be no whole request: then nothing is submitted that would say so.
        stopped = false;
        readHeld(ctx);
        if (!paused && !inputEnded) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                begin();
            } else {
                LOG.debug(
                        "connection {}: no TLS: {}",
                        peer(ctx),
                        handshake.cause().toString());
                ctx.close();
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE || isCloseNotify(event)) {
            inputEnded = true;
            if (over || connection == null) {
                ctx.close();
            } else {
                readHeld(ctx);
            }
        }
    }

    /** The peer's end of its output within TLS; most often the connection's follows. */
    private static boolean isCloseNotify(Object event) {
        return event instanceof SslCloseCompletionEvent close && close.isSuccess();
    }

    // Out

    private void serve(ChannelHandlerContext ctx) {
        Connection from = connection;
        Output to = output;
        if (from == null || to == null || over) {
            return;
        }
        if (givenUp || to.write(from)) {
            finish(ctx, from);
            return;
        }
        if (to.isWriting() && from.isEnded()) {
            setDeadline(ctx, sessions.limits().get(Limit.CLOSE_MILLIS));
        }
        if (paused && !over && from.wantsRequests()) {
            resume(ctx);
        }
    }

    /** Nothing waits in the worker's ring after this: it comes before anything else that is done to the socket. */
    private void flushOutput() {
        if (output != null) {
            output.flush();
        }
    }

    // The end

    private void finish(ChannelHandlerContext ctx, Connection ended) {
        over = true;
        deaf = true;
        releaseHeld();
        byte[] words = lastWords();
        if (inputEnded) {
            if (words.length > 0) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(words));
            }
            ctx.close();
            return;
        }
        // For the server the session is done with; only the socket lingers.
        ended.disconnected();
        setDeadline(ctx, LINGER_MILLIS);
        if (paused) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
        if (words.length == 0) {
            endOutput(ctx);
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(words)).addListener(sent -> endOutput(ctx));
        }
    }

    private static void endOutput(ChannelHandlerContext ctx) {
        Optional<SslHandler> ssl = Tls.of(ctx.pipeline());
        if (ssl.isEmpty()) {
            endSocketOutput(ctx);
        } else {
            ssl.get().closeOutbound().addListener(noted -> endSocketOutput(ctx));
        }
    }

    private static void endSocketOutput(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        }
    }

    private void setDeadline(ChannelHandlerContext ctx, long millis) {
        if (deadline == null) {
            deadline = ctx.executor().schedule(() -> cut(ctx), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes without waiting for a peer that does not read, as TLS would to say that this is the end. */
    private static void cut(ChannelHandlerContext ctx) {
        Tls.of(ctx.pipeline()).ifPresent(SslHandler::closeOutbound);
        Objects.requireNonNull(ctx.pipeline().firstContext(), "this is a handler")
                .close();
    }

    /** Sends what can be sent at once, and closes. */
    void closeNow() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            deaf = true;
            rungFor();
            worker.flush();
            if (context != null) {
                cut(ctx);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        deaf = true;
        context = null;
        worker.remove(this);
        releaseHeld();
        if (deadline != null) {
            deadline.cancel(false);
        }
        Connection gone = connection;
        if (gone != null) {
            connection = null;
            gone.disconnected();
        }
        if (admission != null) {
            admission.close();
        }
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
            LOG.debug("connection {}: {}", peer(ctx), cause.getMessage());
        } else {
            LOG.error("connection {}: closed because of a fault", peer(ctx), cause);
        }
        // The number of a socket that is closed may soon be another one's.
        flushOutput();
        ctx.close();
    }
}
