package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Version;
import io.implatform.core.logic.Durations;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code im admin audit}: shows what was done with power over others. */
@Command(
        name = "audit",
        description = "Shows the audit log, oldest first: number, time, who, what, whom, and why.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class AuditCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli's
    private TargetOption target;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what was done then or later: 2026-01-31, 2026-01-31T18:45:00Z (UTC), or as long ago as "
                    + "2h, 7d.")
    private @Nullable String since;

    @Option(names = "--json", description = "A JSON object a line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli's
    private CommandSpec spec;

    AuditCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String from = since == null ? Instant.EPOCH.toString() : time(since).toString();
        long after = 0;
        boolean more = true;
        while (more) {
            Map<String, Object> answer = target.ask("audit", "after", after, "since", from);
            List<Map<String, Object>> entries = AdminService.objects(answer, "entries");
            for (Map<String, Object> entry : entries) {
                after = entry.get("seq") instanceof Long seq ? seq : after;
                out.println(json ? Json.write(entry) : line(entry));
            }
            more = Boolean.TRUE.equals(answer.get("more")) && !entries.isEmpty();
        }
        return 0;
    }

    static Instant time(String text) {
        Optional<Duration> ago = Durations.parse(text);
        if (ago.isPresent()) {
            return Clock.systemUTC().instant().minus(ago.get());
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Failure(
                    "--since " + text + ": a time is such as 2026-01-31, 2026-01-31T18:45:00Z, or 7d for as long ago",
                    e);
        }
    }

    private static String line(Map<String, Object> entry) {
        StringBuilder line = new StringBuilder();
        line.append(entry.get("seq")).append(' ').append(entry.get("time"));
        for (String field : List.of("actor", "action", "subject")) {
            String value = String.valueOf(entry.get(field));
            line.append(value.isEmpty() ? "" : " " + value);
        }
        if (entry.containsKey("until")) {
            line.append(" until ").append(entry.get("until"));
        }
        String detail = String.valueOf(entry.get("detail"));
        // An announcement may have several lines, and a log has one an entry.
        return line.append(detail.isEmpty() ? "" : ": " + detail.replace("\n", "\u2424"))
                .toString();
    }
}
