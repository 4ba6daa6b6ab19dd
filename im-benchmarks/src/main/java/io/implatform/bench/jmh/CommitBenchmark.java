package io.implatform.bench.jmh;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One transaction with a batch of texts of 100 bytes; the time is that of the batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH's
public class CommitBenchmark {
    private static final int PAIRS = 1_000;

    /** Where they go. */
    @Param({"memory", "sqlite"})
    public String store;

    /** How many. */
    @Param({"1", "64", "256"})
    public int batch;

    /** Whether each goes to the lobby, or to one of a thousand private conversations. */
    @Param({"lobby", "private"})
    public String to;

    private Path folder;
    private ConversationStore conversations;
    private List<ConversationId> places;
    private int next;

    /** Made by JMH. */
    public CommitBenchmark() {}

    /** A new store. */
    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("im-bench-commit-");
        conversations = store.equals("memory") ? new MemoryStore() : SqliteStore.open(folder.resolve("im.db"));
        places = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            places.add(
                    to.equals("lobby")
                            ? ConversationId.LOBBY
                            : ConversationId.between(UserId.of("u" + i), UserId.of("u" + (i + 1) % PAIRS)));
        }
    }

    /** Closed and removed. */
    @TearDown
    public void close() throws Exception {
        conversations.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A batch. */
    @Benchmark
    public List<Outcome> commit() {
        List<Write> writes = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            int place = next++ % PAIRS;
            writes.add(
                    new Write.Append(places.get(place), UserId.of("u" + place), Instant.EPOCH, "x".repeat(100), null));
        }
        return conversations.commit(writes);
    }
}
