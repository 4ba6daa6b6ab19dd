package io.implatform.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything up to a bound that doubles each time ("full jitter"),
 * so that clients that lost their server together do not come back together. Confined to a thread.
 */
final class Backoff {
    private final long minMillis;
    private final long maxMillis;
    private final RandomGenerator random;
    private long boundMillis;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.minMillis = min.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
        this.boundMillis = minMillis;
    }

    /**
     * The next delay.
     *
     * @param asked what the server asked for, to which the jitter is added
     */
    Duration next(Optional<Duration> asked) {
        long jitter = random.nextLong(boundMillis + 1);
        boundMillis = Math.min(maxMillis, 2 * boundMillis);
        return asked.orElse(Duration.ZERO).plusMillis(jitter);
    }

    /** An attempt was a success. */
    void reset() {
        boundMillis = minMillis;
    }
}
