package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColoursTest {
    @Test
    void everyColourStandsOutFromBlackAndFromWhite() {
        for (int i = 0; i < Colours.count(); i++) {
            double light = luminance(Colours.at(i));
            assertThat((light + 0.05) / 0.05).as("%s on black", Colours.at(i)).isGreaterThanOrEqualTo(3.0);
            assertThat(1.05 / (light + 0.05)).as("%s on white", Colours.at(i)).isGreaterThanOrEqualTo(3.0);
        }
    }

    @Test
    void aNameHasTheSameColourHoweverItIsSpelledAndForGood() {
        assertThat(Colours.of("Alice")).isEqualTo(Colours.of("alice"));
        assertThat(Colours.of("alice")).isEqualTo(ALICE);
        assertThat(Colours.of("bob")).isEqualTo(BOB);
    }

    @Test
    void namesAreSpreadOverTheColours() {
        long used = IntStream.range(0, 1_000)
                .map(i -> Colours.of("user" + i))
                .distinct()
                .count();
        assertThat(used).isEqualTo(Colours.count());
    }

    /** What they have had since the first version. */
    private static final int ALICE = 130;

    private static final int BOB = 62;

    /** WCAG 2.2, relative luminance, of a colour of the 6 x 6 x 6 cube. */
    private static double luminance(int colour) {
        int cube = colour - 16;
        return 0.2126 * part(cube / 36) + 0.7152 * part(cube / 6 % 6) + 0.0722 * part(cube % 6);
    }

    private static double part(int level) {
        double value = (level == 0 ? 0 : 55 + 40 * level) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
