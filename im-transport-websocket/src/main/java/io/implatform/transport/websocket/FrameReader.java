package io.implatform.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts the bytes of one connection into a client's frames (RFC 6455, 5), and puts those of a message
 * together. The first fault ends it: what comes after is dropped.
 *
 * <p>It holds no memory but for the beginning of a message whose end has not arrived, and then no more
 * than the limit, whatever length a frame claims. Fragments without a payload count as one byte, so that
 * a message cannot go on for ever. For one thread.
 */
final class FrameReader {
    private static final int FIRST_PARTIAL_BYTES = 64;
    private static final byte[] NOTHING = new byte[0];

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int FIRST_CONTROL = 0x08;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int MAX_TWO_BYTES = 0xFFFF;

    /** Takes what the frames hold. */
    interface Sink {
        /**
         * A whole text message, well-formed UTF-8.
         *
         * @param bytes holds it from 0 on; only until the method returns
         * @return whether the next one is wanted now
         */
        boolean message(byte[] bytes, int length);

        /** A ping. */
        void ping(byte[] payload);

        /**
         * The peer closes: nothing comes after it.
         *
         * @param code its reason, {@link CloseCode#NONE} where it gives none
         */
        void close(int code);

        /** The peer broke the protocol: nothing is read any more. */
        void fault(int code);
    }

    private enum Part {
        FIRST_BYTE,
        SECOND_BYTE,
        LENGTH,
        MASK,
        PAYLOAD,
        /** The peer has closed, or broken the protocol. */
        OVER
    }

    private int limit;
    private final Utf8Check utf8 = new Utf8Check();

    private Part part = Part.FIRST_BYTE;
    private boolean isLast;
    private int opcode;
    /** Bytes of the length or of the mask that are still to come. */
    private int missing;

    /** The least length that needs as many bytes as this one's has. */
    private int shortest;

    private long frameLength;
    private int frameTaken;
    private int mask;
    /** A message has begun and not ended. */
    private boolean inMessage;

    private byte[] message = NOTHING;
    private int messageLength;
    private int emptyFragments;
    private byte[] control = NOTHING;

    /**
     * A reader at the beginning of its first frame.
     *
     * @param limit the longest message in bytes
     */
    FrameReader(int limit) {
        this.limit = limit;
    }

    /** Allows messages of {@code bytes} from here on; a message that has begun keeps what it was allowed. */
    void limit(int bytes) {
        limit = part == Part.FIRST_BYTE && !inMessage ? bytes : Math.max(limit, bytes);
    }

    /**
     * Reads from {@code in} until nothing is left or the sink wants no more messages.
     *
     * @param scratch as long as the longest limit; used until the method returns, so that the readers of one
     *     thread can share it
     */
    void read(ByteBuf in, byte[] scratch, Sink sink) {
        boolean wanted = true;
        while (wanted && in.isReadable()) {
            switch (part) {
                case FIRST_BYTE -> firstByte(in.readUnsignedByte(), sink);
                case SECOND_BYTE -> secondByte(in.readUnsignedByte(), sink);
                case LENGTH -> lengthByte(in.readUnsignedByte(), sink);
                case MASK -> wanted = maskByte(in.readUnsignedByte(), scratch, sink);
                case PAYLOAD -> wanted = payload(in, scratch, sink);
                case OVER -> in.skipBytes(in.readableBytes());
            }
        }
    }

    private void fault(int code, Sink sink) {
        end();
        sink.fault(code);
    }

    private void end() {
        part = Part.OVER;
        message = NOTHING;
        control = NOTHING;
    }

    private boolean isControl() {
        return opcode >= FIRST_CONTROL;
    }

    private void firstByte(int b, Sink sink) {
        isLast = (b & FIN) != 0;
        opcode = b & OPCODE;
        boolean known = switch (opcode) {
            case Frames.CONTINUATION -> inMessage;
            case Frames.TEXT, Frames.BINARY -> !inMessage;
            case Frames.CLOSE, Frames.PING, Frames.PONG -> isLast;
            default -> false;
        };
        if ((b & RESERVED) != 0 || !known) {
            fault(CloseCode.PROTOCOL_ERROR, sink);
        } else if (opcode == Frames.BINARY) {
            fault(CloseCode.UNSUPPORTED_DATA, sink);
        } else {
            part = Part.SECOND_BYTE;
        }
    }

