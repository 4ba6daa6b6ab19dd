package io.implatform.bench.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Which core the server runs on and which the load: apart, so that neither takes the other's time. Where there is
 * one core alone, or no {@code taskset}, nothing is pinned.
 *
 * @param server the server's
 * @param load this process's
 * @param pinned whether anything is pinned
 */
public record Cores(int server, int load, boolean pinned) {

    /** The first two cores, if there are two. */
    public static Cores usual() {
        return new Cores(
                0,
                1,
                Runtime.getRuntime().availableProcessors() > 1
                        && Programs.find("taskset").isPresent());
    }

    /** For what works beside the servers: where the load is, so that the servers' core is theirs. */
    public Cores besideServers() {
        return new Cores(load, load, pinned);
    }

    /** Nothing is pinned. */
    public static Cores free() {
        return new Cores(0, 1, false);
    }

    /** The command that runs {@code command} on the server's core, in the same process. */
    public List<String> onServerCore(List<String> command) {
        List<String> pinnedCommand = new ArrayList<>();
        if (pinned) {
            pinnedCommand.addAll(List.of("taskset", "-c", String.valueOf(server)));
        }
        pinnedCommand.addAll(command);
        return pinnedCommand;
    }

    /** Pins every thread of this process to the load's core. @return whether that worked */
    public boolean pinThisProcess() throws InterruptedException {
        if (!pinned) {
            return false;
        }
        try {
            Process taskset = new ProcessBuilder(
                            "taskset",
                            "-acp",
                            String.valueOf(load),
                            String.valueOf(ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return taskset.waitFor(10, TimeUnit.SECONDS) && taskset.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
