package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Terminals in which programs run, of a tmux of their own. */
final class Tmux implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Where it is {@code 1}, a test that needs a terminal fails where there is none. */
    private static final String REQUIRED = "IM_REQUIRE_TERMINAL";

    private final Path socket;

    Tmux(Path folder) {
        requireOne();
        socket = folder.resolve("tmux");
    }

    private static void requireOne() {
        boolean isThere = false;
        for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            isThere |= Files.isExecutable(Path.of(entry, "tmux"));
        }
        String why = "there is no tmux on the PATH (apt-get install tmux), so no terminal to test in";
        if ("1".equals(System.getenv(REQUIRED))) {
            assertThat(isThere).as(why).isTrue();
        }
        Assumptions.assumeTrue(isThere, why);
    }

    /**
     * Starts a program in a terminal of 80 columns and 24 lines.
     *
     * @param environment additions such as {@code NO_COLOR=1}
     */
    Pane start(String name, List<String> environment, List<String> command) throws Exception {
        String shell = "env " + quote(environment) + " " + quote(command) + "; echo status $?; exec cat";
        run("-f", "/dev/null", "-u", "new-session", "-d", "-s", name, "-x", "80", "-y", "24", shell);
        return new Pane(name);
    }

    private static String quote(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        try {
            run("kill-server");
        } catch (Exception e) {
            throw new IOException("tmux did not end", e);
        }
    }

    /** A terminal. */
    final class Pane {
        private final String name;

        private Pane(String name) {
            this.name = name;
        }

        /** Types a line. */
        Pane line(String text) throws Exception {
            type(text);
            return key("Enter");
        }

        Pane type(String text) throws Exception {
            run("send-keys", "-t", name, "-l", "--", text);
            return this;
        }

        /** Pastes a text, as a terminal does it that says so. */
        Pane paste(String text) throws Exception {
            run("set-buffer", "--", text);
            run("paste-buffer", "-p", "-t", name);
            return this;
        }

        /** Presses a key by its name, such as {@code C-d}. */
        Pane key(String key) throws Exception {
            run("send-keys", "-t", name, key);
            return this;
        }

        /** What is on the screen, without the empty lines at its end; times are {@code HH:MM}. */
        String screen() throws Exception {
            return normal(run("capture-pane", "-p", "-t", name));
        }

        /** The same with the lines that have left it and its colours. */
        String everything() throws Exception {
            return normal(run("capture-pane", "-p", "-e", "-S", "-", "-t", name));
        }

        private static String normal(String screen) {
            return screen.stripTrailing()
                    .replaceAll("\\b\\d\\d:\\d\\d (?=[\\[@#])", "HH:MM ")
                    .replaceAll("\\d{4}-\\d\\d-\\d\\d", "YYYY-MM-DD")
                    .replaceAll("127\\.0\\.0\\.1:\\d+", "SERVER");
        }

        /** Waits until the screen holds that. */
        Pane await(String text) {
            return await(screen -> assertThat(screen).contains(text));
        }

        /** Waits until the screen is that, line by line. */
        Pane awaitScreen(String... lines) {
            return await(screen -> assertThat(screen).isEqualTo(String.join("\n", lines)));
        }

        private Pane await(ThrowingConsumer<String> holds) {
            Awaitility.await(String.format(Locale.ROOT, "the screen of %s", name))
                    .atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> holds.accept(screen()));
            return this;
        }
    }
}
