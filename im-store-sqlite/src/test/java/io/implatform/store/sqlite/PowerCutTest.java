package io.implatform.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.RecordedDisk.Cut;
import io.implatform.store.sqlite.RecordedDisk.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise when the power fails. Everything that a process with a store writes is recorded, and the disk
 * made again as it may be after {@code -Dim.powercuts} moments: {@link RecordedDisk} says how. The random moments
 * come from {@code -Dim.powercuts.seed}, which a failure prints.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PowerCutTest {
    private static final int CUTS = Integer.getInteger("im.powercuts", 40);
    private static final long SEED = Long.getLong("im.powercuts.seed", System.nanoTime());
    private static final int BATCHES = 100;
    private static final List<Cut> KINDS = List.of(Cut.values());

    @TempDir
    private Path folder;

    private int acknowledgedAtCuts;

    @Test
    void no_acknowledged_message_is_lost_when_the_power_fails() throws Exception {
        assertThat(losses("FULL")).as("seed %s", SEED).isEmpty();
        assertThat(acknowledgedAtCuts).isPositive();
    }

    @Test
    void the_same_cuts_show_that_messages_are_lost_where_a_commit_does_not_sync() throws Exception {
        assertThat(losses("NORMAL")).as("seed %s", SEED).hasSizeGreaterThan(CUTS / 8);
    }

    /** What was lost or wrong, a line for each cut after which something was. */
    private List<String> losses(String synchronous) throws Exception {
        List<Step> steps = record(synchronous);
        Random random = new Random(SEED);
        List<Integer> cuts =
                random.ints(CUTS, 1, steps.size() + 1).sorted().boxed().toList();
        RecordedDisk disk = new RecordedDisk(recorded());
        List<String> losses = new ArrayList<>();
        long[] acknowledged = new long[PowerCutWorkload.CONVERSATIONS.size()];
        int played = 0;
        for (int i = 0; i < CUTS; i++) {
            for (; played < cuts.get(i); played++) {
                Step step = steps.get(played);
                if (!step.path().endsWith(".acknowledged")) {
                    disk.play(step);
                } else if (step.kind() == 'W') {
                    acknowledged = numbers(step);
                }
            }
            Cut cut = KINDS.get(random.nextInt(KINDS.size()));
            Path target = folder.resolve(synchronous + i);
            disk.cut(cut, random, target);
            String fault = fault(target.resolve("im.db"), acknowledged);
            if (!fault.isEmpty()) {
                losses.add("cut " + i + " after step " + played + " of " + steps.size() + ", " + cut + ": " + fault);
            }
            acknowledgedAtCuts += (int) LongStream.of(acknowledged).sum();
        }
        System.out.println("PowerCutTest: " + synchronous + ", " + CUTS + " cuts in " + steps.size() + " steps with "
                + LongStream.of(acknowledged).sum() + " messages acknowledged, losses after " + losses.size()
                + ", seed " + SEED);
        return losses;
    }

    private Path recorded() throws IOException {
        return folder.toRealPath().resolve("recorded");
    }

    private static long[] numbers(Step acknowledged) {
        String[] words = new String(acknowledged.data(), StandardCharsets.US_ASCII)
                .trim()
                .split(" ");
        return Arrays.stream(words).mapToLong(Long::parseLong).toArray();
    }

    /** What is wrong with the store that is found after a cut; empty if nothing is. */
    private static String fault(Path file, long[] acknowledged) {
        long[] heads = new long[acknowledged.length];
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < acknowledged.length; i++) {
                List<Message> messages = store.history(
                                PowerCutWorkload.CONVERSATIONS.get(i), PageRequest.after(0), 1_000_000)
                        .messages();
                int conversation = i;
                boolean right = IntStream.range(0, messages.size())
                        .allMatch(at -> messages.get(at).seq() == at + 1
                                && messages.get(at).text().equals(PowerCutWorkload.text(conversation, at + 1)));
                if (!right) {
                    return "a gap, or another text, in conversation " + i;
                }
                if (messages.size() < acknowledged[i]) {
                    return "conversation " + i + " ends at " + messages.size() + " and " + acknowledged[i]
                            + " was acknowledged";
                }
                heads[i] = messages.size();
            }
            return afterwards(store, heads);
        } catch (IOException | RuntimeException e) {
            return "it cannot be opened: " + e.getMessage();
        }
    }

    /** Of each conversation the last message, sent once more, is known; the one after it gets the next number. */
    private static String afterwards(SqliteStore store, long[] heads) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < heads.length; i++) {
            batch.add(PowerCutWorkload.message(i, Math.max(heads[i], 1)));
            batch.add(PowerCutWorkload.message(i, heads[i] + 1));
        }
        List<Outcome> outcomes = store.commit(batch);
        for (int i = 0; i < heads.length; i++) {
            Outcome again = outcomes.get(2 * i);
            if (heads[i] > 0 && (!Fixtures.isDuplicate(again) || Fixtures.seq(again) != heads[i])) {
                return "the last message of conversation " + i + " would be stored twice";
            }
            long next = Fixtures.seq(outcomes.get(2 * i + 1));
            if (next != heads[i] + 1) {
                return "number " + next + " after " + heads[i] + " in conversation " + i;
            }
        }
        return "";
    }

    private List<Step> record(String synchronous) throws Exception {
        Path library = compile();
        Path record = folder.resolve(synchronous + ".record");
        Files.createDirectories(recorded());
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PowerCutWorkload.class.getName(),
                recorded().resolve("im.db").toString(),
                recorded().resolve("im.acknowledged").toString(),
                synchronous,
                Long.toString(SEED),
                Integer.toString(BATCHES));
        child.environment().put("LD_PRELOAD", library.toString());
        child.environment().put("IM_RECORD", record.toString());
        child.environment().put("IM_RECORD_FOLDER", recorded().toString());
        Process process = child.redirectErrorStream(true)
                .redirectOutput(folder.resolve(synchronous + ".out").toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve(synchronous + ".out")))
                .isZero();
        List<Step> steps = RecordedDisk.read(record);
        assertThat(steps).as("what was recorded").hasSizeGreaterThan(BATCHES * 3);
        return steps;
    }

    /** The recorder. Without a C compiler on Linux there is no test, or a failure where IM_REQUIRE_CC is set. */
    private Path compile() throws Exception {
        boolean required = "1".equals(System.getenv("IM_REQUIRE_CC"));
        Path source = folder.resolve("record.c");
        Path library = folder.resolve("record.so");
        try (InputStream in = Objects.requireNonNull(PowerCutTest.class.getResourceAsStream("record.c"))) {
            Files.write(source, in.readAllBytes());
        }
        try {
            Process cc = new ProcessBuilder(
                            "cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-lpthread")
                    .inheritIO()
                    .start();
            if (cc.waitFor() == 0) {
                return library;
            }
        } catch (IOException e) {
            // There is none.
        }
        if (required) {
            throw new AssertionError("cc does not compile the recorder, and IM_REQUIRE_CC is set");
        }
        return abort("the power is not cut here: that needs Linux and a C compiler (cc)");
    }
}
