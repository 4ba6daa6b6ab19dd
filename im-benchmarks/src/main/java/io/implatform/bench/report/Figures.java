package io.implatform.bench.report;

import io.implatform.bench.load.Outcome;
import io.implatform.bench.load.Plan;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run in words and as JSON. */
public final class Figures {
    private Figures() {}

    /** A few lines for a person. */
    public static String text(String server, Outcome outcome) {
        Plan plan = outcome.plan();
        StringBuilder out = new StringBuilder();
        out.append(line(
                "%s: %s, %d connections%s",
                server,
                plan.mode().name().toLowerCase(Locale.ROOT),
                outcome.ready(),
                plan.users() == plan.connections() ? "" : " of " + plan.users() + " users"));
        out.append(line(
                "  log-ins    %.0f/s, %.0f a CPU-second; resident %.1f MB before, %.1f MB with them",
                outcome.ready() / outcome.loginSeconds(),
                outcome.loginsPerCpuSecond(),
                outcome.rssBefore() / 1e6,
                outcome.rssReady() / 1e6));
        if (plan.mode() == Plan.Mode.IDLE) {
            out.append(line(
                    "  idle       %.0f bytes a connection; server CPU %.2f s in %.1f s",
                    outcome.bytesPerConnection(), outcome.cpuSeconds(), outcome.seconds()));
        } else {
            out.append(line(
                    "  load       %s, payload %s, %.1f s",
                    plan.rate() > 0
                            ? "open loop, " + Math.round(plan.rate()) + " messages/s due"
                            : "closed loop, " + plan.senders() + " senders with a window of " + plan.window(),
                    plan.payloadBytes(),
                    outcome.seconds()));
            out.append(line(
                    "  messages   %,.0f/s, deliveries %,.0f/s, %.1f MB/s on the wire",
                    outcome.messages() / outcome.seconds(),
                    outcome.deliveries() / outcome.seconds(),
                    outcome.wireBytes() / outcome.seconds() / 1e6));
            out.append(line(
                    "  latency    p50 %,.0f µs, p99 %,.0f µs, p99.9 %,.0f µs, max %,.0f µs%s",
                    outcome.micros(50),
                    outcome.micros(99),
                    outcome.micros(99.9),
                    outcome.micros(100),
                    plan.rate() > 0
                            ? String.format(
                                    Locale.ROOT,
                                    "; the load was %.0f µs late at the worst",
                                    outcome.worstLateness() / 1e3)
                            : ""));
            out.append(line(
                    "  server     %.2f CPU-seconds; DELIVERIES A CPU-SECOND %,.0f, messages %,.0f",
                    outcome.cpuSeconds(), outcome.deliveriesPerCpuSecond(), outcome.messagesPerCpuSecond()));
            boolean bound = plan.rate() <= 0
                    && outcome.generatorShare() > 0.9
                    && outcome.cpuSeconds() < 0.9 * outcome.seconds();
            out.append(line(
                    "  load tool  %.0f %% of a core%s",
                    100 * outcome.generatorShare(),
                    bound ? ": it was the bottleneck; only the figures a CPU-second count" : ""));
        }
        out.append(line("  faults     %s", outcome.faults()));
        return out.toString();
    }

    private static String line(String format, @Nullable Object... arguments) {
        return String.format(Locale.ROOT, format + "%n", arguments);
    }

    /** Everything, for a program. */
    public static Map<String, @Nullable Object> json(String server, Outcome outcome) {
        Plan plan = outcome.plan();
        Map<String, @Nullable Object> json = Json.object();
        json.put("server", server);
        json.put("mode", plan.mode().name().toLowerCase(Locale.ROOT));
        json.put("connections", plan.connections());
        json.put("users", plan.users());
        json.put("senders", plan.senders());
        json.put("window", plan.window());
        json.put("rate", plan.rate());
        json.put("payloadBytes", plan.payloadBytes());
        json.put("pairs", plan.pairs());
        json.put("ready", outcome.ready());
        json.put("loginSeconds", outcome.loginSeconds());
        json.put("loginsPerCpuSecond", outcome.loginsPerCpuSecond());
        json.put("rssBeforeBytes", outcome.rssBefore());
        json.put("rssReadyBytes", outcome.rssReady());
        json.put("rssEndBytes", outcome.rssEnd());
        json.put("bytesPerConnection", outcome.bytesPerConnection());
        json.put("seconds", outcome.seconds());
        json.put("messages", outcome.messages());
        json.put("deliveries", outcome.deliveries());
        json.put("wireBytes", outcome.wireBytes());
        json.put("serverCpuSeconds", outcome.cpuSeconds());
        json.put("deliveriesPerCpuSecond", outcome.deliveriesPerCpuSecond());
        json.put("messagesPerCpuSecond", outcome.messagesPerCpuSecond());
        json.put("loadToolCores", outcome.generatorShare());
        json.put("latencyMicros", latency(outcome.latency()));
        json.put("latencyMicrosAsMeasured", latency(outcome.latencyAsMeasured()));
        json.put("worstLatenessMicros", outcome.worstLateness() / 1e3);
        json.put("faults", faults(outcome.faults()));
        return json;
    }

    private static Map<String, @Nullable Object> latency(Histogram histogram) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("count", histogram.getTotalCount());
        json.put("mean", histogram.getMean() / 1e3);
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            json.put(
                    percentile == 100 ? "max" : "p" + String.valueOf(percentile).replaceAll("\\.0$", ""),
                    histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3);
        }
        return json;
    }

    private static Map<String, @Nullable Object> faults(Outcome.Faults faults) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("lost", faults.lost());
        json.put("duplicated", faults.duplicated());
        json.put("outOfOrder", faults.outOfOrder());
        json.put("damaged", faults.damaged());
        json.put("misdirected", faults.misdirected());
        json.put("givenUp", faults.givenUp());
        json.put("errors", faults.errors());
        json.put("disconnected", faults.disconnected());
        json.put("first", faults.firstError());
        return json;
    }
}
