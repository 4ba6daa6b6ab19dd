package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandRateTest {
    private static final CommandRate RATE =
            CommandRate.of(Limits.DEFAULTS.with(Limit.COMMAND_BURST, 100).with(Limit.COMMANDS_PER_SECOND, 10));

    private long now = Long.MAX_VALUE - 1_000; // nanoTime may begin anywhere, and overflow
    private long mark = now;

    /** Sends until a pause is asked for. @return how many */
    private int send() {
        int sent = 0;
        do {
            mark = RATE.next(mark, now);
            sent++;
        } while (RATE.pauseNanos(mark, now) == 0);
        return sent;
    }

    @Test
    void aBurstIsTakenAtOnceAndThenASteadyRate() {
        assertThat(send()).isEqualTo(101);
        for (int second = 0; second < 5; second++) {
            now += TimeUnit.SECONDS.toNanos(1);
            assertThat(send()).isEqualTo(10);
        }
    }

    @Test
    void aPauseIsAsLongAsItTakesForTheNextRequest() {
        send();
        assertThat(RATE.pauseNanos(mark, now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        now += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(RATE.pauseNanos(mark, now)).isZero();
    }

    @Test
    void aQuietSessionEarnsOneBurstAndNoMore() {
        send();
        now += TimeUnit.HOURS.toNanos(1);
        assertThat(send()).isEqualTo(101);
    }

    @Test
    void aPauseServesManyRequestsWhereTheRateIsHigh() {
        CommandRate fast = CommandRate.of(Limits.DEFAULTS);
        long full = now + fast.burstNanos() + fast.intervalNanos();
        assertThat(fast.pauseNanos(full, now)).isEqualTo(CommandRate.MIN_PAUSE_NANOS);
    }
}
