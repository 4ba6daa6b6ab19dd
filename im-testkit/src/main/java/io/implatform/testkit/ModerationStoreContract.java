package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Network;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.Sanction.Kind;
import io.implatform.core.model.Sanction.Subject;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.ModerationStore.Imposition;
import io.implatform.core.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ModerationStore} must do: one test a rule. The rules and their intent stand in {@code
 * docs/contracts.md}.
 *
 * <p>Implement {@link #open}; a store that outlives its object implements {@link #reopen} too, or its
 * durability is not tested: that rule is reported as aborted.
 */
public abstract class ModerationStoreContract {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");
    private static final Subject ALICE = new Subject.OfUser(UserId.of("Alice"));
    private static final Subject BOB = new Subject.OfUser(UserId.of("bob"));
    private static final Subject SITE =
            new Subject.OfNetwork(Network.parse("2001:db8::/32").orElseThrow());
    private static final int MANY = 100;

    private final List<ModerationStore> opened = new ArrayList<>();
    private @Nullable ModerationStore underTest;

    /** For those who extend it. */
    protected ModerationStoreContract() {}

    /** A new, empty store, independent of every other. */
    protected abstract ModerationStore open() throws Exception;

    /**
     * Opens anew what {@code closed}, which {@link #open} or this method returned and which has been
     * closed, has stored. Empty, as by default, for a store whose content ends with it.
     */
    protected Optional<ModerationStore> reopen(ModerationStore closed) throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    void openStore() throws Exception {
        underTest = open();
        opened.add(underTest);
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ModerationStore::close);
    }

    private ModerationStore store() {
        ModerationStore store = underTest;
        if (store == null) {
            throw new IllegalStateException("no test runs");
        }
        return store;
    }

    private static Sanction sanction(Kind kind, Subject subject, Instant since, @Nullable Instant until) {
        return new Sanction(kind, subject, since, Optional.ofNullable(until), "Mod", "because of " + since);
    }

    private static Sanction ban(Subject subject) {
        return sanction(Kind.BAN, subject, NOON, null);
    }

    private static AuditEntry entry(String action) {
        return new AuditEntry(NOON, "Mod", action, "Alice", Optional.empty(), "");
    }

    private Imposition impose(Sanction sanction) {
        return store().impose(sanction, MANY, entry("imposed"));
    }

    private List<AuditRecord> log() {
        return store().audit(0, Instant.MIN, 10_000);
    }

    private List<String> actions() {
        return log().stream().map(record -> record.entry().action()).toList();
    }

    @Test
    @DisplayName("S1 - what was imposed is there as it was given, to the millisecond and verbatim")
    void rule_S1_what_was_imposed_is_there() {
        List<Sanction> all = List.of(
                sanction(Kind.BAN, ALICE, NOON, NOON.plusMillis(1)),
                new Sanction(Kind.MUTE, BOB, NOON, Optional.empty(), AuditEntry.LOCAL, "'; DROP TABLE x; -- %_ é😀 "),
                new Sanction(Kind.BAN, SITE, NOON, Optional.of(NOON.plusSeconds(9)), "Mod", ""));
        assertThat(store().sanctions()).isEmpty();
        for (Sanction sanction : all) {
            assertThat(impose(sanction)).isEqualTo(Imposition.DONE);
        }
        assertThat(store().sanctions()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(names()).as("as registered").containsExactlyInAnyOrder("Alice", "bob", "2001:db8::/32");
    }

    private List<String> names() {
        return store().sanctions().stream().map(one -> one.subject().name()).toList();
    }

    @Test
    @DisplayName("S2 - another one of its kind on its subject, in any spelling, takes its place")
    void rule_S2_another_one_takes_its_place() {
        impose(sanction(Kind.BAN, ALICE, NOON, NOON.plusSeconds(1)));
        impose(sanction(Kind.MUTE, ALICE, NOON, null));
        Sanction later = sanction(Kind.BAN, new Subject.OfUser(UserId.of("ALICE")), NOON.plusMillis(1), null);
        impose(later);

        assertThat(store().sanctions()).containsExactlyInAnyOrder(later, sanction(Kind.MUTE, ALICE, NOON, null));
    }

    @Test
    @DisplayName("S3 - past the limit nothing changes, in the log neither; what is there may still be replaced")
    void rule_S3_past_the_limit_nothing_changes() {
        assertThat(store().impose(ban(ALICE), 2, entry("1"))).isEqualTo(Imposition.DONE);
        assertThat(store().impose(ban(SITE), 2, entry("2"))).isEqualTo(Imposition.DONE);
        assertThat(store().impose(ban(BOB), 2, entry("3"))).isEqualTo(Imposition.FULL);
        assertThat(store().sanctions()).containsExactlyInAnyOrder(ban(ALICE), ban(SITE));

        Sanction shorter = sanction(Kind.BAN, ALICE, NOON, NOON.plusSeconds(1));
        assertThat(store().impose(shorter, 2, entry("4"))).isEqualTo(Imposition.DONE);
        assertThat(store().sanctions()).containsExactlyInAnyOrder(shorter, ban(SITE));
        assertThat(actions()).containsExactly("1", "2", "4");
    }

    @Test
    @DisplayName("S4 - those that have ended are removed when another one is imposed, and do not count")
    void rule_S4_those_that_have_ended_do_not_count() {
        impose(sanction(Kind.BAN, ALICE, NOON, NOON.plusMillis(5)));
        impose(sanction(Kind.BAN, SITE, NOON, NOON.plusMillis(6)));
        Sanction later = sanction(Kind.BAN, BOB, NOON.plusMillis(5), null);

        assertThat(store().impose(later, 2, entry("later"))).isEqualTo(Imposition.DONE);
        assertThat(store().sanctions())
                .containsExactlyInAnyOrder(sanction(Kind.BAN, SITE, NOON, NOON.plusMillis(6)), later);
    }

    @Test
    @DisplayName(
            "S5 - lifting lifts the one of that kind on that subject, in any spelling, and tells whether there was one")
    void rule_S5_lifting_lifts_that_one() {
        impose(ban(ALICE));
        impose(sanction(Kind.MUTE, ALICE, NOON, null));
        impose(ban(BOB));

        assertThat(store().lift(Kind.BAN, new Subject.OfUser(UserId.of("aLICE")), entry("lifted")))
                .isTrue();
        assertThat(store().lift(Kind.BAN, ALICE, entry("again"))).isFalse();
        assertThat(store().lift(Kind.BAN, SITE, entry("none"))).isFalse();
        assertThat(store().sanctions()).containsExactlyInAnyOrder(sanction(Kind.MUTE, ALICE, NOON, null), ban(BOB));
        assertThat(actions()).containsExactly("imposed", "imposed", "imposed", "lifted");
    }

    @Test
    @DisplayName("S6 - networks that resemble each other stay apart")
    void rule_S6_networks_stay_apart() {
        List<Sanction> all = new ArrayList<>();
        for (String network : List.of("10.0.0.0/8", "10.0.0.0/9", "10.0.0.0", "10.0.0.1", "a::/64", "a::/65", "::/0")) {
            Sanction ban = ban(new Subject.OfNetwork(Network.parse(network).orElseThrow()));
            all.add(ban);
            impose(ban);
        }
        assertThat(store().sanctions()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @DisplayName("L1 - the log gives back what was appended, in order, numbered 1, 2, 3, ...")
    void rule_L1_the_log_gives_back_what_was_appended() {
        List<AuditEntry> entries = List.of(
                entry("first"),
                new AuditEntry(
                        NOON.minusMillis(1), AuditEntry.LOCAL, "ban", "10.0.0.0/8", Optional.of(NOON), "' % _ é😀 \\"),
                new AuditEntry(NOON.plusMillis(1), "x", "announce", "", Optional.empty(), "x".repeat(2_000)));
        entries.forEach(store()::append);

        assertThat(log()).extracting(AuditRecord::entry).containsExactlyElementsOf(entries);
        assertThat(log()).extracting(AuditRecord::seq).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("L2 - what is imposed, lifted and appended leaves exactly one entry each, its own")
    void rule_L2_one_entry_each() {
        store().impose(ban(ALICE), MANY, entry("a"));
        store().append(entry("b"));
        store().impose(ban(ALICE), MANY, entry("c"));
        store().lift(Kind.BAN, ALICE, entry("d"));

        assertThat(actions()).containsExactly("a", "b", "c", "d");
    }

    @Test
    @DisplayName("L3 - the log is read page by page, and from a time on")
    void rule_L3_pages_of_the_log() {
        for (int i = 0; i < 10; i++) {
            store().append(new AuditEntry(NOON.plusMillis(i), "Mod", "a" + i, "", Optional.empty(), ""));
        }
        assertThat(store().audit(0, Instant.MIN, 3))
                .extracting(AuditRecord::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(store().audit(3, Instant.MIN, 3))
                .extracting(AuditRecord::seq)
                .containsExactly(4L, 5L, 6L);
        assertThat(store().audit(9, Instant.MIN, 3))
                .extracting(AuditRecord::seq)
                .containsExactly(10L);
        assertThat(store().audit(10, Instant.MIN, 3)).isEmpty();
        assertThat(store().audit(0, NOON.plusMillis(8), Integer.MAX_VALUE))
                .extracting(AuditRecord::seq)
                .containsExactly(9L, 10L);
        assertThat(store().audit(0, NOON.plusMillis(10), 3)).isEmpty();
    }

    @Test
    @DisplayName("L4 - of what is done at once, each leaves one entry, and the numbers have no gap")
    void rule_L4_at_once_without_a_gap() throws Exception {
        int threads = 4;
        int each = 25;
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String name = "t" + thread;
            tasks.add(() -> {
                for (int i = 0; i < each; i++) {
                    Subject subject = new Subject.OfUser(UserId.of(name));
                    switch (i % 3) {
                        case 0 -> store().impose(ban(subject), MANY, entry(name + "." + i));
                        case 1 -> store().lift(Kind.BAN, subject, entry(name + "." + i));
                        default -> store().append(entry(name + "." + i));
                    }
                }
                return true;
            });
        }
        Together.run(tasks);

        assertThat(actions()).hasSize(threads * each).doesNotHaveDuplicates();
        List<Long> numbers = log().stream().map(AuditRecord::seq).toList();
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(i + 1L);
        }
    }

    @Test
    @DisplayName("R1 - sanctions and the log are there when the store is opened again")
    void rule_R1_they_outlive_the_store() throws Exception {
        impose(ban(ALICE));
        impose(ban(SITE));
        store().lift(Kind.BAN, ALICE, entry("lifted"));
        store().close();
        Optional<ModerationStore> reopened = reopen(store());
        assumeTrue(reopened.isPresent(), "this store's content ends with it");
        underTest = reopened.get();
        opened.add(underTest);

        assertThat(store().sanctions()).containsExactly(ban(SITE));
        assertThat(actions()).containsExactly("imposed", "imposed", "lifted");
        store().append(entry("next"));
        assertThat(log()).last().extracting(AuditRecord::seq).isEqualTo(4L);
    }

    @Test
    @DisplayName("X1 - close may be called twice, and a closed store answers with a StoreException or as before")
    void rule_X1_close_may_be_called_twice() {
        impose(ban(ALICE));
        store().close();
        store().close();

        try {
            assertThat(store().sanctions()).containsExactly(ban(ALICE));
        } catch (StoreException e) {
            // The other of the two.
        }
    }

    @Test
    @DisplayName("X2 - an interrupt neither fails a call nor spoils the store, and is still set afterwards")
    void rule_X2_an_interrupt_does_no_harm() throws Exception {
        Together.run(List.of(() -> {
            Thread.currentThread().interrupt();
            assertThat(impose(ban(ALICE))).isEqualTo(Imposition.DONE);
            assertThat(store().sanctions()).hasSize(1);
            assertThat(Thread.interrupted()).as("interrupted").isTrue();
            return true;
        }));
        assertThat(actions()).containsExactly("imposed");
    }
}
