package io.implatform.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private final Heads heads = new Heads();

    private static long pair(int number) {
        return Pairs.of(1L + number / 1_000, 10_001L + number % 1_000);
    }

    @Test
    void whatWasPutIsKnownThoughItGrows() {
        Random random = new Random(1);
        Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long conversation = pair(random.nextInt(20_000));
            long head = 1L + random.nextInt(1_000_000);
            heads.put(conversation, head);
            expected.put(conversation, head);
        }
        int known = 0;
        for (Map.Entry<Long, Long> one : expected.entrySet()) {
            long head = heads.of(one.getKey());
            assertThat(head).isIn(one.getValue(), Heads.UNKNOWN);
            known += head == Heads.UNKNOWN ? 0 : 1;
        }
        assertThat(known).as("of %d", expected.size()).isGreaterThan(expected.size() * 99 / 100);
        assertThat(heads.of(pair(20_001))).isEqualTo(Heads.UNKNOWN);
    }

    @Test
    void whereItIsFullItForgetsAndKnowsNothingWrong() {
        int conversations = 3_000_000;
        for (int i = 0; i < conversations; i++) {
            heads.put(pair(i), i + 1L);
        }
        int known = 0;
        for (int i = 0; i < conversations; i++) {
            long head = heads.of(pair(i));
            assertThat(head == i + 1L || head == Heads.UNKNOWN).isTrue();
            known += head == Heads.UNKNOWN ? 0 : 1;
        }
        assertThat(known).isBetween(900_000, 1 << 20);
    }

    @Test
    void aHeadThatAnIntDoesNotHoldIsNotRemembered() {
        heads.put(pair(1), 5);
        heads.put(pair(1), 1L << 31);
        assertThat(heads.of(pair(1))).isEqualTo(Heads.UNKNOWN);
        heads.put(pair(1), 6);
        assertThat(heads.of(pair(1))).isEqualTo(6);
    }

    @Test
    void nothingIsKnownOnceItIsCleared() {
        heads.put(pair(1), 5);
        heads.clear();
        assertThat(heads.of(pair(1))).isEqualTo(Heads.UNKNOWN);
    }
}
