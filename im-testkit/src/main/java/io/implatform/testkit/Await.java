package io.implatform.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what another thread does, as long as the contract's patience lasts. */
final class Await {
    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();

    private final Duration patience;

    Await(Duration patience) {
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    /** Waits until {@code condition} holds; fails with {@code what} if it does not in time. */
    void until(String what, BooleanSupplier condition) {
        if (!holds(condition)) {
            throw new AssertionError("waited " + patience.toMillis() + " ms in vain for this: " + what);
        }
    }

    /** Whether {@code condition} comes to hold in time. */
    boolean holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() < 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /**
     * Waits until {@code value} has not changed for {@code quiet}, or is {@code enough}.
     *
     * @return the value then
     */
    long settled(LongSupplier value, Duration quiet, long enough) {
        long last = value.getAsLong();
        long since = System.nanoTime();
        while (last < enough && System.nanoTime() - since < quiet.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = value.getAsLong();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
        return last;
    }
}
