package io.implatform.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a message of the load says: who sent it to whom as which one when, and a filler that depends on its
 * number, so that every byte of a delivery can be checked.
 *
 * <pre>
 * byte   0      |
 *        1-3    length in all
 *        4-6    sender, a connection
 *        7-9    addressee, a user; {@link #EVERYBODY}
 *       10-12   slot of the sender's window
 *       13-17   number in its stream (one sender to one addressee): 1, 2, 3, …
 *       18-25   when it was sent, or due, in nanoseconds since the run began
 *       26      sum of the above
 *       27-     filler, and a full stop at the end
 * </pre>
 *
 * <p>Numbers are written in digits of six bits. All of it is plain ASCII without spaces, which every protocol
 * here carries unchanged. Holds what was decoded last; one thread.
 */
final class Payload {
    static final int MIN_BYTES = 32;
    static final int MAX_BYTES = 8_000;

    /** The addressee of a broadcast; also the bound of users and of connections. */
    static final int EVERYBODY = (1 << 18) - 1;

    static final byte MARK = '|';

    private static final byte END = '.';
    private static final int HEAD = 27;
    private static final int VARIANTS = 64;
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[256];
    private static final byte[] FILLER = new byte[MAX_BYTES + VARIANTS];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
        int mixed = 1;
        for (int i = 0; i < FILLER.length; i++) {
            mixed = mixed * 1_103_515_245 + 12_345;
            FILLER[i] = DIGITS[(mixed >>> 16) & 63];
        }
    }

    int sender;
    int to;
    int slot;
    int number;
    long stamp;

    /** Writes one at the beginning of {@code out}. */
    static void write(byte[] out, int length, int sender, int to, int slot, int number, long stamp) {
        out[0] = MARK;
        digits(out, 1, 3, length);
        digits(out, 4, 3, sender);
        digits(out, 7, 3, to);
        digits(out, 10, 3, slot);
        digits(out, 13, 5, number);
        digits(out, 18, 8, stamp);
        out[26] = DIGITS[sum(out, 0)];
        System.arraycopy(FILLER, number & VARIANTS - 1, out, HEAD, length - HEAD - 1);
        out[length - 1] = END;
    }

    /** The length of the one that begins at {@code at}, of which the first four bytes are there; -1 if none does. */
    static int length(byte[] in, int at) {
        int length = (int) number(in, at + 1, 3);
        return length >= MIN_BYTES && length <= MAX_BYTES ? length : -1;
    }

    /** Reads the one that begins at {@code at} and is wholly there. @return whether it is as it was sent */
    boolean read(byte[] in, int at, int length) {
        int end = at + length - 1;
        if (in[end] != END || in[at + 26] != DIGITS[sum(in, at)]) {
            return false;
        }
        long stamped = number(in, at + 18, 8);
        sender = (int) number(in, at + 4, 3);
        to = (int) number(in, at + 7, 3);
        slot = (int) number(in, at + 10, 3);
        number = (int) number(in, at + 13, 5);
        stamp = stamped;
        if ((sender | to | slot | number) < 0 || stamped < 0) {
            return false;
        }
        int variant = number & VARIANTS - 1;
        return Arrays.equals(in, at + HEAD, end, FILLER, variant, variant + end - at - HEAD);
    }

    private static void digits(byte[] out, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = DIGITS[(int) rest & 63];
            rest >>>= 6;
        }
    }

    /** Negative if there is something that is no digit. */
    private static long number(byte[] in, int at, int count) {
        long value = 0;
        int bad = 0;
        for (int i = at; i < at + count; i++) {
            int digit = VALUES[in[i] & 0xff];
            bad |= digit;
            value = (value << 6) | (digit & 63);
        }
        return bad < 0 ? -1 : value;
    }

    private static int sum(byte[] in, int at) {
        int sum = 7;
        for (int i = at + 1; i < at + 26; i++) {
            sum = sum * 31 + in[i];
        }
        return (sum ^ sum >>> 6 ^ sum >>> 12) & 63;
    }
}
