package io.implatform.bench.load;

/** Tells what the server has spent so far. */
@FunctionalInterface
public interface Meter {
    /** A meter of nothing, where the server's process is not known. */
    Meter NONE = () -> new Reading(0, 0);

    /** As of now. */
    Reading read();

    /**
     * A reading.
     *
     * @param cpuSeconds user and system time so far
     * @param residentBytes memory
     */
    record Reading(double cpuSeconds, long residentBytes) {}
}
