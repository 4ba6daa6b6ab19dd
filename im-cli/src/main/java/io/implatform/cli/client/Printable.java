package io.implatform.cli.client;

/** What others wrote, as it may be put on a terminal: nothing in it steers the terminal or reorders the line. */
final class Printable {
    private static final String HEX = "0123456789ABCDEF";

    private Printable() {}

    /** {@code text} on one line: a line feed becomes {@code ␤}, any other control character its escape. */
    static String line(String text) {
        return escape(text, "\u2424");
    }

    /** {@code text} with each of its further lines indented by {@code indent}. */
    static String lines(String text, String indent) {
        return escape(text, "\n" + indent);
    }

    private static String escape(String text, String lineFeed) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                shown.append(lineFeed);
            } else if (c == '\t') {
                shown.append("    ");
            } else if (isHalf(text, i)) {
                shown.append('\uFFFD');
            } else if (isSteering(c)) {
                appendEscape(shown, c);
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    /** Appends {@code \}{@code u001B}. */
    static void appendEscape(StringBuilder to, char c) {
        to.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            to.append(HEX.charAt((c >> shift) & 0xF));
        }
    }

    /** Half a surrogate pair whose other half is missing. */
    static boolean isHalf(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    /**
     * C0, DEL, C1, the line and paragraph separators, and what changes the direction of the text that follows
     * (UAX #9), with which a message could rewrite the name in front of it.
     */
    static boolean isSteering(char c) {
        return c < 0x20
                || (c >= 0x7F && c <= 0x9F)
                || c == '\u2028'
                || c == '\u2029'
                || c == '\u200E'
                || c == '\u200F'
                || c == '\u061C'
                || (c >= '\u202A' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
