package io.implatform.bench.load;

import java.nio.charset.StandardCharsets;

/** A protocol of lines, in which a message of the load ends its line. */
abstract class LineDialect extends Dialect {
    final byte[] eol;

    LineDialect(String eol) {
        this.eol = ascii(eol);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static boolean begins(byte[] bytes, int from, int to, byte[] with) {
        if (to - from < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (bytes[from + i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    final int split(byte[] bytes, int from, int to, Frames frames) {
        int line = from;
        while (line < to) {
            int at = line;
            while (at < to && bytes[at] != Payload.MARK && bytes[at] != '\n') {
                at++;
            }
            if (at == to) {
                return line;
            }
            int end;
            if (bytes[at] == '\n') {
                frames.control(bytes, line, at > line && bytes[at - 1] == '\r' ? at - 1 : at);
                end = at;
            } else {
                int length = at + 4 <= to ? Payload.length(bytes, at) : 0;
                if (length > 0) {
                    end = at + length < to && bytes[at + length] == '\r' ? at + length + 1 : at + length;
                    if (end >= to) {
                        return line;
                    }
                    if (bytes[end] == '\n') {
                        frames.payload(bytes, at, length);
                        line = end + 1;
                        continue;
                    }
                }
                end = at;
                while (end < to && bytes[end] != '\n') {
                    end++;
                }
                if (end == to) {
                    return line;
                }
                frames.damaged();
            }
            line = end + 1;
        }
        return line;
    }
}
