package io.implatform.cli;

/** What may be shown on a terminal or in a log: one line, and nothing in it that steers the terminal. */
final class Lines {
    private static final String HEX = "0123456789ABCDEF";

    private Lines() {}

    /**
     * {@code text} with its control characters, line and paragraph separators spelled as {@code \}{@code
     * u001B}, except for TAB. Text without them is returned as it is.
     */
    static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i))) {
                return escape(text);
            }
        }
        return text;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnprintable(c)) {
                escaped.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    escaped.append(HEX.charAt((c >> shift) & 0xF));
                }
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** C0 but for TAB, DEL, C1, and the two separators of Unicode. */
    private static boolean isUnprintable(char c) {
        return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) || c == '\u2028' || c == '\u2029';
    }
}
