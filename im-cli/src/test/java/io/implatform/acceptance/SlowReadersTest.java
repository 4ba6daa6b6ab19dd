package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A hundred sessions that never read, beside a flood. */
class SlowReadersTest {
    private static final int READERS = 100;
    private static final int RECEIVE_BUFFER_BYTES = 4_096;
    private static final String PADDING = "x".repeat(2_000);

    private static List<Client> slowReaders(Chat chat) {
        chat.register("slow");
        List<Client> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(chat.login("slow", RECEIVE_BUFFER_BYTES));
        }
        return readers;
    }

    private static Thread flood(Client talker, int count) {
        Thread talking = new Thread(() -> talker.send(Chat.numbered("MESSAGE " + PADDING, 1, count)), "talker");
        talking.start();
        return talking;
    }

    @Test
    void theyCostNoMoreThanTheirOutboxesAndWhoeverWakesUpIsToldEverything() throws InterruptedException {
        int count = 2_000;
        int outbox = 65_536;
        Limits limits = Chat.LIMITS.with(Limit.OUTBOX_BYTES, outbox);
        try (Chat chat = Chat.start(builder -> builder.limits(limits))) {
            Client talker = chat.join("talker");
            Client healthy = chat.join("healthy");
            List<Client> readers = slowReaders(chat);
            long before = usedMemory();

            Thread talking = flood(talker, count);
            assertThat(healthy.events(count)).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, count));
            assertThat(talker.replies(count)).isEqualTo(Chat.numbered("OK MESSAGE ", 1, count));
            talking.join();

            // The store in memory keeps the messages themselves, once.
            long kept = 3L * count * PADDING.length();
            long perReader = (usedMemory() - before - kept) / READERS;
            assertThat(perReader).as("bytes for each reader").isLessThan(outbox + 65_536);
            for (Client reader : List.of(readers.get(0), readers.get(READERS / 2))) {
                assertThat(reader.events(count)).isEqualTo(Chat.numbered("MESSAGE talker " + PADDING, 1, count));
            }
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /**
     * Reports, as a ratio within one run, what the readers cost somebody else: {@code -Dim.slow.readers=true}. Two
     * servers take turns, one with the readers and one without, so that what else the machine does falls on both.
     */
    @Test
    @EnabledIfSystemProperty(named = "im.slow.readers", matches = "true")
    void whatTheyCostSomebodyElseIsReported() throws InterruptedException {
        try (Chat without = Chat.start();
                Chat with = Chat.start()) {
            List<Side> sides = List.of(new Side(without), new Side(with));
            slowReaders(with);
            for (Side side : sides) {
                // More than an outbox and the sockets hold: from here on the readers are behind.
                for (int i = 0; i < 2_000; i++) {
                    side.talker.ask("MESSAGE " + PADDING);
                }
                side.measure(new ArrayList<>());
            }
            List<List<Long>> micros = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < 40; round++) {
                for (int side = 0; side < 2; side++) {
                    int turn = (side + round) % 2;
                    sides.get(turn).measure(micros.get(turn));
                }
            }
            List<Long> alone = micros.get(0);
            List<Long> beside = micros.get(1);
            System.out.printf(
                    "[slow readers] p50 %d us -> %d us, p99 %d us -> %d us, ratio of p99 %.2f%n",
                    percentile(alone, 50),
                    percentile(beside, 50),
                    percentile(alone, 99),
                    percentile(beside, 99),
                    (double) percentile(beside, 99) / percentile(alone, 99));
        }
    }

    /** Two who talk, on one of the servers. */
    private static final class Side {
        final Client talker;
        private final Client asking;

        Side(Chat chat) {
            talker = chat.join("talker");
            asking = chat.join("asking");
            chat.register("answering");
        }

        /** Adds what private messages of one take while another one floods the lobby. */
        void measure(List<Long> micros) throws InterruptedException {
            Thread talking = new Thread(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            talker.ask("MESSAGE " + PADDING);
                        }
                    },
                    "talker");
            talking.start();
            for (int i = 0; i < 500; i++) {
                long begun = System.nanoTime();
                assertThat(asking.ask("PRIVATE answering " + i)).startsWith("OK PRIVATE answering ");
                micros.add((System.nanoTime() - begun) / 1_000);
            }
            talking.join();
        }
    }

    private static long percentile(List<Long> values, int percent) {
        long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100];
    }
}
