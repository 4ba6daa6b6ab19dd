package io.implatform.acceptance;

import java.util.concurrent.CountDownLatch;

/** Where a thread of the server's waits until the test lets it go. Open until it is shut. */
final class Gate {
    private volatile CountDownLatch latch = new CountDownLatch(0);

    static Gate closed() {
        Gate gate = new Gate();
        gate.shut();
        return gate;
    }

    void shut() {
        latch = new CountDownLatch(1);
    }

    void open() {
        latch.countDown();
    }

    /** Waits, whether interrupted or not. */
    void pass() {
        CountDownLatch waitingFor = latch;
        boolean interrupted = false;
        while (true) {
            try {
                waitingFor.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
