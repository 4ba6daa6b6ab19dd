package io.implatform.bench;

import io.implatform.bench.load.Plan;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of goals: what is run against which servers, what is read off, what is wanted.
 *
 * @param key in options
 * @param title in tables
 * @param plan what is run; the times come from the command
 * @param figure what is read off
 * @param servers who takes part beside {@code im}; those that are not there are left out
 * @param goals what is wanted of {@code im}
 */
record Workload(String key, String title, Plan plan, Figure figure, List<String> servers, List<Goal> goals) {

    /** What is read off. */
    enum Figure {
        DELIVERIES_PER_CPU_SECOND("deliveries a CPU-second", true),
        P99_MICROS("99th percentile, µs", false),
        BYTES_PER_CONNECTION("bytes a connection", false),
        LOGINS_PER_CPU_SECOND("log-ins a CPU-second", true),
        READY_SECONDS("seconds until ready", false);

        final String title;
        final boolean moreIsBetter;

        Figure(String title, boolean moreIsBetter) {
            this.title = title;
            this.moreIsBetter = moreIsBetter;
        }
    }

    /**
     * A goal: {@code subject} reaches {@code factor} times the figure of {@code other}, or the value {@code factor}
     * itself where there is no other.
     */
    record Goal(String subject, double factor, Optional<String> other) {
        static Goal ratio(double factor, String other) {
            return new Goal(OWN, factor, Optional.of(other));
        }

        static Goal value(double value) {
            return new Goal(OWN, value, Optional.empty());
        }
    }

    static final String OWN = "im";
    /** Our own server with the store in memory. */
    static final String OWN_IN_MEMORY = "im-memory";
    /** The best of the peers, whichever it is. */
    static final String BEST_PEER = "best peer";

    private static final List<String> PEERS = List.of("limit", "redis", "inspircd", "ngircd", "nats", "mosquitto");
    private static final List<String> PEERS_AND_MOQUETTE =
            List.of(OWN_IN_MEMORY, "limit", "redis", "inspircd", "ngircd", "nats", "mosquitto", "moquette");

    static final List<Workload> ALL = List.of(
            new Workload(
                    "broadcast-100",
                    "broadcast, 100 sessions, 4 senders, window 16",
                    Plan.of(Plan.Mode.FANOUT, 100).closedLoop(4, 16),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    PEERS,
                    List.of(Goal.ratio(0.70, "limit"), Goal.ratio(1.5, "redis"))),
            new Workload(
                    "broadcast-1000",
                    "broadcast, 1,000 sessions, 4 senders, window 8",
                    Plan.of(Plan.Mode.FANOUT, 1_000).closedLoop(4, 8),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    PEERS,
                    List.of(Goal.ratio(0.80, "limit"), Goal.ratio(1.3, "redis"))),
            new Workload(
                    "broadcast-single",
                    "broadcast, 100 sessions, 1 sender, window 1",
                    Plan.of(Plan.Mode.FANOUT, 100).closedLoop(1, 1),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    PEERS,
                    List.of(Goal.ratio(0.85, "limit"))),
            new Workload(
                    "broadcast-paced",
                    "broadcast, 1,000 sessions, paced 40 messages/s",
                    Plan.of(Plan.Mode.FANOUT, 1_000).openLoop(4, 40),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    PEERS,
                    List.of(Goal.ratio(0.90, "limit"))),
            new Workload(
                    "private-1000",
                    "private, 1,000 sessions, window 4",
                    Plan.of(Plan.Mode.PRIVATE, 1_000).closedLoop(1_000, 4),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    PEERS_AND_MOQUETTE,
                    List.of(Goal.ratio(3, "moquette"), new Goal(OWN_IN_MEMORY, 1.0, Optional.of(BEST_PEER)))),
            new Workload(
                    "private-paced",
                    "private, 1,000 sessions, paced 5,000 messages/s",
                    Plan.of(Plan.Mode.PRIVATE, 1_000).openLoop(1_000, 5_000),
                    Figure.P99_MICROS,
                    List.of("ngircd", "limit", "redis"),
                    List.of(Goal.ratio(1, "ngircd"))),
            new Workload(
                    "idle-10000",
                    "10,000 idle sessions",
                    Plan.of(Plan.Mode.IDLE, 10_000),
                    Figure.BYTES_PER_CONNECTION,
                    PEERS,
                    List.of(Goal.value(6_000))),
            new Workload(
                    "login",
                    "log-ins with a token",
                    Plan.of(Plan.Mode.IDLE, 2_000),
                    Figure.LOGINS_PER_CPU_SECOND,
                    List.of(),
                    List.of(Goal.value(5_000))),
            new Workload(
                    "mixed-100",
                    "mixed, 100 sessions, 40 to 4,000 bytes, window 4",
                    Plan.of(Plan.Mode.MIXED, 100).closedLoop(100, 4).payload(List.of(40, 100, 400, 4_000)),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    List.of(),
                    List.of()),
            new Workload(
                    "mixed-1000",
                    "mixed, 1,000 sessions, 40 to 4,000 bytes, window 1",
                    Plan.of(Plan.Mode.MIXED, 1_000).closedLoop(1_000, 1).payload(List.of(40, 100, 400, 4_000)),
                    Figure.DELIVERIES_PER_CPU_SECOND,
                    List.of(),
                    List.of()),
            new Workload(
                    "start",
                    "start of ./im server",
                    Plan.of(Plan.Mode.IDLE, 1).lasting(0, 0),
                    Figure.READY_SECONDS,
                    List.of(),
                    List.of(Goal.value(1))));

    static Optional<Workload> find(String key) {
        return ALL.stream().filter(workload -> workload.key().equals(key)).findFirst();
    }

    /** Whether a server is another's. */
    static boolean isPeer(String server) {
        return !server.equals(OWN) && !server.equals(OWN_IN_MEMORY) && !server.equals("limit");
    }
}
