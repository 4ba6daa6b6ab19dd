package io.implatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {
    private double cpu;

    private Meter times(int factor) {
        return () -> new Meter.Reading(factor * cpu, factor);
    }

    @Test
    void serversAreAddedUpAndWhatIsBesideThemIsWhatItSpentBetweenTheLastTwoReadings() {
        Meters meters = new Meters(List.of(times(1), times(10)), Map.of("database", times(100)));
        cpu = 1;
        meters.read();
        cpu = 2;
        meters.read();
        cpu = 5;

        assertThat(meters.read()).isEqualTo(new Meter.Reading(55, 11));
        assertThat(meters.cpuSeconds("database")).isEqualTo(300);
        assertThat(meters.cpuSeconds("router")).isZero();
    }

    @Test
    void connectionsAreSpreadOverAllServersAndNotInTurn() {
        List<Integer> nodes = IntStream.range(0, 300)
                .mapToObj(connection -> Load.nodeOf(connection, 3))
                .toList();

        for (int node = 0; node < 3; node++) {
            assertThat(Collections.frequency(nodes, node)).isBetween(70, 130);
        }
        long beside = IntStream.range(1, 300)
                .filter(connection -> nodes.get(connection).equals(nodes.get(connection - 1)))
                .count();
        assertThat(beside).as("neighbours at the same node").isBetween(70L, 130L);
    }
}
