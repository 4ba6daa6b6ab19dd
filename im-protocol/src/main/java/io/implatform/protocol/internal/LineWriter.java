package io.implatform.protocol.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Builds lines in one growing array. For one thread and one frame. */
public final class LineWriter {
    private static final int SECONDS_A_DAY = 86_400;
    /** RFC 3339, UTC, milliseconds; for years that do not have four digits. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private byte[] bytes;
    private int length;

    public LineWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** Appends characters that are ASCII by rule, such as a keyword or a name. */
    @SuppressWarnings("deprecation") // getBytes of the low halves is what ASCII needs, without a copy
    public LineWriter ascii(String ascii) {
        int count = ascii.length();
        reserve(count);
        ascii.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** Appends a text that anybody may have written: what would end the line is shown as U+2424. */
    public LineWriter text(String text) {
        return utf8(text.indexOf('\n') < 0 ? text : text.replace('\n', '\u2424'));
    }

    /** Appends a text as it is. */
    LineWriter utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    public LineWriter number(long number) {
        return ascii(Long.toString(number));
    }

    /** Appends a time in RFC 3339, UTC, milliseconds. */
    public LineWriter time(Instant time) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(time.getEpochSecond(), (long) SECONDS_A_DAY));
        if (date.getYear() < 0 || date.getYear() > 9_999) {
            return ascii(TIME.format(time));
        }
        // By hand: a formatter takes longer than the rest of an event.
        int second = Math.floorMod(time.getEpochSecond(), SECONDS_A_DAY);
        return digits(date.getYear(), 4, '-')
                .digits(date.getMonthValue(), 2, '-')
                .digits(date.getDayOfMonth(), 2, 'T')
                .digits(second / 3_600, 2, ':')
                .digits(second / 60 % 60, 2, ':')
                .digits(second % 60, 2, '.')
                .digits(time.getNano() / 1_000_000, 3, 'Z');
    }

    private LineWriter digits(int number, int count, char behind) {
        reserve(count + 1);
        int rest = number;
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        bytes[length++] = (byte) behind;
        return this;
    }

    public LineWriter space() {
        return one(' ');
    }

    /** Ends the line. */
    public LineWriter end() {
        return one('\n');
    }

    /** Appends one ASCII character. */
    LineWriter one(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** The lines as a frame of their own. The writer is done with. */
    public byte[] frame() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
