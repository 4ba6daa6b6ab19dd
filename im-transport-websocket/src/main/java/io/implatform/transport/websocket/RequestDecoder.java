package io.implatform.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/**
 * Netty's HTTP decoder, one request at a time: what a peer pipelines waits as bytes while an answer is under
 * way, and not as answers.
 */
final class RequestDecoder extends HttpRequestDecoder {
    static final int MAX_LINE_BYTES = 4_096;
    static final int MAX_HEADER_BYTES = 8_192;
    private static final int FIRST_BUFFER_BYTES = 128;
    /** Bodies are refused by their header; what comes of one is not gathered. */
    private static final int MAX_CHUNK_BYTES = 1_024;

    private boolean paused;
    private boolean over;

    RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_CHUNK_BYTES)
                .setInitialBufferSize(FIRST_BUFFER_BYTES)
                .setStrictLineParsing(true));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (over) {
            in.skipBytes(in.readableBytes());
        } else if (!paused) {
            super.decode(ctx, in, out);
        }
    }

    void pause() {
        paused = true;
    }

    /** Goes on with what has come meanwhile. */
    void resume(ChannelHandlerContext ctx) throws Exception {
        paused = false;
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
    }

    /** Reads no further request; what comes is dropped. */
    void end() {
        over = true;
    }
}
