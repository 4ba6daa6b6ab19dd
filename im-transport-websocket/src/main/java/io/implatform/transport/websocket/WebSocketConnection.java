package io.implatform.transport.websocket;

import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.transport.netty.EventLoopWorker;
import io.implatform.transport.netty.NettyConnection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection once it is a WebSocket: frames in, frames out. Until then {@link HttpFront} stands before
 * it.
 *
 * <p>The closing handshake: a peer that sends Close is answered what it had asked before, then Close with
 * its own code. A session that the server ends is closed with the code of its {@code BYE}, or as normal
 * where there is none. A fault of the peer's is answered with Close and nothing else.
 */
final class WebSocketConnection extends NettyConnection implements FrameReader.Sink {
    /** Pongs that wait for room; of more, the oldest go unanswered, as RFC 6455, 5.5.3 allows. */
    private static final int MAX_PONGS = 32;

    private final int messageBytes;
    private final FrameReader reader;
    private @Nullable ArrayDeque<byte[]> pongs;
    private int closeCode = CloseCode.NORMAL;
    private boolean isClosed;

    /** @param messageBytes the longest message, once somebody has logged in */
    WebSocketConnection(EventLoopWorker worker, SessionHost sessions, int messageBytes) {
        super(worker, sessions);
        this.messageBytes = messageBytes;
        this.reader = new FrameReader(messageBytes);
    }

    /** Until it is a WebSocket it is one of the several that a browser makes for the page. */
    @Override
    protected SessionHost.Admission admit(SessionHost host, Peer peer) {
        return host.admitVisit(peer);
    }

    @Override
    protected void begin() {
        // HTTP comes first.
    }

    /** The peer was told that this is a WebSocket from here on. */
    void upgraded() {
        open(WebSocketFormat.INSTANCE);
    }

    /** Whether it is one too many. A WebSocket is told why; an HTTP request is not served. */
    boolean isOneTooMany() {
        return isRefused();
    }

    /** Nothing more is said over HTTP. */
    void endOfHttp() {
        hangUp();
    }

    @Override
    protected void read(ByteBuf in, byte[] scratch) {
        reader.limit(Math.min(messageBytes, requestBytes()));
        reader.read(in, scratch, this);
    }

    @Override
    public boolean message(byte[] bytes, int length) {
        return submit(WebSocketFormat.INSTANCE.decode(bytes, 0, length));
    }

    @Override
    public void ping(byte[] payload) {
        ArrayDeque<byte[]> waiting = pongs;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            pongs = waiting;
        }
        if (waiting.size() == MAX_PONGS) {
            waiting.poll();
        }
        waiting.add(Frames.frame(Frames.PONG, payload));
        ring();
    }

    @Override
    protected byte @Nullable [] ownFrames() {
        ArrayDeque<byte[]> waiting = pongs;
        pongs = null;
        return waiting == null || isClosed ? null : joined(waiting);
    }

    private static byte[] joined(Iterable<byte[]> frames) {
        int bytes = 0;
        for (byte[] frame : frames) {
            bytes += frame.length;
        }
        byte[] all = new byte[bytes];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    @Override
    public void close(int code) {
        closeCode = code;
        endRequests();
    }

    @Override
    public void fault(int code) {
        closeCode = code;
        giveUp();
    }

    @Override
    protected void sending(byte[] frame) {
        isClosed |= WebSocketFormat.endsWithClose(frame);
    }

    @Override
    protected byte[] lastWords() {
        return isClosed ? super.lastWords() : Frames.close(closeCode);
    }
}
