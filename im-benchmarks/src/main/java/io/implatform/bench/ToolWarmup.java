package io.implatform.bench;

import io.implatform.bench.load.Load;
import io.implatform.bench.load.Plan;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.LimitProgram;
import io.implatform.bench.servers.RunningServer;
import io.implatform.bench.servers.Server;
import io.implatform.bench.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs this tool against the limit program before it measures anything: its compiler shares the load's core, and a
 * load that stalls for tens of milliseconds shows in every percentile, and joins more than a steady one.
 */
final class ToolWarmup {
    private ToolWarmup() {}

    /** The limit program, compiled into a temporary folder; empty where there is no C compiler. */
    static Optional<Server> limit() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("im-bench-limit-");
        Optional<Path> program = LimitProgram.compile(folder);
        // In this order: the last that is marked is deleted first.
        for (String name : List.of("", "cc.txt", "limit.c", "limit")) {
            folder.resolve(name).toFile().deleteOnExit();
        }
        return program.map(Servers::limit);
    }

    /** Does nothing where there is no limit program. */
    static void run(Optional<Server> limit, Cores cores, Output output) throws IOException, InterruptedException {
        if (limit.isEmpty()) {
            return;
        }
        Plan fanout = Plan.of(Plan.Mode.FANOUT, 100).closedLoop(4, 16).lasting(4, 0.1);
        Plan pairs = Plan.of(Plan.Mode.PRIVATE, 1_000).closedLoop(1_000, 4).lasting(3, 0.1);
        Plan paced = Plan.of(Plan.Mode.PRIVATE, 100).openLoop(100, 10_000).lasting(1, 0.1);
        for (Plan plan : List.of(fanout, pairs, paced)) {
            try (RunningServer running = RunningServer.start(limit.get(), cores)) {
                Load.run(
                        plan,
                        limit.get().dialect(),
                        running.address(),
                        running.meter(),
                        output.progress("this tool warms up"));
            }
        }
    }
}
