package io.implatform.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The program {@code im} in a process of its own, as a user starts it, with its output read line by line. */
final class Child implements AutoCloseable {
    static final long TIMEOUT_SECONDS = 60;
    private static final String END = new String("end");

    /**
     * A shell starts what runs in the background with SIGINT ignored, and whoever is started so cannot hear
     * it: if that is how the tests were started, a child would not either.
     */
    private static final List<String> WITH_DEFAULT_SIGINT = withDefaultSigint();

    private final Process process;
    private final Output out;
    private final Output err;

    private Child(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /** Starts {@code im} with these arguments in {@code folder}. */
    static Child im(Path folder, String... arguments) throws IOException {
        return im(folder, Map.of(), arguments);
    }

    /** Starts {@code im} with these arguments in {@code folder}, and more in its environment. */
    static Child im(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(WITH_DEFAULT_SIGINT);
        command.addAll(ImJvm.command(List.of(arguments)));
        return start(folder, environment, command);
    }

    private static List<String> withDefaultSigint() {
        List<String> env = List.of("env", "--default-signal=INT");
        List<String> probe = new ArrayList<>(env);
        probe.add("true");
        try {
            return new ProcessBuilder(probe).start().waitFor() == 0 ? env : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    static Child start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    /** What comes on standard output. */
    Output out() {
        return out;
    }

    /** What comes on standard error. */
    Output err() {
        return err;
    }

    /** Writes to standard input, as somebody who types. */
    void type(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Ends standard input. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until the process is no more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        status();
    }

    /** SIGINT. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end of the process. */
    int status() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + TIMEOUT_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** One of its two streams. */
    static final class Output {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Output(InputStream in) {
            Thread reader = new Thread(
                    () -> {
                        try (BufferedReader read =
                                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                            String line;
                            while ((line = read.readLine()) != null) {
                                lines.add(line);
                            }
                        } catch (IOException e) {
                            // The process was killed: what it wrote until then is there.
                        } finally {
                            lines.add(END);
                        }
                    },
                    "output");
            reader.setDaemon(true);
            reader.start();
        }

        /** The next line; fails at the end and after a minute. */
        String next() throws InterruptedException {
            String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line == null || isEnd(line)) {
                throw new AssertionError(line == null ? "no line within a minute" : "no further line");
            }
            return line;
        }

        /** All further lines until the stream ends. */
        List<String> rest() throws InterruptedException {
            List<String> rest = new ArrayList<>();
            while (true) {
                String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("no end within a minute after " + rest);
                }
                if (isEnd(line)) {
                    return rest;
                }
                rest.add(line);
            }
        }

        @SuppressWarnings("ReferenceEquality") // a line that says "end" is no end
        private static boolean isEnd(String line) {
            return line == END;
        }
    }
}
