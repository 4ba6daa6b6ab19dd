package io.implatform.bench;

import io.implatform.bench.load.Outcome;
import io.implatform.bench.report.Figures;
import io.implatform.bench.report.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The figures of a comparison, and what they say about the goals. One thread. */
final class Comparison {

    /** What one server reached in one workload, over its repetitions. */
    private static final class Cell {
        final List<Double> values = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();

        double median() {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }
    }

    /** A goal and how far it is reached. */
    record Verdict(Workload.Goal goal, double wanted, double reached, boolean met) {}

    private final Map<Workload, Map<String, Cell>> table = new LinkedHashMap<>();

    void add(Workload workload, String server, double value, List<Outcome> outcomes) {
        Cell cell = table.computeIfAbsent(workload, key -> new LinkedHashMap<>())
                .computeIfAbsent(server, key -> new Cell());
        cell.values.add(value);
        cell.outcomes.addAll(outcomes);
    }

    boolean isFaultless(String server) {
        return table.values().stream()
                .filter(row -> row.containsKey(server))
                .flatMap(row -> row.getOrDefault(server, new Cell()).outcomes.stream())
                .allMatch(outcome -> outcome.faults().none());
    }

    List<Verdict> verdicts(Workload workload) {
        List<Verdict> verdicts = new ArrayList<>();
        Map<String, Cell> row = table.getOrDefault(workload, Map.of());
        for (Workload.Goal goal : workload.goals()) {
            Cell subject = row.get(goal.subject());
            OptionalDouble other = other(goal, row);
            if (subject != null && other.isPresent()) {
                double reached = goal.other().isPresent()
                        ? subject.median() / Math.max(other.getAsDouble(), 1e-9)
                        : subject.median();
                boolean met = workload.figure().moreIsBetter ? reached >= goal.factor() : reached <= goal.factor();
                verdicts.add(new Verdict(goal, goal.factor(), reached, met));
            }
        }
        return verdicts;
    }

    private static OptionalDouble other(Workload.Goal goal, Map<String, Cell> row) {
        if (goal.other().isEmpty()) {
            return OptionalDouble.of(1);
        }
        String other = goal.other().get();
        if (other.equals(Workload.BEST_PEER)) {
            return row.entrySet().stream()
                    .filter(entry -> Workload.isPeer(entry.getKey()))
                    .mapToDouble(entry -> entry.getValue().median())
                    .max();
        }
        return Optional.ofNullable(row.get(other))
                .map(cell -> OptionalDouble.of(cell.median()))
                .orElse(OptionalDouble.empty());
    }

    /** The table in Markdown, which is as readable in a terminal. */
    String text() {
        StringBuilder out = new StringBuilder();
        table.forEach((workload, row) -> {
            out.append(String.format(Locale.ROOT, "%n### %s: %s%n%n", workload.title(), workload.figure().title));
            out.append(
                    "| server | median | runs | p50 µs | p99 µs | p99.9 µs | faults |\n|---|---|---|---|---|---|---|\n");
            row.forEach((server, cell) -> out.append(row(server, cell)));
            for (Verdict verdict : verdicts(workload)) {
                out.append(String.format(
                        Locale.ROOT,
                        "%n%s: %s is %s %s, wanted %s %s%n",
                        verdict.met() ? "MET" : "NOT MET",
                        verdict.goal().subject(),
                        number(verdict.reached()),
                        verdict.goal().other().map(other -> "× " + other).orElse(""),
                        workload.figure().moreIsBetter ? "at least" : "at most",
                        number(verdict.wanted())));
            }
        });
        return out.toString();
    }

    private static String row(String server, Cell cell) {
        Outcome last = cell.outcomes.get(cell.outcomes.size() - 1);
        boolean spoke = last.deliveries() > 0;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s |%n",
                server,
                number(cell.median()),
                String.join(" ", cell.values.stream().map(Comparison::number).toList()),
                spoke ? number(last.micros(50)) : "",
                spoke ? number(last.micros(99)) : "",
                spoke ? number(last.micros(99.9)) : "",
                cell.outcomes.stream()
                        .map(Outcome::faults)
                        .filter(faults -> !faults.none())
                        .findFirst()
                        .map(Object::toString)
                        .orElse("none"));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = Json.object();
        List<Object> workloads = new ArrayList<>();
        table.forEach((workload, row) -> {
            Map<String, @Nullable Object> one = Json.object();
            one.put("workload", workload.key());
            one.put("title", workload.title());
            one.put("figure", workload.figure().name().toLowerCase(Locale.ROOT));
            List<Object> servers = new ArrayList<>();
            row.forEach((server, cell) -> {
                Map<String, @Nullable Object> figures = Json.object();
                figures.put("server", server);
                figures.put("median", cell.median());
                figures.put("values", cell.values);
                figures.put(
                        "runs",
                        cell.outcomes.stream()
                                .map(outcome -> Figures.json(server, outcome))
                                .toList());
                servers.add(figures);
            });
            one.put("servers", servers);
            one.put(
                    "goals",
                    verdicts(workload).stream()
                            .map(verdict -> {
                                Map<String, @Nullable Object> goal = Json.object();
                                goal.put("subject", verdict.goal().subject());
                                goal.put("against", verdict.goal().other().orElse(null));
                                goal.put("wanted", verdict.wanted());
                                goal.put("reached", verdict.reached());
                                goal.put("met", verdict.met());
                                return goal;
                            })
                            .toList());
            workloads.add(one);
        });
        json.put("workloads", workloads);
        return json;
    }
}
