package io.implatform.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the headers of TLS records before they are decoded (RFC 8446, 5.1), and at nothing in them.
 *
 * <ul>
 *   <li>A peer that does not speak TLS is told so, in a line of text, and its connection ended.
 *   <li>A peer that begins a new handshake within TLS 1.2 is cut off: renegotiation costs the server more than the
 *       peer, and nothing here needs it. TLS 1.3 has none, and shows no handshake after the first.
 * </ul>
 */
final class TlsRecords extends ChannelInboundHandlerAdapter {
    private static final int HEADER_BYTES = 5;
    private static final int HANDSHAKE = 22;
    private static final int MAJOR_VERSION = 3;
    private static final long LINGER_MILLIS = 2_000;
    private static final String NO_TLS = "ERR WRONG_PROTOCOL this port speaks TLS\n";

    private int headerBytes;
    private int header;
    private int bodyBytes;
    private boolean isFirst = true;
    private boolean handshakeDone;
    private boolean deaf;

    /** The first handshake is over: from here on there is to be none. */
    void handshakeDone() {
        handshakeDone = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (!deaf && isGood(ctx, in)) {
            ctx.fireChannelRead(in);
        } else {
            in.release();
        }
    }

    private boolean isGood(ChannelHandlerContext ctx, ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (bodyBytes > 0) {
                int skipped = Math.min(bodyBytes, in.writerIndex() - at);
                bodyBytes -= skipped;
                at += skipped;
                continue;
            }
            int next = in.getUnsignedByte(at++);
            if (headerBytes == 0 && next == HANDSHAKE && handshakeDone) {
                deaf = true;
                ctx.close();
                return false;
            }
            if (isFirst && ((headerBytes == 0 && next != HANDSHAKE) || (headerBytes == 1 && next != MAJOR_VERSION))) {
                refuse(ctx);
                return false;
            }
            // The last two bytes of the header are the length, and all that is left in it at the end.
            header = (header << 8 | next) & 0xFFFF;
            if (++headerBytes == HEADER_BYTES) {
                bodyBytes = header;
                headerBytes = 0;
                isFirst = false;
            }
        }
        return true;
    }

    private void refuse(ChannelHandlerContext ctx) {
        deaf = true;
        // From here it goes to the socket past the encryption.
        ctx.writeAndFlush(Unpooled.copiedBuffer(NO_TLS, StandardCharsets.US_ASCII))
                .addListener(sent -> {
                    if (ctx.channel().isActive()) {
                        ((DuplexChannel) ctx.channel()).shutdownOutput();
                    }
                });
        ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
