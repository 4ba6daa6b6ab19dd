package io.implatform.bench.servers;

import io.implatform.bench.load.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be measured: how it is started and spoken to.
 *
 * @param name in tables and options
 * @param command with {@code {port}}, {@code {dir}} (an empty folder) and {@code {conf}} to be filled in
 * @param configuration the resource that becomes {@code {conf}}, with {@code @PORT@} and {@code @DIR@} in it;
 *     null: none
 * @param logins how many log-ins it takes at a time
 * @param warmup how long it has to run until it is at its speed, in seconds
 */
public record Server(
        String name, List<String> command, @Nullable String configuration, Dialect dialect, int logins, double warmup) {

    /** How long a program that is compiled beforehand warms up; the load tool itself is not, and needs it. */
    public static final double SHORT_WARMUP_SECONDS = 3;

    public Server {
        command = List.copyOf(command);
    }

    /** Why it cannot be started here; empty: it can. */
    public Optional<String> missing() {
        return Programs.find(command.get(0)).isPresent()
                ? Optional.empty()
                : Optional.of(command.get(0) + " is not installed");
    }
}
