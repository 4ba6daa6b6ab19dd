package io.implatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamsTest {
    private final Streams streams = new Streams();

    @Test
    void tellsNewLateAndRepeatedNumbersApart() {
        assertThat(streams.see(7, 1)).isEqualTo(Streams.Sight.NEW);
        assertThat(streams.see(7, 3)).isEqualTo(Streams.Sight.NEW);
        assertThat(streams.see(7, 2)).isEqualTo(Streams.Sight.LATE);
        assertThat(streams.see(7, 2)).isEqualTo(Streams.Sight.AGAIN);
        assertThat(streams.see(7, 3)).isEqualTo(Streams.Sight.AGAIN);
        assertThat(streams.see(8, 1)).isEqualTo(Streams.Sight.NEW);
    }

    @Test
    void keepsEveryStreamWhileItGrows() {
        for (int round = 1; round <= 3; round++) {
            for (int user = 0; user < 20_000; user++) {
                assertThat(streams.next(Streams.key(user, user / 2, 0))).isEqualTo(round);
            }
        }
    }
}
