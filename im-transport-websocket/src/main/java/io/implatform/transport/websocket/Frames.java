package io.implatform.transport.websocket;

/** Server frames (RFC 6455, 5.2): never masked, never fragmented. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int MAX_CONTROL_BYTES = 125;

    private static final int FIN = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;
    private static final int EIGHT_BYTE_LENGTH = 127;
    private static final int MAX_TWO_BYTES = 0xFFFF;

    private Frames() {}

    /** How many bytes a frame's header has. */
    static int headerBytes(int payloadBytes) {
        return payloadBytes <= MAX_CONTROL_BYTES ? 2 : payloadBytes <= MAX_TWO_BYTES ? 4 : 10;
    }

    /**
     * Writes a header.
     *
     * @return where the payload goes
     */
    static int writeHeader(byte[] to, int at, int opcode, int payloadBytes) {
        to[at] = (byte) (FIN | opcode);
        if (payloadBytes <= MAX_CONTROL_BYTES) {
            to[at + 1] = (byte) payloadBytes;
            return at + 2;
        }
        boolean isLong = payloadBytes > MAX_TWO_BYTES;
        to[at + 1] = (byte) (isLong ? EIGHT_BYTE_LENGTH : TWO_BYTE_LENGTH);
        int lengthBytes = isLong ? 8 : 2;
        for (int i = 0; i < lengthBytes; i++) {
            to[at + 2 + i] = (byte) ((long) payloadBytes >>> (8 * (lengthBytes - 1 - i)));
        }
        return at + 2 + lengthBytes;
    }

    /** A frame that holds {@code payload}. */
    static byte[] frame(int opcode, byte[] payload) {
        byte[] frame = new byte[headerBytes(payload.length) + payload.length];
        int at = writeHeader(frame, 0, opcode, payload.length);
        System.arraycopy(payload, 0, frame, at, payload.length);
        return frame;
    }

    /** A Close frame; without a code where it is {@link CloseCode#NONE}. */
    static byte[] close(int code) {
        byte[] payload = code == CloseCode.NONE ? new byte[0] : new byte[] {(byte) (code >>> 8), (byte) code};
        return frame(CLOSE, payload);
    }
}
