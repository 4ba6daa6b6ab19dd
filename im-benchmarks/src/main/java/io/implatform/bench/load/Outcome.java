package io.implatform.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a {@link Load} found out. Times are in seconds, latencies in nanoseconds.
 *
 * @param ready connections that logged in
 * @param loginSeconds from the first connection to the last log-in
 * @param loginCpuSeconds what the server spent on the log-ins, until it was quiet again
 * @param rssBefore the server's resident memory before the first connection, in bytes
 * @param rssReady after the log-ins
 * @param rssEnd at the end
 * @param seconds how long it counted
 * @param messages sent in that time
 * @param deliveries received in that time
 * @param wireBytes received in that time
 * @param cpuSeconds what the server spent in that time
 * @param generatorShare what this process spent in that time, in cores
 * @param latency from when a message was sent (open loop: was due) to when it was read, in that time;
 *     corrected for coordinated omission
 * @param latencyAsMeasured the same without the correction
 * @param worstLateness open loop: how late this process itself was at the worst
 * @param faults of the whole run, the warm-up included
 */
public record Outcome(
        Plan plan,
        int ready,
        double loginSeconds,
        double loginCpuSeconds,
        long rssBefore,
        long rssReady,
        long rssEnd,
        double seconds,
        long messages,
        long deliveries,
        long wireBytes,
        double cpuSeconds,
        double generatorShare,
        Histogram latency,
        Histogram latencyAsMeasured,
        long worstLateness,
        Faults faults) {

    /**
     * What must not be.
     *
     * @param lost deliveries that never came
     * @param duplicated deliveries that came again
     * @param outOfOrder deliveries that came after a later one of the same sender to the same addressee
     * @param damaged deliveries that were not as they were sent
     * @param misdirected deliveries to somebody else
     * @param givenUp messages that were not delivered to everybody in time
     * @param errors lines by which the server refused something
     * @param disconnected connections that the server closed
     * @param firstError the first of those lines, or the reason of the first disconnection; empty: none
     */
    public record Faults(
            long lost,
            long duplicated,
            long outOfOrder,
            long damaged,
            long misdirected,
            long givenUp,
            long errors,
            int disconnected,
            String firstError) {

        /** Whether everything was as it must be. */
        public boolean none() {
            return lost == 0
                    && duplicated == 0
                    && outOfOrder == 0
                    && damaged == 0
                    && misdirected == 0
                    && givenUp == 0
                    && errors == 0
                    && disconnected == 0;
        }

        @Override
        public String toString() {
            if (none()) {
                return "none";
            }
            return "lost " + lost + ", doubled " + duplicated + ", out of order " + outOfOrder + ", damaged " + damaged
                    + ", misdirected " + misdirected + ", given up " + givenUp + ", errors " + errors
                    + ", disconnected " + disconnected + (firstError.isEmpty() ? "" : " (first: " + firstError + ")");
        }
    }

    /** The figure to compare: on a shared machine it is steadier than anything by the clock. */
    public double deliveriesPerCpuSecond() {
        return cpuSeconds > 0 ? deliveries / cpuSeconds : 0;
    }

    public double messagesPerCpuSecond() {
        return cpuSeconds > 0 ? messages / cpuSeconds : 0;
    }

    /** Resident memory that came with the connections, a connection. */
    public double bytesPerConnection() {
        return ready > 0 ? (double) (rssEnd - rssBefore) / ready : 0;
    }

    public double loginsPerCpuSecond() {
        return loginCpuSeconds > 0 ? ready / loginCpuSeconds : 0;
    }

    /** In microseconds. */
    public double micros(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
    }
}
