package io.implatform.transport.websocket;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.SessionHost;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection speaks before it is a WebSocket: HTTP/1.1. It answers one request after the other, and
 * closes the connection after any that it cannot serve; a body is never taken. When a WebSocket is opened it
 * removes itself. All of it runs on the event loop's thread.
 *
 * <p>A connection on which no request is completed, or no answer taken, for {@link Limit#HTTP_MILLIS} is
 * closed, however much comes of the next one; between two requests, {@link #IDLE_MILLIS} are enough.
 */
final class HttpFront extends ChannelInboundHandlerAdapter {
    /**
     * How long a connection is kept for another request. What a page needs is asked for within moments of each other;
     * after that the connections would only take the place of others that come from the same address.
     */
    static final long IDLE_MILLIS = 5_000;

    private static final String CHAT = "/chat";
    private static final String HEALTH = "/health";

    private final SessionHost sessions;
    private final Answers answers;
    private final Origins origins;
    private final BooleanSupplier isStopping;
    private final RequestDecoder decoder;
    private final HttpResponseEncoder encoder;
    private final WebSocketConnection connection;

    private @Nullable HttpRequest request;
    private @Nullable ChannelHandlerContext decoderContext;
    private @Nullable Future<?> deadline;
    private long sinceNanos;
    /** An answer is under way. */
    private boolean busy;
    /** Something was answered, and the next request has not begun. */
    private boolean isIdle;
    /** Nothing more is answered. */
    private boolean over;

    private boolean inputEnded;

    HttpFront(
            SessionHost sessions,
            Answers answers,
            Origins origins,
            BooleanSupplier isStopping,
            RequestDecoder decoder,
            HttpResponseEncoder encoder,
            WebSocketConnection connection) {
        this.sessions = sessions;
        this.answers = answers;
        this.origins = origins;
        this.isStopping = isStopping;
        this.decoder = decoder;
        this.encoder = encoder;
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        decoderContext = ctx.pipeline().context(decoder);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        sinceNanos = System.nanoTime();
        watch(ctx, limitNanos());
        ctx.fireChannelActive();
    }

    private long limitNanos() {
        long millis = sessions.limits().get(Limit.HTTP_MILLIS);
        return TimeUnit.MILLISECONDS.toNanos(isIdle ? Math.min(millis, IDLE_MILLIS) : millis);
    }

    private void watch(ChannelHandlerContext ctx, long nanos) {
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            long left = sinceNanos + limitNanos() - System.nanoTime();
                            if (left > 0) {
                                watch(ctx, left);
                            } else {
                                ctx.close();
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        try {
            if (over) {
                return;
            }
            if (message instanceof HttpRequest begun) {
                request = begun;
                isIdle = false;
                if (begun.decoderResult().isFailure()) {
                    refuse(ctx, begun, statusOf(begun.decoderResult().cause()));
                } else if (HttpUtil.isTransferEncodingChunked(begun) || HttpUtil.getContentLength(begun, 0L) > 0) {
                    refuse(ctx, begun, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
                }
            } else if (message instanceof LastHttpContent && request != null) {
                HttpRequest whole = request;
                request = null;
                answer(ctx, whole);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static HttpResponseStatus statusOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpResponseStatus.REQUEST_URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException
                ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                : HttpResponseStatus.BAD_REQUEST;
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest whole) throws IOException {
        String host = host(whole);
        String target = Target.path(whole.uri());
        if (target == null || host == null || (!host.isEmpty() && !Origins.isHost(host))) {
            refuse(ctx, whole, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (whole.protocolVersion().majorVersion() != 1) {
            refuse(ctx, whole, HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED);
            return;
        }
        boolean isGet = whole.method().equals(HttpMethod.GET);
        if (!isGet && !whole.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse answer = answers.plain(HttpResponseStatus.METHOD_NOT_ALLOWED);
            answer.headers().set(HttpHeaderNames.ALLOW, target.equals(CHAT) ? "GET" : "GET, HEAD");
            send(ctx, whole, answer, false);
        } else if (target.equals(HEALTH)) {
            send(ctx, whole, answers.health(sessions.isReady() && !isStopping.getAsBoolean()), true);
        } else if (isStopping.getAsBoolean()) {
            refuse(ctx, whole, HttpResponseStatus.SERVICE_UNAVAILABLE);
        } else if (!host.isEmpty() && !origins.answersTo(host)) {
            refuse(ctx, whole, HttpResponseStatus.MISDIRECTED_REQUEST);
        } else if (target.equals(CHAT)) {
            chat(ctx, whole, host);
        } else if (connection.isOneTooMany()) {
            refuse(ctx, whole, HttpResponseStatus.SERVICE_UNAVAILABLE);
        } else {
            send(ctx, whole, answers.file(target, whole.headers()), true);
        }
    }

    /**
     * The one Host header; empty where HTTP/1.0 leaves it out; {@code null} where it must not be so. A target that names a
     * host itself is asked of that one, whatever the header says (RFC 9112, 3.2.2).
     */
    private static @Nullable String host(HttpRequest request) {
        var hosts = request.headers().getAll(HttpHeaderNames.HOST);
        String ofTarget = Target.host(request.uri());
        if (ofTarget != null && hosts.size() == 1) {
            return ofTarget.isEmpty() ? null : ofTarget;
        }
        if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return "";
        }
        return hosts.size() == 1 && !hosts.get(0).isEmpty() ? hosts.get(0) : null;
    }

    // WebSocket

    private void chat(ChannelHandlerContext ctx, HttpRequest asked, String host) {
        HttpHeaders headers = asked.headers();
        boolean oneOrigin = headers.getAll(HttpHeaderNames.ORIGIN).size() <= 1;
        if (!oneOrigin || !origins.allows(headers.get(HttpHeaderNames.ORIGIN), host)) {
            refuse(ctx, asked, HttpResponseStatus.FORBIDDEN);
        } else if (!asked.method().equals(HttpMethod.GET)) {
            refuse(ctx, asked, HttpResponseStatus.BAD_REQUEST);
        } else if (!Handshake.isWanted(asked) || !Handshake.isOurVersion(asked)) {
            FullHttpResponse answer = answers.plain(HttpResponseStatus.UPGRADE_REQUIRED);
            answer.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, Handshake.VERSION);
            send(ctx, asked, answer, false);
        } else if (!Handshake.hasKey(asked) || asked.uri().indexOf('?') >= 0) {
            // What is said in an address ends up in logs; a name and a password belong into the first message.
            refuse(ctx, asked, HttpResponseStatus.BAD_REQUEST);
        } else {
            upgrade(ctx, asked);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, HttpRequest asked) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        answer.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, Handshake.accept(asked));
        over = true;
        // What has come behind the request is frames already.
        decoder.pause();
        ChannelFuture told = ctx.writeAndFlush(answer);
        if (told.isDone()) {
            upgraded(ctx, told.isSuccess());
        } else {
            ctx.channel().config().setAutoRead(false);
            told.addListener(done -> {
                ctx.channel().config().setAutoRead(true);
                upgraded(ctx, done.isSuccess());
            });
        }
    }

    private void upgraded(ChannelHandlerContext ctx, boolean wellTold) {
        if (!wellTold) {
            ctx.close();
            return;
        }
        ctx.pipeline().remove(encoder);
        ctx.pipeline().remove(this);
        // It hands on what it holds.
        ctx.pipeline().remove(decoder);
        connection.upgraded();
        if (inputEnded) {
            ctx.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    // Answers

    private void refuse(ChannelHandlerContext ctx, HttpRequest asked, HttpResponseStatus status) {
        send(ctx, asked, answers.plain(status), false);
    }

    private void send(ChannelHandlerContext ctx, HttpRequest asked, FullHttpResponse answer, boolean mayStay) {
        boolean stays = mayStay && HttpUtil.isKeepAlive(asked) && !inputEnded;
        HttpHeaders headers = answer.headers();
        headers.set(HttpHeaderNames.CONNECTION, stays ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        if (answer.headers().contains(HttpHeaderNames.UPGRADE)) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        }
        FullHttpResponse sent = answer;
        if (asked.method().equals(HttpMethod.HEAD)) {
            sent = answer.replace(Unpooled.EMPTY_BUFFER);
            answer.release();
        }
        over = !stays;
        if (over) {
            decoder.end();
        }
        sinceNanos = System.nanoTime();
        busy = true;
        ChannelFuture written = ctx.writeAndFlush(sent);
        if (written.isDone()) {
            sent(ctx, written.isSuccess());
        } else {
            pause(ctx.channel(), true);
            written.addListener(done -> {
                sent(ctx, done.isSuccess());
                if (busy || over || decoderContext == null) {
                    return;
                }
                pause(ctx.channel(), false);
                decoder.resume(decoderContext);
            });
        }
    }

    private void pause(Channel channel, boolean pause) {
        if (pause) {
            decoder.pause();
        }
        channel.config().setAutoRead(!pause);
    }

    private void sent(ChannelHandlerContext ctx, boolean wellSent) {
        busy = false;
        sinceNanos = System.nanoTime();
        if (!wellSent || inputEnded) {
            ctx.close();
        } else if (over) {
            // The peer may still be sending what was refused: the answer has to reach it all the same.
            ctx.channel().config().setAutoRead(true);
            connection.endOfHttp();
        } else {
            isIdle = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
            watch(ctx, limitNanos());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        inputEnded = true;
        if (!busy) {
            ctx.close();
        }
    }
}
