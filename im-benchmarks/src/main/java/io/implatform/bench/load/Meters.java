package io.implatform.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several servers as one, and what else works for them beside: a database, a router. A {@link Load} reads its meter last
 * when it begins and when it ends to count, so that what the others spent in that time lies between their last two
 * readings. One thread.
 */
public final class Meters implements Meter {
    private final List<Meter> servers;
    private final Map<String, Meter> beside;
    private final Map<String, Double> last = new LinkedHashMap<>();
    private final Map<String, Double> spent = new LinkedHashMap<>();

    /**
     * Meters of all of them.
     *
     * @param servers are added up
     * @param beside are read at the same moments, each for itself
     */
    public Meters(List<Meter> servers, Map<String, Meter> beside) {
        this.servers = List.copyOf(servers);
        this.beside = new LinkedHashMap<>(beside);
    }

    @Override
    public Reading read() {
        beside.forEach((name, meter) -> {
            double now = meter.read().cpuSeconds();
            Double before = last.put(name, now);
            spent.put(name, before == null ? 0 : now - before);
        });
        double cpu = 0;
        long resident = 0;
        for (Meter server : servers) {
            Reading reading = server.read();
            cpu += reading.cpuSeconds();
            resident += reading.residentBytes();
        }
        return new Reading(cpu, resident);
    }

    /** The CPU-seconds that one of those beside spent between the last two readings; 0 if there is none of that name. */
    public double cpuSeconds(String name) {
        return spent.getOrDefault(name, 0.0);
    }
}
