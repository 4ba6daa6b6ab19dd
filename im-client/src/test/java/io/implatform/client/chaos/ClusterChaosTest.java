package io.implatform.client.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, and users who talk while nodes, their store, their router and the connections between them fail at random.
 * {@code -Dim.cluster.schedules} and {@code -Dim.cluster.seconds} say how often and for how long, {@code -Dim.test.seed}
 * repeats the faults of a run as far as the timing allows, and {@code -Dim.cluster.heal} says within how many
 * seconds after the last fault everything has to be well again: every node answers, every message is answered and
 * shown, and everybody is seen. {@code -Dim.cluster.server} names the jar of {@code im server} that is to be the nodes.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class ClusterChaosTest {
    private static final int SCHEDULES = Integer.getInteger("im.cluster.schedules", 1);
    /** A build machine may be busy with other things. */
    private static final long HEAL_MILLIS = TimeUnit.SECONDS.toMillis(Long.getLong("im.cluster.heal", 30));

    @Test
    void nodesOfOneProcessLoseNothingWhateverFails() throws Exception {
        for (int i = 0; i < SCHEDULES; i++) {
            long seed = Long.getLong("im.test.seed", System.nanoTime());
            System.out.println("cluster in memory: seed " + seed + " (-Dim.test.seed)");
            try (MemorySite site = new MemorySite(seed)) {
                run(site, seed, Long.getLong("im.cluster.seconds", 8));
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void nodesOverPostgresAndNatsLoseNothingWhateverIsKilledPausedOrCut() throws Exception {
        for (int i = 0; i < SCHEDULES; i++) {
            long seed = Long.getLong("im.test.seed", System.nanoTime());
            System.out.println("cluster of processes: seed " + seed + " (-Dim.test.seed)");
            try (ProcessSite site = new ProcessSite(folder.resolve("site" + i), seed)) {
                run(site, seed, Long.getLong("im.cluster.seconds", 12));
            }
        }
    }

    @Test
    void nodesThatAreRestartedOneAfterTheOtherLoseNothingAndRefuseNothing() throws Exception {
        try (ProcessSite site = new ProcessSite(folder.resolve("rolling"), 1);
                ClusterRun run = new ClusterRun(site)) {
            run.begin();
            AtomicBoolean stop = new AtomicBoolean();
            Thread talker = new Thread(() -> run.talk(new Random(1), stop), "talker");
            talker.start();
            int rounds = Integer.getInteger("im.cluster.rounds", 1);
            for (int restart = 0; restart < rounds * site.addresses().size(); restart++) {
                site.restart(restart % site.addresses().size());
            }
            long over = System.nanoTime();
            stop.set(true);
            talker.join();
            long healed = run.heal(over);
            System.out.println("cluster: " + rounds + " rolling restarts under " + run.sent() + " messages, "
                    + run.reconnects() + " reconnects, well again after " + healed + " ms");
            assertThat(run.judge()).isEmpty();
        }
    }

    static void run(Site site, long seed, long seconds) throws Exception {
        try (ClusterRun run = new ClusterRun(site)) {
            run.begin();
            AtomicBoolean stop = new AtomicBoolean();
            Thread talker = new Thread(() -> run.talk(new Random(~seed), stop), "talker");
            talker.start();
            site.calm(false);
            int faults = run.strike(new Random(seed), TimeUnit.SECONDS.toNanos(seconds));
            long over = System.nanoTime();
            Starvation starvation = Starvation.begin();
            site.calm(true);
            stop.set(true);
            talker.join();
            await("every node runs").atMost(Duration.ofSeconds(60)).until(site::isUp);
            long healed = run.heal(over);
            System.out.println("cluster: " + run.sent() + " messages, " + faults + " faults, " + run.reconnects()
                    + " reconnects, well again after " + healed + " ms" + starvation.since());
            assertThat(run.judge().stream().limit(20)).as("seed %d", seed).isEmpty();
            assertThat(healed).as("milliseconds to heal, seed %d", seed).isLessThan(HEAL_MILLIS);
        }
    }
}
