package io.implatform.bench.growth;

import io.implatform.bench.report.Plot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The measured points, their file, their plots, and what they say. Not safe for use by several threads. */
public final class Growth {
    private static final String HEAD =
            "kind,load,size,messagesPerCpuSecond,deliveriesPerCpuSecond,p99Micros,residentBytes,storeBytes,readySeconds";
    private static final double NO_MORE_THAN_LINEAR = 1.15;

    /** What grows. */
    public enum Kind {
        CONVERSATIONS("conversations", "private conversations among 1,000 sessions"),
        MEMBERS("members", "members of a group, all of them online"),
        SESSIONS("sessions", "sessions of each of 100 users"),
        HISTORY("history", "messages in the store before"),
        IDLE("idle", "idle sessions");

        final String key;
        final String label;

        Kind(String key, String label) {
            this.key = key;
            this.label = label;
        }

        /** The name in options and files. */
        public String key() {
            return key;
        }
    }

    /**
     * One measurement.
     *
     * @param load what was said, such as {@code private}
     * @param size how much there was of what grows
     * @param residentBytes of the server, at the end
     * @param storeBytes of the database with its log, before
     * @param readySeconds how long the server took to start
     */
    public record Measured(
            Kind kind,
            String load,
            long size,
            double messagesPerCpuSecond,
            double deliveriesPerCpuSecond,
            double p99Micros,
            long residentBytes,
            long storeBytes,
            double readySeconds) {

        String csv() {
            return String.format(
                    Locale.ROOT,
                    "%s,%s,%d,%.1f,%.1f,%.1f,%d,%d,%.3f",
                    kind.key,
                    load,
                    size,
                    messagesPerCpuSecond,
                    deliveriesPerCpuSecond,
                    p99Micros,
                    residentBytes,
                    storeBytes,
                    readySeconds);
        }

        static Measured parse(String line) {
            String[] field = line.split(",", -1);
            Kind kind = List.of(Kind.values()).stream()
                    .filter(one -> one.key.equals(field[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("not a line of figures: " + line));
            return new Measured(
                    kind,
                    field[1],
                    Long.parseLong(field[2]),
                    Double.parseDouble(field[3]),
                    Double.parseDouble(field[4]),
                    Double.parseDouble(field[5]),
                    Long.parseLong(field[6]),
                    Long.parseLong(field[7]),
                    Double.parseDouble(field[8]));
        }
    }

    private final List<Measured> points = new ArrayList<>();

    /** What a file holds; nothing where there is none. */
    public static Growth read(Path file) throws IOException {
        Growth growth = new Growth();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream().skip(1).map(Measured::parse).forEach(growth::add);
        }
        return growth;
    }

    /** Adds a point, in place of an older one of the same. */
    public void add(Measured point) {
        points.removeIf(other ->
                other.kind() == point.kind() && other.load().equals(point.load()) && other.size() == point.size());
        points.add(point);
        points.sort(Comparator.comparing(Measured::kind)
                .thenComparing(Measured::load)
                .thenComparing(Measured::size));
    }

    /** All points, in order. */
    public List<Measured> points() {
        return List.copyOf(points);
    }

    /** Writes {@code growth.csv} and a plot of each kind there is. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>(List.of(HEAD));
        points.forEach(point -> lines.add(point.csv()));
        Files.write(folder.resolve("growth.csv"), lines);
        for (Kind kind : Kind.values()) {
            if (points.stream().anyMatch(point -> point.kind() == kind)) {
                Files.writeString(folder.resolve(kind.key + ".svg"), plot(kind));
            }
        }
    }

    private String plot(Kind kind) {
        Plot plot = new Plot("Cost by " + kind.label);
        if (kind == Kind.IDLE) {
            return plot.panel(
                            "memory",
                            kind.label,
                            "megabytes",
                            lines(kind, " sessions", point -> point.residentBytes() / 1e6))
                    .svg();
        }
        plot.panel(
                "what a CPU-second does",
                kind.label,
                "a CPU-second",
                concat(
                        lines(kind, " messages", Measured::messagesPerCpuSecond),
                        // Where everybody gets one delivery, it is the same line.
                        kind == Kind.MEMBERS || kind == Kind.SESSIONS
                                ? lines(kind, " deliveries", Measured::deliveriesPerCpuSecond)
                                : List.of()));
        plot.panel(
                "bytes",
                kind.label,
                "megabytes",
                concat(
                        lines(kind, ": resident memory", point -> point.residentBytes() / 1e6),
                        kind == Kind.HISTORY
                                ? lines(kind, ": database", point -> point.storeBytes() / 1e6)
                                : List.of()));
        return plot.svg();
    }

    private static List<Plot.Line> concat(List<Plot.Line> first, List<Plot.Line> second) {
        List<Plot.Line> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private List<Plot.Line> lines(Kind kind, String suffix, ToDoubleFunction<Measured> y) {
        return points.stream()
                .filter(point -> point.kind() == kind)
                .map(Measured::load)
                .distinct()
                .map(load -> new Plot.Line(
                        load + suffix,
                        points.stream()
                                .filter(point ->
                                        point.kind() == kind && point.load().equals(load))
                                .map(point -> new Plot.Point(Math.max(1, point.size()), y.applyAsDouble(point)))
                                .toList()))
                .toList();
    }

    /**
     * What the points say: by which power of the size the cost of a message grows, between the first point and the
     * last, and from each to the next. 0 is not at all, 1 is linear.
     */
    public String verdict() {
        StringBuilder out = new StringBuilder();
        for (Kind kind : Kind.values()) {
            points.stream()
                    .filter(point -> point.kind() == kind)
                    .map(Measured::load)
                    .distinct()
                    .forEach(load -> verdict(
                            out,
                            points.stream()
                                    .filter(point ->
                                            point.kind() == kind && point.load().equals(load))
                                    .toList()));
        }
        return out.toString();
    }

    private static void verdict(StringBuilder out, List<Measured> row) {
        Measured first = row.get(0);
        Measured last = row.get(row.size() - 1);
        if (first.kind() == Kind.IDLE) {
            memory(out, row);
            return;
        }
        for (Measured point : row) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-13s %-9s %,10d  %,10.0f messages and %,12.0f deliveries a CPU-second, p99 %,9.0f µs, "
                            + "%,6.0f MB resident, ready in %.2f s%n",
                    point.kind().key,
                    point.load(),
                    point.size(),
                    point.messagesPerCpuSecond(),
                    point.deliveriesPerCpuSecond(),
                    point.p99Micros(),
                    point.residentBytes() / 1e6,
                    point.readySeconds()));
        }
        if (row.size() > 1) {
            double worst = 0;
            for (int i = 1; i < row.size(); i++) {
                // A step of less than a tenfold is mostly noise.
                if (Math.max(1, row.get(i).size())
                        >= 10 * Math.max(1, row.get(i - 1).size())) {
                    worst = Math.max(worst, power(row.get(i - 1), row.get(i)));
                }
            }
            double overall = power(first, last);
            out.append(String.format(
                    Locale.ROOT,
                    "%-13s %-9s the cost of a message grows with the power %.2f of the size, at the steepest %.2f: %s%n",
                    first.kind().key,
                    first.load(),
                    overall,
                    worst,
                    Math.max(worst, overall) <= NO_MORE_THAN_LINEAR
                            ? "not faster than linearly"
                            : "FASTER THAN LINEARLY"));
        }
    }

    private static void memory(StringBuilder out, List<Measured> row) {
        for (Measured point : row) {
            out.append(String.format(
                    Locale.ROOT,
                    "idle          %,10d sessions  %,6.0f MB resident%n",
                    point.size(),
                    point.residentBytes() / 1e6));
        }
        double slope = slope(row);
        Measured last = row.get(row.size() - 1);
        out.append(String.format(
                Locale.ROOT,
                "idle          one session more takes %,.0f bytes; 100,000 would take %,.0f MB%n",
                slope,
                (last.residentBytes() + slope * (100_000 - last.size())) / 1e6));
    }

    /** Of the straight line that fits the points best, in bytes a session. */
    private static double slope(List<Measured> row) {
        double meanSize = row.stream().mapToDouble(Measured::size).average().orElse(0);
        double meanBytes =
                row.stream().mapToDouble(Measured::residentBytes).average().orElse(0);
        double both = 0;
        double square = 0;
        for (Measured point : row) {
            both += (point.size() - meanSize) * (point.residentBytes() - meanBytes);
            square += (point.size() - meanSize) * (point.size() - meanSize);
        }
        return square == 0 ? 0 : both / square;
    }

    private static double power(Measured from, Measured to) {
        double size = Math.log((double) Math.max(1, to.size()) / Math.max(1, from.size()));
        return size <= 0 ? 0 : Math.log(from.messagesPerCpuSecond() / to.messagesPerCpuSecond()) / size;
    }
}
