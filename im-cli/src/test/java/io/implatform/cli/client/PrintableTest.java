package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void nothingThatSteersATerminalIsLeft() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0xFFFF; c++) {
            all.append(c).append('x');
        }
        String shown = Printable.line(all.toString());
        assertThat(shown.chars()).noneMatch(c -> c < 0x20 || (c >= 0x7F && c <= 0x9F));
        assertThat(Printable.line("\u001b]52;c;x\u0007\u009b2J")).isEqualTo("\\u001B]52;c;x\\u0007\\u009B2J");
    }

    @Test
    void nothingThatReordersTheLineIsLeft() {
        assertThat(Printable.line("a\u202Eb\u2066c\u200Fd")).isEqualTo("a\\u202Eb\\u2066c\\u200Fd");
    }

    @Test
    void textOfAnyLanguageStaysAsItIs() {
        String text = "gr\u00fc\u00df \u4f60\u597d \u05d0\u05d1 \ud83d\udc68\u200d\ud83d\udc69";
        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.line("\ud83d!")).isEqualTo("\uFFFD!");
    }

    @Test
    void furtherLinesAreIndentedSoThatNoneLooksLikeALineOfItsOwn() {
        assertThat(Printable.lines("one\n12:00 [1] bob: two", "   ")).isEqualTo("one\n   12:00 [1] bob: two");
        assertThat(Printable.line("one\ntwo")).isEqualTo("one\u2424two");
    }
}