    private void secondByte(int b, Sink sink) {
        int length = b & LENGTH;
        if ((b & MASKED) == 0 || (isControl() && length > Frames.MAX_CONTROL_BYTES)) {
            fault(CloseCode.PROTOCOL_ERROR, sink);
        } else if (length < TWO_BYTE_LENGTH) {
            lengthIs(length, sink);
        } else {
            frameLength = 0;
            shortest = length == TWO_BYTE_LENGTH ? TWO_BYTE_LENGTH : MAX_TWO_BYTES + 1;
            missing = length == TWO_BYTE_LENGTH ? 2 : 8;
            part = Part.LENGTH;
        }
    }

    private void lengthByte(int b, Sink sink) {
        frameLength = frameLength << 8 | b;
        missing--;
        if (missing == 0) {
            // One that a shorter form could have told is not allowed; one above 2^63 came out negative.
            if (frameLength < shortest) {
                fault(CloseCode.PROTOCOL_ERROR, sink);
            } else {
                lengthIs(frameLength, sink);
            }
        }
    }

    private void lengthIs(long length, Sink sink) {
        if (!isControl() && length > limit - messageLength - emptyFragments) {
            fault(CloseCode.TOO_BIG, sink);
        } else {
            frameLength = length;
            frameTaken = 0;
            mask = 0;
            missing = 4;
            part = Part.MASK;
        }
    }

    private boolean maskByte(int b, byte[] scratch, Sink sink) {
        mask = mask << 8 | b;
        missing--;
        if (missing > 0) {
            return true;
        }
        part = Part.PAYLOAD;
        if (isControl()) {
            control = frameLength == 0 ? NOTHING : new byte[(int) frameLength];
        }
        return frameLength > 0 || endOfFrame(scratch, sink);
    }

    private boolean payload(ByteBuf in, byte[] scratch, Sink sink) {
        int count = (int) Math.min(in.readableBytes(), frameLength - frameTaken);
        if (isControl()) {
            take(in, control, frameTaken, count);
        } else {
            byte[] to = message;
            if (isLast && messageLength == 0 && count == frameLength) {
                // Most often: all of it is here, and needs no place of its own.
                to = scratch;
            } else {
                message = withRoom(message, messageLength + count);
                to = message;
            }
            take(in, to, messageLength, count);
            if (!utf8.takes(to, messageLength, count)) {
                fault(CloseCode.BAD_DATA, sink);
                return true;
            }
            messageLength += count;
        }
        frameTaken += count;
        return frameTaken < frameLength || endOfFrame(scratch, sink);
    }

    private byte[] withRoom(byte[] bytes, int length) {
        if (bytes.length >= length) {
            return bytes;
        }
        int roomy = Math.max(Math.max(length, 2 * bytes.length), FIRST_PARTIAL_BYTES);
        return Arrays.copyOf(bytes, Math.min(roomy, limit));
    }

    private void take(ByteBuf in, byte[] to, int at, int count) {
        in.readBytes(to, at, count);
        for (int i = 0; i < count; i++) {
            to[at + i] ^= (byte) (mask >>> (24 - 8 * ((frameTaken + i) & 3)));
        }
    }

    private boolean endOfFrame(byte[] scratch, Sink sink) {
        part = Part.FIRST_BYTE;
        switch (opcode) {
            case Frames.CLOSE -> close(sink);
            case Frames.PING -> sink.ping(control);
            case Frames.PONG -> {}
            default -> {
                return endOfFragment(scratch, sink);
            }
        }
        control = NOTHING;
        return true;
    }

    private boolean endOfFragment(byte[] scratch, Sink sink) {
        if (!isLast) {
            inMessage = true;
            if (frameLength == 0) {
                emptyFragments++;
            }
            if (messageLength + emptyFragments > limit) {
                fault(CloseCode.TOO_BIG, sink);
            }
            return true;
        }
        if (!utf8.isComplete()) {
            fault(CloseCode.BAD_DATA, sink);
            return true;
        }
        byte[] whole = message.length == 0 ? scratch : message;
        int length = messageLength;
        message = NOTHING;
        messageLength = 0;
        emptyFragments = 0;
        inMessage = false;
        return sink.message(whole, length);
    }

    /** RFC 6455, 5.5.1: nothing, or a code and UTF-8. */
    private void close(Sink sink) {
        int length = control.length;
        if (length == 0) {
            end();
            sink.close(CloseCode.NONE);
            return;
        }
        int code = length == 1 ? 0 : (control[0] & 0xFF) << 8 | (control[1] & 0xFF);
        Utf8Check reason = new Utf8Check();
        if (!CloseCode.maySend(code)) {
            fault(CloseCode.PROTOCOL_ERROR, sink);
        } else if (!reason.takes(control, 2, length - 2) || !reason.isComplete()) {
            fault(CloseCode.BAD_DATA, sink);
        } else {
            end();
            sink.close(code);
        }
    }
}
