package io.implatform.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code ./im bench jmh}: the hot pieces one by one. */
@Command(
        name = "jmh",
        sortOptions = false,
        description = {
            "Runs the JMH benchmarks of the hot pieces: decode, decide, encode, outbox, commit batch.",
            "What follows is JMH's own: a pattern of names, -f forks, -prof gc, -rf json; -h shows all."
        })
final class JmhCommand implements Callable<Integer> {
    @Unmatched
    private List<String> options = List.of();

    @Parameters(hidden = true, arity = "0..*")
    private List<String> patterns = List.of();

    private JmhCommand() {}

    @Override
    public Integer call() throws Exception {
        List<String> all = new ArrayList<>(options);
        all.addAll(patterns);
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
        return 0;
    }
}
