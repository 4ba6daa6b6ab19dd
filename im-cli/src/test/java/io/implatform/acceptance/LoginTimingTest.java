package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether there is such a user cannot be told from how long a refusal takes (ASVS 5, 6.3.8). */
class LoginTimingTest {
    /** Set to 500 for a run at the full cost of a hash, which takes two minutes. */
    private static final Integer FULL_TRIALS = Integer.getInteger("im.timing.trials");

    private static final int TRIALS = FULL_TRIALS == null ? 1_000 : FULL_TRIALS;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void aWrongPasswordAndAnUnknownUserTakeTheSameTime() {
        Limits limits = FULL_TRIALS == null ? Chat.LIMITS : Limits.DEFAULTS;
        Limits patient = limits.with(Limit.LOGIN_FAILURES, 1_000_000).with(Limit.LOGIN_MILLIS, 3_600_000);
        try (Chat chat = Chat.start(builder -> builder.limits(patient))) {
            chat.register("alice");
            Client client = chat.connect();
            long[] wrong = new long[TRIALS];
            long[] unknown = new long[TRIALS];
            for (int i = -TRIALS / 5; i < TRIALS; i++) {
                // In turn, and each first as often as second: what else the machine does falls on both.
                boolean wrongFirst = i % 2 == 0;
                long one = time(client, wrongFirst ? "alice" : "nobody");
                long other = time(client, wrongFirst ? "nobody" : "alice");
                if (i >= 0) {
                    wrong[i] = wrongFirst ? one : other;
                    unknown[i] = wrongFirst ? other : one;
                }
            }

            double auc = auc(wrong, unknown);

            System.out.printf("[timing] 2 x %d trials: AUC %.4f%n", TRIALS, auc);
            assertThat(auc).isCloseTo(0.5, within(0.05));
        }
    }

    private static long time(Client client, String user) {
        long begun = System.nanoTime();
        String reply = client.ask("LOGIN " + user + " not the password");
        long taken = System.nanoTime() - begun;
        assertThat(reply).startsWith("ERR BAD_CREDENTIALS ");
        return taken;
    }

    /** How often a time of the first is longer than one of the second; 0.5 where they cannot be told apart. */
    private static double auc(long[] first, long[] second) {
        long[] sorted = second.clone();
        Arrays.sort(sorted);
        double below = 0;
        for (long time : first) {
            int less = 0;
            int equal = 0;
            for (long other : sorted) {
                less += other < time ? 1 : 0;
                equal += other == time ? 1 : 0;
            }
            below += less + equal / 2.0;
        }
        return below / ((double) first.length * second.length);
    }
}
