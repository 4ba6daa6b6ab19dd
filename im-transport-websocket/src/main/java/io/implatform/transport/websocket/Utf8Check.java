package io.implatform.transport.websocket;

/**
 * Tells whether bytes that come piece by piece are well-formed UTF-8 (RFC 3629, 4): no overlong form, no
 * surrogate, nothing above U+10FFFF. For one thread.
 */
final class Utf8Check {
    private static final int FIRST_CONTINUATION = 0x80;
    private static final int LAST_CONTINUATION = 0xBF;

    /** Bytes of a character that are still to come, and the range of the next one. */
    private int missing;

    private int lowest = FIRST_CONTINUATION;
    private int highest = LAST_CONTINUATION;

    /** Whether the bytes so far can be the beginning of well-formed text. Not asked again after a no. */
    boolean takes(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            int b = bytes[i] & 0xFF;
            if (missing > 0) {
                if (b < lowest || b > highest) {
                    return false;
                }
                missing--;
                lowest = FIRST_CONTINUATION;
                highest = LAST_CONTINUATION;
            } else if (b >= 0x80 && !begins(b)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text may end here. If so, the next byte begins another one. */
    boolean isComplete() {
        return missing == 0;
    }

    private boolean begins(int b) {
        if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
            lowest = b == 0xE0 ? 0xA0 : FIRST_CONTINUATION;
            highest = b == 0xED ? 0x9F : LAST_CONTINUATION;
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
            lowest = b == 0xF0 ? 0x90 : FIRST_CONTINUATION;
            highest = b == 0xF4 ? 0x8F : LAST_CONTINUATION;
        } else {
            return false;
        }
        return true;
    }
}
