package io.implatform.core.logic;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and {@code s}, {@code m}, {@code h}, {@code d} or {@code w}. Pure. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhdwSMHDW])");

    private Durations() {}

    /** The duration that {@code text} is, such as {@code 10m} or {@code 7d}; empty if it is none. */
    public static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "s", "S" -> Duration.ofSeconds(count);
                    case "m", "M" -> Duration.ofMinutes(count);
                    case "h", "H" -> Duration.ofHours(count);
                    case "d", "D" -> Duration.ofDays(count);
                    default -> Duration.ofDays(7 * count);
                });
    }

    /** A duration of whole seconds as {@link #parse} reads it, in the largest unit that fits. */
    public static String format(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
