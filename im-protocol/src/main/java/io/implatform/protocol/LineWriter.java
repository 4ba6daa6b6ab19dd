package io.implatform.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Builds lines of the text form in one growing array. For one thread and one frame. */
final class LineWriter {
    /** RFC 3339, UTC, milliseconds. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private byte[] bytes;
    private int length;

    LineWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** Appends characters that are ASCII by rule, such as a keyword or a name. */
    @SuppressWarnings("deprecation") // getBytes of the low halves is what ASCII needs, without a copy
    LineWriter ascii(String ascii) {
        int count = ascii.length();
        reserve(count);
        ascii.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** Appends a text that anybody may have written: what would end the line is shown as U+2424. */
    LineWriter text(String text) {
        byte[] encoded =
                (text.indexOf('\n') < 0 ? text : text.replace('\n', '\u2424')).getBytes(StandardCharsets.UTF_8);
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    LineWriter number(long number) {
        return ascii(Long.toString(number));
    }

    LineWriter time(Instant time) {
        return ascii(TIME.format(time));
    }

    LineWriter space() {
        reserve(1);
        bytes[length++] = ' ';
        return this;
    }

    /** Ends the line. */
    LineWriter end() {
        reserve(1);
        bytes[length++] = '\n';
        return this;
    }

    /** The lines as a frame of their own. The writer is done with. */
    byte[] frame() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
