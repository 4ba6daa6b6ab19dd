package io.implatform.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Runs a {@link Plan} against a server: logs in, warms up, measures, and waits for what is still under way.
 *
 * <p>In a closed loop each sender has a window of messages under way, and a message is done when everybody has
 * it; the latencies are corrected for what a server that stalls keeps the senders from sending. In an open loop
 * messages are due at fixed times whoever is slow, and latency counts from then.
 *
 * <p>One thread, used once.
 */
public final class Load implements Wire.Events, AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOGIN_STALL_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long DRAIN_STALL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long MAX_LATENCY_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Plan plan;
    private final Dialect dialect;
    private final Meter meter;
    private final Progress progress;
    private final Wire wire;
    private final Ledger ledger;
    private final Connection[] connections;
    private final Senders senders;
    private final Payload payload = new Payload();
    private final Histogram latency = new Histogram(MAX_LATENCY_NANOS, 3);
    private final long epoch = System.nanoTime();

    private boolean measuring;
    private long measuredDeliveries;

    private Load(Plan plan, Dialect dialect, List<InetSocketAddress> servers, Meter meter, Progress progress)
            throws IOException {
        this.plan = plan;
        this.dialect = dialect;
        this.meter = meter;
        this.progress = progress;
        this.wire = new Wire(plan, dialect, servers, this);
        this.ledger = new Ledger(plan);
        this.connections = new Connection[plan.connections()];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new Connection(i);
        }
        this.senders = new Senders(plan, dialect, wire, ledger, connections, epoch);
    }

    /**
     * Runs it.
     *
     * @throws IOException if nobody can log in
     */
    public static Outcome run(Plan plan, Dialect dialect, InetSocketAddress server, Meter meter, Progress progress)
            throws IOException {
        return run(plan, dialect, List.of(server), meter, progress);
    }

    /**
     * Runs it against several servers that are one to their users: the connections are spread over them so that
     * who talks to whom has nothing to do with who is where.
     *
     * @throws IOException if nobody can log in
     */
    public static Outcome run(
            Plan plan, Dialect dialect, List<InetSocketAddress> servers, Meter meter, Progress progress)
            throws IOException {
        try (Load load = new Load(plan, dialect, servers, meter, progress)) {
            return load.run();
        }
    }

    /** At which of so many servers a connection is. */
    static int nodeOf(int connection, int servers) {
        return new SplittableRandom(connection).nextInt(servers);
    }

    private Outcome run() throws IOException {
        Meter.Reading before = meter.read();
        double loginSeconds = logIn();
        quiet("settling", plan.settle());
        Meter.Reading ready = meter.read();
        int loggedIn = wire.live;
        if (plan.mode() != Plan.Mode.IDLE) {
            senders.begin();
            spend("warming up", plan.warmup());
        }
        Meter.Reading start = meter.read();
        double ownStart = ownCpuSeconds();
        long messages = ledger.messages;
        long bytes = wire.bytesRead;
        long startNanos = System.nanoTime();
        measuring = true;
        senders.measure();
        spend("measuring", plan.time());
        measuring = false;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        messages = ledger.messages - messages;
        bytes = wire.bytesRead - bytes;
        double own = ownCpuSeconds() - ownStart;
        Meter.Reading end = meter.read();
        drain();
        return new Outcome(
                plan,
                loggedIn,
                loginSeconds,
                ready.cpuSeconds() - before.cpuSeconds(),
                before.residentBytes(),
                ready.residentBytes(),
                end.residentBytes(),
                seconds,
                messages,
                measuredDeliveries,
                bytes,
                end.cpuSeconds() - start.cpuSeconds(),
                own / seconds,
                corrected(),
                latency,
                senders.worstLateness(),
                new Outcome.Faults(
                        Math.max(0, ledger.expected - ledger.deliveries),
                        ledger.duplicated,
                        ledger.outOfOrder,
                        ledger.damaged,
                        ledger.misdirected,
                        senders.givenUp(),
                        wire.errors,
                        wire.lost,
                        wire.firstError));
    }

    /**
     * A server that stalls for a second keeps a closed loop from sending, so that only the few messages under
     * way show the stall. Those that would have been sent are added: one a usual latency.
     */
    private Histogram corrected() {
        long usual = latency.getValueAtPercentile(50);
        return plan.rate() > 0 || usual == 0 ? latency : latency.copyCorrectedForCoordinatedOmission(usual);
    }

    private double logIn() throws IOException {
        long start = System.nanoTime();
        long moved = start;
        int next = 0;
        int seen = -1;
        while (wire.live + wire.lost < connections.length) {
            boolean first = dialect.needsFirst(plan) && wire.live == 0;
            while (next < connections.length && wire.connecting < (first ? 1 : plan.logins())) {
                wire.connect(connections[next++]);
            }
            wire.round(System.nanoTime() + TICK_NANOS);
            progress.at("logging in", wire.live, connections.length);
            long now = System.nanoTime();
            if (wire.live != seen) {
                seen = wire.live;
                moved = now;
            }
            if (now - moved > LOGIN_STALL_NANOS) {
                throw new IOException("log-ins stopped at " + wire.live + " of " + connections.length + because());
            }
        }
        if (wire.live == 0) {
            throw new IOException("nobody could log in" + because());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private String because() {
        return wire.firstError.isEmpty() ? "" : ": " + wire.firstError;
    }

    private void quiet(String phase, double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            wire.round(Math.min(end, now + TICK_NANOS));
            progress.at(phase, seconds - (end - now) / 1e9, seconds);
        }
    }

    private void spend(String phase, double seconds) throws IOException {
        if (plan.mode() == Plan.Mode.IDLE) {
            quiet(phase, seconds);
            return;
        }
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        long tick = start;
        for (long now = start; now < end; now = System.nanoTime()) {
            long due = senders.sendWhatIsDue(now, end);
            wire.round(Math.min(Math.min(end, due), tick + TICK_NANOS));
            if (now - tick >= TICK_NANOS) {
                tick = now;
                senders.giveUpLate(now);
                progress.at(phase, (now - start) / 1e9, seconds);
            }
        }
    }

    /** Waits for what is still under way, and a moment longer for what comes twice. */
    private void drain() throws IOException {
        senders.end();
        long moved = System.nanoTime();
        long limit = moved + (long) ((plan.timeout() + 2) * 1e9);
        long stall = Math.min(DRAIN_STALL_NANOS, (long) (2 * plan.timeout() * 1e9) + DRAIN_STALL_NANOS / 10);
        long seen = -1;
        while (!ledger.isComplete() && System.nanoTime() < limit && System.nanoTime() - moved < stall) {
            wire.round(System.nanoTime() + TICK_NANOS);
            if (ledger.deliveries != seen) {
                seen = ledger.deliveries;
                moved = System.nanoTime();
            }
        }
        quiet("draining", 0.1);
    }

    @Override
    public void ready(Connection connection) {
        // Counted by the wire.
    }

    @Override
    public void payload(Connection connection, byte[] bytes, int at, int length, long now) {
        if (!payload.read(bytes, at, length)) {
            ledger.damaged++;
            return;
        }
        if (!ledger.receive(payload, connection.id)) {
            return;
        }
        if (measuring) {
            measuredDeliveries++;
            latency.recordValue(Math.max(0, Math.min(MAX_LATENCY_NANOS, now - epoch - payload.stamp)));
        }
        senders.delivered(payload, now);
    }

    @Override
    public void damaged(Connection connection) {
        ledger.damaged++;
    }

    private static double ownCpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
