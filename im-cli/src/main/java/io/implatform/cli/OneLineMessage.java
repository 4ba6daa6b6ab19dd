package io.implatform.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * {@code %line} of logback.xml: the message, and what was thrown with its causes and the place of each,
 * as one line. What a peer wrote cannot begin a line of its own or steer the terminal.
 */
public final class OneLineMessage extends ClassicConverter {
    private static final int CAUSES = 5;

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(String.valueOf(event.getFormattedMessage()));
        IThrowableProxy thrown = event.getThrowableProxy();
        for (int depth = 0; thrown != null && depth < CAUSES; depth++) {
            line.append(depth == 0 ? ": " : ", caused by ").append(thrown.getClassName());
            if (thrown.getMessage() != null) {
                line.append(": ").append(thrown.getMessage());
            }
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            if (frames != null && frames.length > 0) {
                line.append(" (").append(frames[0].getSTEAsString()).append(')');
            }
            thrown = thrown.getCause();
        }
        return Lines.printable(line.toString());
    }

    /** For logback. */
    public OneLineMessage() {}
}
