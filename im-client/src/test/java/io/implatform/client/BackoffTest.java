package io.implatform.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofSeconds(1);

    private Duration longest(int attempt, Optional<Duration> asked) {
        Duration longest = Duration.ZERO;
        for (int seed = 0; seed < 2_000; seed++) {
            Backoff backoff = new Backoff(MIN, MAX, new SplittableRandom(seed));
            for (int i = 1; i < attempt; i++) {
                backoff.next(Optional.empty());
            }
            Duration delay = backoff.next(asked);
            longest = delay.compareTo(longest) > 0 ? delay : longest;
        }
        return longest;
    }

    @Test
    void theBoundDoublesUpToTheGreatest() {
        assertThat(longest(1, Optional.empty())).isBetween(Duration.ofMillis(90), MIN);
        assertThat(longest(3, Optional.empty())).isBetween(Duration.ofMillis(360), Duration.ofMillis(400));
        assertThat(longest(20, Optional.empty())).isBetween(Duration.ofMillis(900), MAX);
    }

    @Test
    void whatTheServerAskedForIsTheLeast() {
        Backoff backoff = new Backoff(MIN, MAX, new SplittableRandom(1));
        assertThat(backoff.next(Optional.of(Duration.ofMinutes(1))))
                .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(1).plus(MIN));
    }

    @Test
    void aSuccessBeginsItAnew() {
        Backoff backoff = new Backoff(MIN, MAX, new SplittableRandom(1));
        for (int i = 0; i < 10; i++) {
            backoff.next(Optional.empty());
        }
        backoff.reset();
        assertThat(backoff.next(Optional.empty())).isLessThanOrEqualTo(MIN);
    }
}
