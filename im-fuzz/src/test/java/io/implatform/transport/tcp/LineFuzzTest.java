package io.implatform.transport.tcp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.LineFormats;
import io.implatform.protocol.Properties;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The line decoder finds the same lines wherever the pieces end and however often its reader stops. What a line holds
 * is for the other targets. The first three bytes are the limit, the length of a piece, and after how many lines the
 * reader stops.
 */
class LineFuzzTest {
    private static final Refusal TOO_LONG = Refusal.of(RefusalCode.TOO_LONG, "the line is too long");

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "24h")
    void lines(byte[] input) {
        if (input.length < 3) {
            return;
        }
        int limit = 1 + (input[0] & 0xff);
        int piece = 1 + (input[1] & 0x3f);
        int stop = 1 + (input[2] & 0x7);
        byte[] stream = Arrays.copyOfRange(input, 3, input.length);

        List<String> found = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(limit);
        LineSplitter.Sink sink = new LineSplitter.Sink() {
            @Override
            public boolean line(byte[] bytes, int length) {
                Properties.check(length >= 1 && length <= limit, length);
                return add(latin1(bytes, length));
            }

            @Override
            public boolean tooLong(byte[] beginning, int length) {
                Properties.check(length == limit, length);
                WireFormat format = LineFormats.of(beginning, 0, length);
                Properties.hold(format.refuse(beginning, 0, length, TOO_LONG), format, length);
                return add("!" + latin1(beginning, length));
            }

            private boolean add(String line) {
                found.add(line);
                return found.size() % stop != 0;
            }
        };
        byte[] scratch = new byte[limit + 1];
        for (int from = 0; from < stream.length; from += piece) {
            ByteBuf in = Unpooled.wrappedBuffer(stream, from, Math.min(piece, stream.length - from));
            while (in.isReadable()) {
                splitter.read(in, scratch, sink);
                Properties.check(splitter.partialLength() <= limit + 1, splitter.partialLength());
            }
        }
        Properties.check(found.equals(expected(latin1(stream, stream.length), limit)), found);
    }

    private static String latin1(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** The same, simply, of everything at once. */
    private static List<String> expected(String stream, int limit) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < stream.length()) {
            int end = stream.indexOf('\n', from);
            boolean ends = end >= 0;
            String line = stream.substring(from, ends ? end : stream.length());
            from = ends ? end + 1 : stream.length();
            boolean mayEndInCr = line.endsWith("\r");
            String bare = mayEndInCr ? line.substring(0, line.length() - 1) : line;
            if (bare.length() > limit) {
                lines.add("!" + bare.substring(0, limit));
            } else if (ends && !bare.isEmpty()) {
                lines.add(bare);
            }
        }
        return lines;
    }
}
