package io.implatform.protocol;

import io.implatform.core.spi.WireFormat;

/**
 * The forms that a line can have on a byte stream, where the form is chosen line by line. Threads: any.
 */
public final class LineFormats {
    private LineFormats() {}

    /** The form of what a session is told before its first request. */
    public static WireFormat initial() {
        return TextFormat.INSTANCE;
    }

    /**
     * The form of a line, told by its first byte: JSON for <code>{</code>, otherwise text. Nothing needs to
     * follow that byte: the beginning of a line is enough.
     *
     * @param bytes holds the line, without its line end, from {@code offset} on
     * @param length at least 1
     */
    public static WireFormat of(byte[] bytes, int offset, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length " + length + " < 1: an empty line has no form");
        }
        return bytes[offset] == '{' ? JsonFormat.INSTANCE : TextFormat.INSTANCE;
    }
}
