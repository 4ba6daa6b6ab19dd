package io.implatform.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that wait to be written to one connection. One thread. */
final class Out {
    private static final byte[] NONE = new byte[0];
    private static final int KEEP_BYTES = 4_096;

    private byte[] bytes = NONE;
    private int from;
    private int to;

    Out put(byte[] source, int length) {
        room(length);
        System.arraycopy(source, 0, bytes, to, length);
        to += length;
        return this;
    }

    Out put(byte[] source) {
        return put(source, source.length);
    }

    Out put(int value) {
        room(1);
        bytes[to++] = (byte) value;
        return this;
    }

    Out ascii(String text) {
        return put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A whole number of at least 0, in decimal digits. */
    Out number(int value) {
        room(10);
        int digits = 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = value;
        for (int at = to + digits - 1; at >= to; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        to += digits;
        return this;
    }

    private void room(int more) {
        if (to + more > bytes.length) {
            byte[] larger = to - from + more > bytes.length ? new byte[2 * (to - from + more) + 64] : bytes;
            System.arraycopy(bytes, from, larger, 0, to - from);
            bytes = larger;
            to -= from;
            from = 0;
        }
    }

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    void taken(int count) {
        from += count;
        if (from == to) {
            from = 0;
            to = 0;
            if (bytes.length > KEEP_BYTES) {
                bytes = NONE;
            }
        }
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.ISO_8859_1);
    }
}
