package io.implatform.client.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how much of a time something that could have run on this machine waited for a processor, as Linux counts it
 * ({@code /proc/pressure/cpu}): on a machine that is busy with other things healing is slow for a reason of its own.
 */
final class Starvation {
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Pattern TOTAL_MICROS = Pattern.compile("some .*total=([0-9]+)");

    private final long beganNanos = System.nanoTime();
    private final long beganMicros = micros();

    private Starvation() {}

    static Starvation begin() {
        return new Starvation();
    }

    private static long micros() {
        try {
            Matcher matcher = TOTAL_MICROS.matcher(Files.readString(PRESSURE, StandardCharsets.US_ASCII));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0; // It is not counted here.
        }
    }

    /** In words, for the log. */
    String since() {
        double waited = (micros() - beganMicros) * 1e3 / Math.max(1, System.nanoTime() - beganNanos);
        return String.format(Locale.ROOT, "; somebody waited for a processor in %.0f %% of that time", 100 * waited);
    }
}
