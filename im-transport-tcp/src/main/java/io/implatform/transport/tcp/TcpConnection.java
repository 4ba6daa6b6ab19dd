package io.implatform.transport.tcp;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.SessionHost;
import io.implatform.protocol.LineFormats;
import io.implatform.transport.netty.EventLoopWorker;
import io.implatform.transport.netty.NettyConnection;
import io.netty.buffer.ByteBuf;

/** One connection: its bytes are cut into lines, and each is a request. */
final class TcpConnection extends NettyConnection implements LineSplitter.Sink {
    private static final byte[] NOTHING = new byte[0];
    private static final Refusal WRONG_PROTOCOL = Refusal.of(
            RefusalCode.WRONG_PROTOCOL,
            "this port speaks a line protocol, neither HTTP nor TLS; HELP lists the commands");

    private final int lineBytes;
    /** The longest line now. */
    private int limit;

    private final LineSplitter splitter;
    private boolean pastFirstLine;

    TcpConnection(EventLoopWorker worker, SessionHost sessions) {
        super(worker, sessions);
        this.lineBytes = sessions.limits().getInt(Limit.LINE_BYTES);
        this.splitter = new LineSplitter(lineBytes);
    }

    @Override
    protected void begin() {
        open(LineFormats.initial());
    }

    @Override
    protected void read(ByteBuf in, byte[] scratch) {
        if (!pastFirstLine && isTls(in)) {
            refuseProtocol();
        } else {
            limit = Math.min(lineBytes, requestBytes());
            splitter.limit(limit);
            splitter.read(in, scratch, this);
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
        Refusal refusal = Refusal.of(RefusalCode.TOO_LONG, "a line has at most " + limit + " bytes");
        return submit(LineFormats.of(beginning, 0, length).refuse(beginning, 0, length, refusal));
    }

    /** Answers that this is another protocol's port; the refusal being fatal, the server ends the session. */
    private void refuseProtocol() {
        submit(LineFormats.initial().refuse(NOTHING, 0, 0, WRONG_PROTOCOL));
        ignoreInput();
    }
}
