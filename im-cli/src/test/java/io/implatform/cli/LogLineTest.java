package io.implatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private final LoggerContext context = new LoggerContext();

    private String line(String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "test", context.getLogger("io.implatform.cli.LogLine"), Level.WARN, message, thrown, new Object[0]);
        event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        String line = new LogLine().doLayout(event);
        String before = "2026-01-02T03:04:05.000Z WARN  LogLine: ";
        assertThat(line).startsWith(before).endsWith(System.lineSeparator());
        return line.substring(
                before.length(), line.length() - System.lineSeparator().length());
    }

    @Test
    void aMessageIsLeftAsItIs() {
        assertThat(line("a plain\tmessage \u00fc", null)).isEqualTo("a plain\tmessage \u00fc");
    }

    @Test
    void controlCharactersAreSpelledOut() {
        assertThat(line("a\r\nb\u001b[2Jc\u009bd\u2028e", null))
                .isEqualTo("a\\u000D\\u000Ab\\u001B[2Jc\\u009Bd\\u2028e");
    }

    @Test
    void whatWasThrownIsOnTheSameLineWithItsCausesAndPlaces() {
        Exception thrown = new IllegalStateException("first\nline", new IOException("disk full"));
        assertThat(line("failed", thrown))
                .startsWith("failed: java.lang.IllegalStateException: first\\u000Aline (at io.implatform.cli.")
                .contains(", caused by java.io.IOException: disk full (at io.implatform.cli.")
                .doesNotContain("\n");
    }
}
