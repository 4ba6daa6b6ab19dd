package io.implatform.transport.tcp;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost;
import io.implatform.protocol.LineFormats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: lines in, frames out. All of it runs on its event loop's thread but {@link #ring}.
 *
 * <p><b>In.</b> Each line is decoded and submitted. When the server wants no more, what was received
 * and not yet cut into lines is kept ({@code held}), the socket is left unread, and the peer's own
 * sending stalls. The doorbell resumes it.
 *
 * <p><b>Out.</b> At most one write is under way. While the socket takes it at once, the server is polled
 * until nothing is left; when it does not, polling waits until the write is done. So a slow reader
 * holds one buffer here, and the rest waits in the session's outbox, where it is bounded.
 *
 * <p><b>The end.</b> When the server has ended the session and everything is written, the output is
 * shut and what the peer still sends is dropped for a moment before the socket is closed: closing it
 * with unread bytes would make the system throw away the last lines, the very ones that say why.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements SessionHost.Doorbell, LineSplitter.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final AtomicIntegerFieldUpdater<TcpConnection> RUNG =
            AtomicIntegerFieldUpdater.newUpdater(TcpConnection.class, "rung");
    /** Frames are joined into one write up to this. */
    private static final int WRITE_BYTES = 65_536;
    /** Writes to one connection before the others have their turn. */
    private static final int MAX_WRITES_AT_ONCE = 16;
    /** How long a peer that was told the end may take to close its side. */
    private static final long LINGER_MILLIS = 2_000;

    private static final byte[] NOTHING = new byte[0];
    private static final Refusal WRONG_PROTOCOL = Refusal.of(
            RefusalCode.WRONG_PROTOCOL,
            "this port speaks a line protocol, neither HTTP nor TLS; HELP lists the commands");

    private final EventLoopWorker worker;
    private final SessionHost sessions;
    private final LineSplitter splitter;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Connection connection;
    private @Nullable ByteBuf held;
    private @Nullable Future<?> deadline;
    private boolean pastFirstLine;
    private boolean paused;
    /** What comes in is dropped: the peer speaks another protocol, or the session is over. */
    private boolean deaf;
    /** The server wants no more requests for now. */
    private boolean stopped;

    private boolean inputEnded;
    private boolean requestsEnded;
    private boolean writing;
    /** Everything the session had to say is written, or cannot be. */
    private boolean over;
    /** 1 while it waits in the worker's queue. */
    private volatile int rung;

    TcpConnection(EventLoopWorker worker, SessionHost sessions) {
        this.worker = worker;
        this.sessions = sessions;
        this.splitter = new LineSplitter(sessions.limits().getInt(Limit.LINE_BYTES));
    }

    @Override
    public void ring() {
        if (rung == 0 && RUNG.compareAndSet(this, 0, 1)) {
            worker.ready(this);
        }
    }

    /** Does what the doorbell was rung for. */
    void rungFor() {
        rung = 0;
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        try {
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
        Connection opened = sessions.open(LineFormats.initial(), peer(ctx), this);
        connection = opened;
        if (!opened.wantsRequests()) {
            pause(ctx);
        }
        ring();
    }

    private static String peer(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address ? Addresses.show(address) : "unknown";
    }

    // In

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (deaf || connection == null) {
            in.release();
        } else if (held != null) {
            // A read that was under way when reading was stopped.
            ByteBuf both = ctx.alloc().buffer(held.readableBytes() + in.readableBytes());
            both.writeBytes(held).writeBytes(in);
            held.release();
            in.release();
            held = both;
        } else {
            held = in;
            readHeld(ctx);
        }
    }

    /** Cuts what is held into lines, as far as they are wanted. */
    private void readHeld(ChannelHandlerContext ctx) {
        ByteBuf in = held;
        if (in != null && !paused) {
            if (!pastFirstLine && isTls(in)) {
                refuseProtocol();
            } else {
                splitter.read(in, worker.scratch, this);
            }
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

    private boolean isTls(ByteBuf in) {
        int before = splitter.partialLength();
        if (before + in.readableBytes() < 2 || before > 1) {
            return false;
        }
        byte first = before == 1 ? splitter.partialByte(0) : in.getByte(in.readerIndex());
        byte second = in.getByte(in.readerIndex() + 1 - before);
        return ForeignProtocol.isTls(first, second);
    }

    @Override
    public boolean line(byte[] bytes, int length) {
        if (!pastFirstLine) {
            pastFirstLine = true;
            if (ForeignProtocol.isHttp(bytes, length)) {
                refuseProtocol();
                return false;
            }
        }
        return submit(LineFormats.of(bytes, 0, length).decode(bytes, 0, length));
    }

    @Override
    public boolean tooLong(byte[] beginning, int length) {
        pastFirstLine = true;
        long limit = sessions.limits().get(Limit.LINE_BYTES);
        Refusal refusal = Refusal.of(RefusalCode.TOO_LONG, "a line has at most " + limit + " bytes");
        return submit(LineFormats.of(beginning, 0, length).refuse(beginning, 0, length, refusal));
    }

    /** Answers that this is another protocol's port; the refusal being fatal, the server ends the session. */
    private void refuseProtocol() {
        submit(LineFormats.initial().refuse(NOTHING, 0, 0, WRONG_PROTOCOL));
        deaf = true;
    }

    private boolean submit(Request request) {
        Connection to = connection;
        stopped = to == null || !to.submit(request);
        return !stopped;
    }

    private void pause(ChannelHandlerContext ctx) {
        paused = true;
        ctx.channel().config().setAutoRead(false);
    }

    private void resume(ChannelHandlerContext ctx) {
        paused = false;
        // What is held may be no whole line: then nothing is submitted that would say so.
        stopped = false;
        readHeld(ctx);
        if (!paused && !inputEnded) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (over) {
                ctx.close();
            } else {
                readHeld(ctx);
            }
        }
    }

    // Out

    private void serve(ChannelHandlerContext ctx) {
        Connection from = connection;
        if (from == null || over) {
            return;
        }
        write(ctx, from);
        if (paused && !over && from.wantsRequests()) {
            resume(ctx);
        }
    }

    /** Polls and writes until nothing waits, or the socket is full. */
    private void write(ChannelHandlerContext ctx, Connection from) {
        for (int writes = 0; !writing; writes++) {
            if (writes == MAX_WRITES_AT_ONCE) {
                // Others want the loop too.
                ring();
                return;
            }
            // Looked at before polling: what is polled afterwards holds the session's last words.
            boolean ended = from.isEnded();
            ByteBuf out = poll(ctx, from);
            if (out != null) {
                send(ctx, out);
            } else if (ended) {
                finish(ctx, from);
                return;
            } else if (!from.isEnded()) {
                return;
            }
        }
        if (from.isEnded()) {
            setDeadline(ctx, sessions.limits().get(Limit.CLOSE_MILLIS));
        }
    }

    /** What waits, as one buffer; {@code null} if nothing does. */
    private @Nullable ByteBuf poll(ChannelHandlerContext ctx, Connection from) {
        ArrayList<byte[]> frames = worker.frames;
        int bytes = 0;
        while (bytes < WRITE_BYTES) {
            byte[] frame = from.poll();
            if (frame == null) {
                break;
            }
            frames.add(frame);
            bytes += frame.length;
        }
        if (frames.isEmpty()) {
            return null;
        }
        try {
            ByteBuf out = ctx.alloc().ioBuffer(bytes, bytes);
            for (byte[] frame : frames) {
                out.writeBytes(frame);
            }
            return out;
        } finally {
            frames.clear();
        }
    }

    private void send(ChannelHandlerContext ctx, ByteBuf out) {
        ChannelFuture sent = ctx.writeAndFlush(out);
        if (sent.isSuccess()) {
            return;
        }
        // Under way, or failed: then the channel is about to be closed, and nothing more is polled.
        writing = true;
        if (!sent.isDone()) {
            sent.addListener(done -> {
                if (done.isSuccess()) {
                    writing = false;
                    rungFor();
                } else {
                    ctx.close();
                }
            });
        }
    }

    // The end

    private void finish(ChannelHandlerContext ctx, Connection ended) {
        over = true;
        deaf = true;
        releaseHeld();
        if (inputEnded) {
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
        ((DuplexChannel) ctx.channel()).shutdownOutput();
    }

    private void setDeadline(ChannelHandlerContext ctx, long millis) {
        if (deadline == null) {
            deadline = ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Sends what can be sent at once, and closes. */
    void closeNow() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            deaf = true;
            rungFor();
            ctx.close();
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
    }

    private void releaseHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection {}: {}", peer(ctx), cause.getMessage());
        } else {
            LOG.error("connection {}: closed because of a fault", peer(ctx), cause);
        }
        ctx.close();
    }
}
