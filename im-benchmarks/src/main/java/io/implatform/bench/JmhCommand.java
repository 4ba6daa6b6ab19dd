package io.implatform.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./im bench jmh}: the hot pieces one by one. */
@Command(
        name = JmhCommand.NAME,
        sortOptions = false,
        description = {
            "Runs the JMH benchmarks of the hot pieces: decode, decide, encode, outbox, commit batch.",
            "What follows is JMH's own: a pattern of names, -f forks, -prof gc, -rf json; -h shows all."
        })
final class JmhCommand implements Callable<Integer> {
    static final String NAME = "jmh";

    /** As they were typed: what picocli does not know stays among them, in its place. */
    @Parameters(hidden = true, arity = "0..*")
    private List<String> options = List.of();

    private JmhCommand() {}

    @Override
    public Integer call() throws Exception {
        org.openjdk.jmh.Main.main(options.toArray(String[]::new));
        return 0;
    }

    List<String> options() {
        return List.copyOf(options);
    }
}
