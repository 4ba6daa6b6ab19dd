package io.implatform.bench.growth;

import io.implatform.bench.load.Dialects;
import io.implatform.bench.load.Load;
import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.load.Progress;
import io.implatform.bench.servers.Cores;
import io.implatform.bench.servers.RunningServer;
import io.implatform.bench.servers.Server;
import io.implatform.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures one size of what grows, on a server of its own. One thread. */
public final class Experiment {
    private static final int SESSIONS = 1_000;
    private static final int UNDER_WAY = 1_000;
    private static final int MAX_WINDOW = 64;
    private static final int USERS_WITH_SESSIONS = 100;

    private final Server server;
    private final Cores cores;
    private final double warmup;
    private final double time;
    private final Progress progress;

    /** @param server our own, whose store is {@code sqlite:{dir}/im.db} */
    public Experiment(Server server, Cores cores, double warmup, double time, Progress progress) {
        this.server = server;
        this.cores = cores;
        this.warmup = warmup;
        this.time = time;
        this.progress = progress;
    }

    /** What one run found out, with its faults. */
    public record Result(Growth.Measured measured, Outcome.Faults faults) {}

    /** Measures {@code size} of {@code kind}. The folder is kept for the next size of a history. */
    public List<Result> run(Growth.Kind kind, long size, Path folder) throws IOException, InterruptedException {
        return switch (kind) {
            case CONVERSATIONS -> List.of(fresh(kind, "private", size, conversations(SESSIONS, (int) size)));
            case MEMBERS -> List.of(fresh(kind, "group", size, members((int) size)));
            case SESSIONS -> List.of(fresh(kind, "private", size, sessions((int) size)));
            case HISTORY -> history(size, folder);
            case IDLE -> List.of(fresh(kind, "idle", size, Plan.of(Plan.Mode.IDLE, (int) size)));
        };
    }

    private static Plan conversations(int sessions, int pairs) {
        int speakers = Math.min(sessions, pairs);
        return Plan.of(Plan.Mode.PRIVATE, sessions)
                .pairs(pairs)
                .closedLoop(speakers, Math.max(1, Math.min(MAX_WINDOW, UNDER_WAY / speakers)));
    }

    private static Plan members(int members) {
        return Plan.of(Plan.Mode.FANOUT, members).closedLoop(4, 8).inGroup();
    }

    private static Plan sessions(int sessions) {
        int all = USERS_WITH_SESSIONS * sessions;
        return Plan.of(Plan.Mode.PRIVATE, all).users(USERS_WITH_SESSIONS).closedLoop(all, Math.max(1, 400 / all));
    }

    private Result fresh(Growth.Kind kind, String load, long size, Plan plan) throws IOException, InterruptedException {
        try (RunningServer running = RunningServer.start(server, cores)) {
            if (plan.group()) {
                join(plan, running.address(), progress);
            }
            return measure(kind, load, size, plan, running, 0);
        }
    }

    /** The same database all along: what was measured with before is part of the history. */
    private List<Result> history(long size, Path folder) throws IOException, InterruptedException {
        Path database = folder.resolve("im.db");
        Path counted = folder.resolve("filled");
        long before =
                Files.exists(counted) ? Long.parseLong(Files.readString(counted).strip()) : 0;
        if (before > size) {
            throw new IllegalArgumentException(folder + " holds " + before + " messages already, more than " + size);
        }
        if (size > before) {
            try (SqliteStore store = SqliteStore.open(database)) {
                new StoreFiller(store, SESSIONS, SESSIONS).fill(before, size, progress);
            }
            Files.writeString(counted, String.valueOf(size));
        }
        long bytes = Files.exists(database) ? Files.size(database) : 0;
        List<Result> results = new ArrayList<>();
        Plan pairs = Plan.of(Plan.Mode.PRIVATE, SESSIONS).pairs(SESSIONS).closedLoop(SESSIONS, 1);
        Plan broadcast = Plan.of(Plan.Mode.FANOUT, 100).closedLoop(4, 16);
        try (RunningServer running = RunningServer.startIn(server, cores, folder)) {
            results.add(measure(Growth.Kind.HISTORY, "private", size, pairs, running, bytes));
        }
        try (RunningServer running = RunningServer.startIn(server, cores, folder)) {
            results.add(measure(Growth.Kind.HISTORY, "broadcast", size, broadcast, running, bytes));
        }
        return results;
    }

    private Result measure(Growth.Kind kind, String load, long size, Plan plan, RunningServer running, long storeBytes)
            throws IOException {
        Outcome outcome =
                Load.run(plan.lasting(warmup, time), Dialects.IM, running.address(), running.meter(), progress);
        return new Result(
                new Growth.Measured(
                        kind,
                        load,
                        size,
                        outcome.messagesPerCpuSecond(),
                        outcome.deliveriesPerCpuSecond(),
                        outcome.micros(99),
                        outcome.rssEnd(),
                        storeBytes,
                        running.readySeconds()),
                outcome.faults());
    }

    /** Everybody joins the group and leaves the server again, one after the other: so nobody is told of the others. */
    public static void join(Plan plan, InetSocketAddress server, Progress progress) throws IOException {
        for (int i = 0; i < plan.connections(); i++) {
            String user = Dialects.user(plan, i);
            String account = user + " " + Dialects.password(user) + "\n";
            try (Socket socket = new Socket()) {
                socket.connect(server);
                socket.setTcpNoDelay(true);
                socket.getOutputStream()
                        .write(("REGISTER " + account + "LOGIN " + account + (i == 0 ? "CREATE g\n" : "JOIN g\n")
                                        + "QUIT\n")
                                .getBytes(StandardCharsets.US_ASCII));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("ERR ")) {
                        throw new IOException("user " + user + " cannot join: " + line);
                    }
                }
            }
            progress.at("joining", i, plan.connections());
        }
    }
}
