package io.implatform.core.internal;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.util.concurrent.TimeUnit;

/**
 * How fast one session's requests are taken: a burst, then a steady rate (the generic cell rate algorithm, ITU-T
 * I.371). What it knows of a session is one number, its mark: the time at which the requests so far would be paid for at
 * the steady rate. Pure. Threads: any.
 */
record CommandRate(long intervalNanos, long burstNanos) {
    /** A pause is at least this long, so that a session that is too fast costs a wake-up for many requests. */
    static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    static CommandRate of(Limits limits) {
        long interval = TimeUnit.SECONDS.toNanos(1) / limits.get(Limit.COMMANDS_PER_SECOND);
        return new CommandRate(interval, interval * limits.get(Limit.COMMAND_BURST));
    }

    /** The mark after one more request. */
    long next(long mark, long now) {
        return (mark - now > 0 ? mark : now) + intervalNanos;
    }

    /** For how long no request is to be taken; 0 where the next one may come at once. */
    long pauseNanos(long mark, long now) {
        long over = mark - now - burstNanos;
        return over <= 0 ? 0 : Math.max(over, MIN_PAUSE_NANOS);
    }
}
