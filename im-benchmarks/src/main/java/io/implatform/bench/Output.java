package io.implatform.bench;

import io.implatform.bench.load.Progress;
import io.implatform.bench.report.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the tool says what: words for a person on standard output, or on standard error where standard output
 * is for JSON; progress on standard error, where that is a terminal. One thread.
 */
final class Output {
    private static final long EVERY_NANOS = 200_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final @Nullable String jsonFile;
    private final PrintStream words;
    /** The script knows; the console of newer JVMs is there in any case. */
    private final boolean terminal = System.getenv("IM_TERMINAL") != null;

    private long shownNanos = System.nanoTime();
    private boolean shown;

    Output(@Nullable String jsonFile) {
        this.jsonFile = jsonFile;
        PrintStream out = "-".equals(jsonFile) ? System.err : System.out;
        this.words = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    void say(String text) {
        if (shown) {
            System.err.print(CLEAR_LINE);
            System.err.flush();
            shown = false;
        }
        words.print(text);
        if (!text.endsWith("\n")) {
            words.println();
        }
        words.flush();
    }

    Progress progress(String what) {
        if (!terminal) {
            return Progress.NONE;
        }
        return (phase, done, of) -> {
            long now = System.nanoTime();
            if (now - shownNanos > EVERY_NANOS) {
                shownNanos = now;
                shown = true;
                System.err.print(CLEAR_LINE
                        + String.format(
                                Locale.ROOT,
                                "%s: %s %.0f %%",
                                what,
                                phase,
                                of > 0 ? Math.min(100, 100 * done / of) : 100));
                System.err.flush();
            }
        };
    }

    void json(Object value) throws IOException {
        if (jsonFile == null) {
            return;
        }
        String text = Json.write(value);
        if (jsonFile.equals("-")) {
            System.out.print(text);
            System.out.flush();
        } else {
            Files.writeString(Path.of(jsonFile), text);
        }
    }
}
