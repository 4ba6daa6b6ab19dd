package io.implatform.transport.tcp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts the bytes of one connection into lines: ended by LF, a CR before the LF dropped, empty lines
 * left out. A line over the limit is reported once, as soon as that is known, and the rest of it is
 * dropped up to its LF.
 *
 * <p>It holds no memory but for the beginning of a line whose end has not arrived, and then no more
 * than the limit and one byte. For one thread.
 */
final class LineSplitter {
    private static final int FIRST_PARTIAL_BYTES = 64;
    private static final byte[] NOTHING = new byte[0];

    /** Takes the lines. */
    interface Sink {
        /**
         * A line.
         *
         * @param bytes holds it, without its end, from 0 on; only until the method returns
         * @return whether the next line is wanted now
         */
        boolean line(byte[] bytes, int length);

        /**
         * A line over the limit.
         *
         * @param beginning holds as much of it as the limit allows, from 0 on; only until the method returns
         * @return whether the next line is wanted now
         */
        boolean tooLong(byte[] beginning, int length);
    }

    private int limit;
    private byte[] partial = NOTHING;
    private int partialLength;
    private boolean dropping;

    /**
     * A splitter at the beginning of its first line.
     *
     * @param limit the longest line in bytes, without its end
     */
    LineSplitter(int limit) {
        this.limit = limit;
    }

    /** Allows lines of {@code bytes} from here on; a line that has begun keeps what it was allowed. */
    void limit(int bytes) {
        limit = partialLength == 0 ? bytes : Math.max(limit, bytes);
    }

    /**
     * Reads from {@code in} until nothing is left or the sink wants no more lines.
     *
     * @param scratch at least one byte longer than the longest limit; used until the method returns, so that
     *     the splitters of one thread can share it
     */
    void read(ByteBuf in, byte[] scratch, Sink sink) {
        boolean wanted = true;
        while (wanted && in.isReadable()) {
            int lineBytes = in.bytesBefore((byte) '\n');
            boolean ends = lineBytes >= 0;
            int available = ends ? lineBytes : in.readableBytes();
            if (dropping) {
                in.skipBytes(ends ? available + 1 : available);
                dropping = !ends;
            } else if (ends) {
                wanted = end(in, available, scratch, sink);
            } else {
                wanted = grow(in, available, sink);
            }
        }
    }

    /** The first bytes of the line that has begun and not ended; empty if there is none. */
    int partialLength() {
        return partialLength;
    }

    /** The byte at {@code index} of the line that has begun and not ended. */
    byte partialByte(int index) {
        return partial[index];
    }

    /** Takes the last {@code count} bytes of a line, and its LF. */
    private boolean end(ByteBuf in, int count, byte[] scratch, Sink sink) {
        int length = partialLength + count;
        byte[] line = scratch;
        int taken = (int) Math.min(count, (long) limit + 1 - partialLength);
        System.arraycopy(partial, 0, line, 0, partialLength);
        in.readBytes(line, partialLength, taken);
        in.skipBytes(count - taken + 1);
        partial = NOTHING;
        partialLength = 0;
        if (length <= limit + 1 && length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (length > limit) {
            return sink.tooLong(line, limit);
        }
        return length == 0 || sink.line(line, length);
    }

    /** Takes {@code count} bytes of a line whose end has not arrived. */
    private boolean grow(ByteBuf in, int count, Sink sink) {
        // One byte over the limit is kept: it may be the CR of a line that is just as long as allowed.
        int taken = Math.min(count, limit + 1 - partialLength);
        int length = partialLength + taken;
        if (partial.length < length) {
            int roomy = Math.max(Math.max(length, 2 * partial.length), FIRST_PARTIAL_BYTES);
            partial = Arrays.copyOf(partial, Math.min(roomy, limit + 1));
        }
        in.readBytes(partial, partialLength, taken);
        partialLength = length;
        if (taken == count && (length <= limit || partial[limit] == '\r')) {
            return true;
        }
        byte[] beginning = partial;
        partial = NOTHING;
        partialLength = 0;
        dropping = true;
        return sink.tooLong(beginning, limit);
    }
}
