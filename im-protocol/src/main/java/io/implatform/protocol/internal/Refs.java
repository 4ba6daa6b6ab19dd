package io.implatform.protocol.internal;

/** The rule for references: 1–64 of {@code A-Z a-z 0-9 . _ : -}. */
public final class Refs {
    private static final int MAX_LENGTH = 64;

    private Refs() {}

    /** Whether {@code ref} can be a reference. */
    public static boolean isRef(String ref) {
        if (ref.isEmpty() || ref.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < ref.length(); i++) {
            if (!isRefCharacter(ref.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRefCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '-';
    }
}
