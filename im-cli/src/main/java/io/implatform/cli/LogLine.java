package io.implatform.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * What is logged, as one line: when, how grave, by whom, the message, and what was thrown with its causes and the place
 * of each. What a peer wrote cannot begin a line of its own or steer the terminal.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final int CAUSES = 5;
    private static final int LEVEL_WIDTH = 5;
    /** In UTC, to the millisecond. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = event.getLevel().toString();
        String logger = event.getLoggerName();
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + level
                + " ".repeat(Math.max(1, LEVEL_WIDTH + 1 - level.length()))
                + logger.substring(logger.lastIndexOf('.') + 1) + ": " + Lines.printable(message(event))
                + System.lineSeparator();
    }

    private static String message(ILoggingEvent event) {
        StringBuilder message = new StringBuilder(String.valueOf(event.getFormattedMessage()));
        IThrowableProxy thrown = event.getThrowableProxy();
        for (int depth = 0; thrown != null && depth < CAUSES; depth++) {
            message.append(depth == 0 ? ": " : ", caused by ").append(thrown.getClassName());
            if (thrown.getMessage() != null) {
                message.append(": ").append(thrown.getMessage());
            }
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            if (frames != null && frames.length > 0) {
                message.append(" (").append(frames[0].getSTEAsString()).append(')');
            }
            thrown = thrown.getCause();
        }
        return message.toString();
    }
}
