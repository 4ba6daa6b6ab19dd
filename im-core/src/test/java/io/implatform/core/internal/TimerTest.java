package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Timer timer = new Timer();

    @AfterEach
    void end() {
        timer.close(PATIENCE_NANOS);
    }

    private static boolean comesToZero(CountDownLatch latch) throws InterruptedException {
        return latch.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    }

    @Test
    void whatIsDoneAgainAndAgainIsDoneAgainAfterItHasFailed() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        timer.every(1, () -> {
            runs.countDown();
            throw new IllegalStateException("this failure is part of the test");
        });
        assertThat(comesToZero(runs)).isTrue();
    }

    @Test
    void whatIsDoneOnceMayFailAndWhatComesBehindItIsDone() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(1);
        timer.soon(() -> {
            throw new IllegalStateException("this failure is part of the test");
        });
        timer.later(1, runs::countDown);
        assertThat(comesToZero(runs)).isTrue();
    }

    @Test
    void whatIsAskedForAfterTheEndIsLeftAside() {
        timer.close(PATIENCE_NANOS);
        CountDownLatch runs = new CountDownLatch(1);
        assertThatCode(() -> timer.soon(runs::countDown)).doesNotThrowAnyException();
        assertThat(runs.getCount()).isEqualTo(1);
    }
}
