package io.implatform.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import io.implatform.bench.report.Json;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {
    private static final Workload BROADCAST = Workload.find("broadcast-100").orElseThrow();
    private static final Workload PACED = Workload.find("private-paced").orElseThrow();
    private static final Workload PRIVATE = Workload.find("private-1000").orElseThrow();

    private final Comparison comparison = new Comparison();

    private void add(Workload workload, String server, double... values) {
        for (double value : values) {
            comparison.add(workload, server, value, List.of(outcome()));
        }
    }

    private static Outcome outcome() {
        Histogram histogram = new Histogram(3);
        return new Outcome(
                Plan.of(Plan.Mode.FANOUT, 2),
                2,
                1,
                1,
                0,
                0,
                0,
                1,
                1,
                1,
                1,
                1,
                0,
                histogram,
                histogram,
                0,
                new Outcome.Faults(0, 0, 0, 0, 0, 0, 0, 0, ""));
    }

    @Test
    void aRatioIsOfMedians() {
        add(BROADCAST, "im", 10, 900, 1_000);
        add(BROADCAST, "limit", 1_000, 1_000, 5);

        assertThat(comparison.verdicts(BROADCAST)).singleElement().satisfies(verdict -> {
            assertThat(verdict.reached()).isEqualTo(0.9);
            assertThat(verdict.met()).isTrue();
        });
    }

    @Test
    void lessIsBetterWhereItIs() {
        add(PACED, "im", 900);
        add(PACED, "ngircd", 600);

        assertThat(comparison.verdicts(PACED))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.met()).isFalse());
        assertThat(comparison.text()).contains("NOT MET: im is 1.50 × ngircd, wanted at most 1.00");
    }

    @Test
    void theBestPeerIsNeitherTheLimitNorOurselves() {
        add(PRIVATE, "im", 500);
        add(PRIVATE, "im-memory", 120);
        add(PRIVATE, "limit", 400);
        add(PRIVATE, "redis", 90);
        add(PRIVATE, "inspircd", 100);

        assertThat(comparison.verdicts(PRIVATE))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.reached()).isEqualTo(1.2));
    }

    @Test
    void theJsonHoldsEveryRunAndEveryGoal() {
        add(BROADCAST, "im", 10, 20, 30);
        add(BROADCAST, "limit", 20);
        JsonNode json = JsonMapper.shared().readTree(Json.write(comparison.json()));
        JsonNode workload = json.get("workloads").get(0);

        assertThat(workload.get("servers").get(0).get("values")).hasSize(3);
        assertThat(workload.get("goals").get(0).get("reached").asDouble()).isEqualTo(1.0);
    }
}
