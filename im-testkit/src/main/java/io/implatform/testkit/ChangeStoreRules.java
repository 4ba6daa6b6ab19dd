package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.GroupChange.SetTopic;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.Write;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What was stored since (C). A store that no two nodes share may keep no list: C1 to C3 are reported as aborted then. */
abstract class ChangeStoreRules extends StandingStoreRules {
    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();

    /** What was listed: the numbers of each conversation, and the version of each group. */
    private final Map<ConversationId, Set<Long>> numbers = new HashMap<>();

    private final Map<ConversationId, Long> versions = new HashMap<>();
    private final AtomicInteger answers = new AtomicInteger();

    /** How long a rule waits for what has to be listed. */
    Duration patience() {
        return Duration.ofSeconds(3);
    }

    private long markOfNow() {
        Changes now = store().changes(Changes.FROM_NOW, 1);
        assumeTrue(now.mark() >= 0, "this store keeps no list of changes");
        assertThat(now.conversations()).isEmpty();
        return now.mark();
    }

    @Test
    @DisplayName("C4 - a store that is shared keeps the list")
    void rule_C4_a_shared_store_keeps_the_list() {
        boolean keepsIt = store().changes(Changes.FROM_NOW, 1).mark() >= 0;

        assertThat(keepsIt || !store().isShared()).isTrue();
    }

    private long follow(long mark, int limit) {
        Changes changes;
        long at = mark;
        do {
            changes = store().changes(at, limit);
            answers.incrementAndGet();
            Set<ConversationId> seen = new HashSet<>();
            for (Changes.Change change : changes.conversations()) {
                assertThat(seen.add(change.conversation())).as("once an answer").isTrue();
                Set<Long> all = numbers.computeIfAbsent(change.conversation(), key -> new HashSet<>());
                for (long seq = change.first(); seq > 0 && seq <= change.last(); seq++) {
                    all.add(seq);
                }
                versions.merge(change.conversation(), change.version(), Math::max);
            }
            at = changes.mark();
        } while (changes.more());
        return at;
    }

    /** Follows the list until it has what is expected: another commit that began before may hold it up. */
    private void followUntilIt(long mark, int limit, Runnable shows) {
        long at = mark;
        long deadline = System.nanoTime() + patience().toNanos();
        while (true) {
            at = follow(at, limit);
            try {
                shows.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    @Test
    @DisplayName("C1 - every number that was given since a mark is listed, and none from before it")
    void rule_C1_every_number_is_listed() {
        commit(say(LOBBY, ALICE, "before"), say(ALICE_AND_BOB, ALICE, "before"));
        // What was stored a moment ago may be listed a moment later: the mark is one from which nothing is.
        long[] mark = {markOfNow()};
        followUntilIt(mark[0], 100, () -> {
            mark[0] = store().changes(Changes.FROM_NOW, 1).mark();
            assertThat(store().changes(mark[0], 100).conversations()).isEmpty();
        });
        numbers.clear();
        commit(say(LOBBY, ALICE, "2"), say(ALICE_AND_BOB, BOB, "2"), say(LOBBY, BOB, "3"));
        commit(say(LOBBY, CAROL, "4"));

        followUntilIt(mark[0], 100, () -> {
            assertThat(numbers.get(LOBBY)).containsExactlyInAnyOrder(2L, 3L, 4L);
            assertThat(numbers.get(ALICE_AND_BOB)).containsExactly(2L);
        });
    }

    @Test
    @DisplayName("C2 - a group that was founded or changed is listed with its version")
    void rule_C2_groups_are_listed_with_their_version() {
        long mark = markOfNow();
        found(DEV, false);
        followUntilIt(mark, 100, () -> assertThat(versions).containsEntry(DEV, 1L));
        changed(DEV, new SetTopic("one"));
        changed(DEV, new SetTopic("two"));
        commit(on(3, say(DEV, ALICE, "hi")));

        followUntilIt(mark, 100, () -> {
            assertThat(versions).containsEntry(DEV, 3L);
            assertThat(numbers.get(DEV)).containsExactly(1L);
        });
    }

    @Test
    @DisplayName("C3 - nothing is missing from the list of one who follows it while several commit")
    void rule_C3_nothing_is_missing_while_several_commit() throws Exception {
        long mark = markOfNow();
        int batches = 100;
        int whileTheyCommit = 10;
        Map<ConversationId, Integer> made = new ConcurrentHashMap<>();
        List<ConversationId> conversations = List.of(LOBBY, ALICE_AND_BOB, BOB_AND_CAROL);
        AtomicBoolean failed = new AtomicBoolean();
        List<Thread> threads = conversations.stream()
                .map(conversation -> new Thread(() -> {
                    try {
                        for (int i = 0; i < batches || answers.get() < whileTheyCommit; i++) {
                            Write[] batch = {say(conversation, BOB, "a"), say(conversation, BOB, "b")};
                            commit(batch);
                            made.merge(conversation, 2, Integer::sum);
                        }
                    } catch (RuntimeException | AssertionError e) {
                        failed.set(true);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        long at = mark;
        try {
            while (threads.stream().anyMatch(Thread::isAlive)) {
                at = follow(at, 1 + numbers.size());
            }
        } finally {
            answers.set(whileTheyCommit);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isFalse();
        followUntilIt(at, 100, () -> {
            for (ConversationId conversation : conversations) {
                assertThat(numbers.getOrDefault(conversation, Set.of())).hasSize(made.getOrDefault(conversation, 0));
            }
        });
    }
}
