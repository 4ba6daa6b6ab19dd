package io.implatform.transport.netty;

import io.implatform.core.spi.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What one connection's session has to say, on its way to the socket: it is polled, and sent past Netty's pipeline
 * where that would only hand it on.
 *
 * <p>At most one write is under way. While the socket takes it at once, the server is polled until nothing is left; when
 * it does not, polling waits until the write is done. So a slow reader holds one buffer here, and the rest waits in the
 * session's outbox, where it is bounded. Where the worker has a {@link SendRing}, the write waits there until the other
 * connections of the round have been polled.
 *
 * <p>Its connection says when. It asks that one what the transport has to add, rings for it when there is more to do, and
 * tells it of a failure. For the loop's thread alone. It has no buffer of its own: what is polled lies in the worker's
 * until it is sent.
 */
final class Output {
    /** Frames are joined into one write up to this. */
    private static final int WRITE_BYTES = 65_536;
    /** Writes to one connection before the others have their turn. */
    private static final int MAX_WRITES_AT_ONCE = 16;

    private final NettyConnection connection;
    private final EventLoopWorker worker;
    private final ChannelHandlerContext ctx;
    /** Where frames go straight to, past Netty's pipeline; {@code null} where a handler there has to see them. */
    private final @Nullable Socket socket;
    /** A write is under way, or failed: then nothing more is polled. */
    private boolean writing;
    /** What was polled last waits in the worker's ring: it stands before anything else that is done to the socket. */
    private boolean inRing;

    /** Made when the pipeline is as it stays. */
    Output(NettyConnection connection, EventLoopWorker worker, ChannelHandlerContext ctx) {
        this.connection = connection;
        this.worker = worker;
        this.ctx = ctx;
        this.socket = socket(ctx);
    }

    /** The socket, where nothing stands between it and this handler; {@code null} otherwise. */
    private static @Nullable Socket socket(ChannelHandlerContext ctx) {
        return ctx.pipeline().firstContext() == ctx
                        && ctx.channel() instanceof UnixChannel channel
                        && channel.fd() instanceof Socket direct
                ? direct
                : null;
    }

    /** Whether a write is under way that the socket did not take at once. */
    boolean isWriting() {
        return writing;
    }

    /** Has what waits in the worker's ring sent, with what waits there of others. */
    void flush() {
        if (inRing) {
            worker.flush();
        }
    }

    /**
     * Polls and writes until nothing waits, the socket is full, or the write waits for those of others. To be called
     * when it is {@linkplain #flush flushed}.
     *
     * @return whether the session has ended and all of it is written
     */
    boolean write(Connection from) {
        for (int writes = 0; !writing; writes++) {
            if (writes == MAX_WRITES_AT_ONCE) {
                // Others want the loop too.
                connection.ring();
                return false;
            }
            // Looked at before polling: what is polled afterwards holds the session's last words.
            boolean ended = from.isEnded();
            int bytes = poll(from);
            if (bytes > 0 && toRing(bytes)) {
                if (bytes >= WRITE_BYTES || from.isEnded()) {
                    // There is more to do than to wait for the doorbell.
                    connection.ring();
                }
                return false;
            } else if (bytes > 0) {
                send(bytes);
            } else if (ended) {
                return true;
            } else if (!from.isEnded()) {
                return false;
            }
        }
        return false;
    }

    /** Takes what waits, for one write, into the worker's frames. @return how many bytes they are */
    private int poll(Connection from) {
        int bytes = 0;
        byte[] own = connection.ownFrames();
        if (own != null) {
            worker.frames.add(own);
            bytes = own.length;
        }
        while (bytes < WRITE_BYTES) {
            byte[] frame = from.poll();
            if (frame == null) {
                break;
            }
            connection.sending(frame);
            worker.frames.add(frame);
            bytes += frame.length;
        }
        return bytes;
    }

    /** Leaves the worker's frames to its ring, if there is one and it has room. */
    private boolean toRing(int bytes) {
        Socket direct = socket;
        if (direct == null || !direct.isOpen()) {
            return false;
        }
        SendRing to = worker.ring();
        inRing = to != null && to.add(this, direct, worker.frames, bytes);
        if (inRing) {
            worker.frames.clear();
        }
        return inRing;
    }

    /**
     * What became of a write that waited in the worker's ring.
     *
     * @param unsent what the socket did not take of it; {@code null} for nothing
     * @param failure why nothing more can be sent; {@code null} if it can
     */
    void sentByRing(@Nullable ByteBuf unsent, @Nullable IOException failure) {
        inRing = false;
        if (failure != null) {
            fail(failure);
        } else if (unsent != null) {
            send(unsent);
        }
    }

    /**
     * Sends the worker's frames: past Netty's pipeline where that would only hand them on, and through it
     * where a handler makes something else of them, or the socket does not take them at once.
     */
    private void send(int bytes) {
        ArrayList<byte[]> frames = worker.frames;
        Socket direct = socket;
        try {
            if (direct != null && direct.isOpen() && bytes <= SendBuffer.BYTES) {
                worker.sends.fill(frames, bytes);
                int sent = worker.sends.sendTo(direct);
                if (sent < bytes) {
                    ByteBuf rest = ctx.alloc().ioBuffer(bytes - sent, bytes - sent);
                    worker.sends.copyTo(rest, sent);
                    send(rest);
                }
            } else {
                ByteBuf all = ctx.alloc().ioBuffer(bytes, bytes);
                for (byte[] frame : frames) {
                    all.writeBytes(frame);
                }
                send(all);
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            frames.clear();
        }
    }

    private void send(ByteBuf out) {
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
                    connection.ring();
                } else {
                    ctx.close();
                }
            });
        }
    }

    private void fail(IOException failure) {
        // Nothing more is polled.
        writing = true;
        connection.exceptionCaught(ctx, failure);
    }
}
