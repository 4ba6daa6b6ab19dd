package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The form of a line, told by its first byte. */
final class LineFormatsTest {

    @Test
    void aLineThatBeginsWithABraceIsJsonAndEveryOtherIsText() {
        for (int first = 0; first < 256; first++) {
            assertThat(LineFormats.of(new byte[] {(byte) first}, 0, 1))
                    .isEqualTo(first == '{' ? JsonFormat.INSTANCE : TextFormat.INSTANCE);
        }
        assertThat(LineFormats.of(new byte[] {'{', 'P'}, 1, 1)).isEqualTo(TextFormat.INSTANCE);
        assertThat(LineFormats.of(new byte[] {' ', '{'}, 0, 2)).isEqualTo(TextFormat.INSTANCE);
        assertThat(LineFormats.of(new byte[] {' ', '{'}, 1, 1)).isEqualTo(JsonFormat.INSTANCE);
    }

    @Test
    void aSessionIsSpokenToInTextUntilItsFirstRequest() {
        assertThat(LineFormats.initial()).isEqualTo(TextFormat.INSTANCE);
    }

    @Test
    void theFormOfAnEmptyLineIsNotAskedFor() {
        assertThatThrownBy(() -> LineFormats.of(new byte[1], 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTwoFormsShareNoFrames() {
        assertThat(JsonFormat.INSTANCE).isNotEqualTo(TextFormat.INSTANCE);
        assertThat(TextFormat.INSTANCE).isNotEqualTo(JsonFormat.INSTANCE);
    }
}
