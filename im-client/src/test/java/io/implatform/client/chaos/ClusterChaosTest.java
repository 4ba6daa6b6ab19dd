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
 * seconds after the last fault everything has to be well again.
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
            for (int node = 0; node < site.addresses().size(); node++) {
                site.restart(node);
            }
            stop.set(true);
            talker.join();
            long healed = run.heal();
            System.out.println("cluster: rolling restart under " + run.sent() + " messages, " + run.reconnects()
                    + " reconnects, well again after " + healed + " ms");
            assertThat(run.judge()).isEmpty();
            run.allSeeAll();
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
            site.calm(true);
            stop.set(true);
            talker.join();
            await("every node runs").atMost(Duration.ofSeconds(60)).until(site::isUp);
            long healed = run.heal();
            System.out.println("cluster: " + run.sent() + " messages, " + faults + " faults, " + run.reconnects()
                    + " reconnects, well again after " + healed + " ms");
            assertThat(run.judge().stream().limit(20)).as("seed %d", seed).isEmpty();
            assertThat(healed).as("milliseconds to heal, seed %d", seed).isLessThan(HEAL_MILLIS);
            run.allSeeAll();
        }
    }
}
