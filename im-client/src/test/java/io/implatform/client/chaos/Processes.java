package io.implatform.client.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Signals to a process and all its children. */
final class Processes {
    private Processes() {}

    /** Stops them where they are. @return what lets them go on */
    static Runnable pause(ProcessHandle process) throws IOException, InterruptedException {
        List<ProcessHandle> all = family(process);
        signal("-STOP", all);
        return () -> {
            try {
                signal("-CONT", all);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Ends them as a pulled plug does. */
    static void kill(ProcessHandle process) throws IOException, InterruptedException {
        signal("-KILL", family(process));
    }

    private static List<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.stream().filter(ProcessHandle::isAlive).forEach(one -> command.add(Long.toString(one.pid())));
        if (command.size() > 2) {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("kill hangs");
            }
        }
    }
}
