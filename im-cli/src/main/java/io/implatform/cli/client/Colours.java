package io.implatform.cli.client;

import java.util.Locale;

/** The colour of a name: the same for everyone, everywhere, always. */
final class Colours {
    /**
     * Colours of the terminal's palette of 256 that stand out from black and from white alike: at least 3 : 1 from
     * either (WCAG 2.2, 1.4.11).
     */
    private static final int[] PALETTE = {
        25, 26, 27, 28, 29, 30, 31, 32, 33, 61, 62, 63, 64, 67, 68, 69, 92, 93, 94, 97, 98, 99, 100, 104, 105, 126, 127,
        128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171,
        196, 197, 198, 199, 200, 201, 202
    };

    /** Red, green, blue, magenta and cyan: of a palette of 8, what is neither the dark nor the light ground. */
    private static final int[] BASIC = {1, 2, 4, 5, 6};

    private Colours() {}

    /** The colour of a name in the palette of 256; the name's case does not matter. */
    static int of(String name) {
        return PALETTE[Math.floorMod(hash(name), PALETTE.length)];
    }

    /** The colour of a name where the terminal has 8. */
    static int basic(String name) {
        return BASIC[Math.floorMod(hash(name), BASIC.length)];
    }

    private static int hash(String name) {
        int hash = 0x811C9DC5;
        String folded = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < folded.length(); i++) {
            // FNV-1a, which spreads names that differ in their last letter; never to be changed.
            hash = (hash ^ folded.charAt(i)) * 0x01000193;
        }
        return hash ^ (hash >>> 16);
    }

    /** How many there are. */
    static int count() {
        return PALETTE.length;
    }

    /** The colour at that place of the palette of names. */
    static int at(int i) {
        return PALETTE[i];
    }
}
