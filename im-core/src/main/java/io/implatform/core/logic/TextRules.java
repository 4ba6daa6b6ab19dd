package io.implatform.core.logic;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import java.util.Locale;
import java.util.Optional;

/** What a text may hold, and how long it is in UTF-8. */
final class TextRules {
    private TextRules() {}

    /**
     * Why {@code text} cannot be a message: it is empty, holds a control character other than TAB and
     * LF, holds half a surrogate pair, or is longer than {@code maxBytes} in UTF-8.
     */
    static Optional<Refusal> checkMessage(String text, int maxBytes) {
        if (text.isEmpty()) {
            return Optional.of(Refusal.of(RefusalCode.BAD_ARGUMENT, "the text is missing"));
        }
        return check("the text", text, true, maxBytes);
    }

    /** Why {@code text} cannot be a password; its length has a rule of its own. */
    static Optional<Refusal> checkPassword(String text) {
        return check("the password", text, false, Integer.MAX_VALUE);
    }

    /** Why {@code text} cannot be a topic or the text of a status: one line, maybe empty. */
    static Optional<Refusal> checkShort(String text, Limits limits) {
        return check("the text", text, false, limits.getInt(Limit.SHORT_TEXT_BYTES));
    }

    private static Optional<Refusal> check(String what, String text, boolean lines, int maxBytes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c) && !(lines && c == '\n')) {
                return Optional.of(Refusal.of(
                        RefusalCode.BAD_TEXT,
                        String.format(Locale.ROOT, what + " holds the control character U+%04X", (int) c)));
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Optional.of(Refusal.of(RefusalCode.BAD_ENCODING, what + " holds half a surrogate pair"));
                }
                i++;
            }
        }
        int bytes = utf8Bytes(text);
        return bytes <= maxBytes
                ? Optional.empty()
                : Optional.of(
                        Refusal.of(RefusalCode.TOO_LONG, what + " has " + bytes + " bytes; the limit is " + maxBytes));
    }

    /** U+0000–U+001F except TAB, and U+007F–U+009F. */
    private static boolean isControl(char c) {
        return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F);
    }

    /** The length of {@code text} in UTF-8, surrogate pairs being whole. */
    static int utf8Bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Half of a pair counts 2: a pair is 4 bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
