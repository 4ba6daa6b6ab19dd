package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ConversationStore} must do: one test a rule. The rules and their intent stand in {@code
 * docs/contracts.md}.
 *
 * <p>Implement {@link #open}; a store that outlives its object implements {@link #reopen} too, or its
 * durability is not tested: those rules are reported as aborted. A test runs for seconds at the most
 * and stores a few thousand messages.
 */
public abstract class ConversationStoreContract {
    private static final ConversationId LOBBY = ConversationId.LOBBY;
    private static final ConversationId DEV = ConversationId.group("dev");
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("bob");
    private static final ConversationId ALICE_AND_BOB = ConversationId.between(ALICE, BOB);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final List<ConversationStore> opened = new ArrayList<>();
    private @Nullable ConversationStore underTest;

    /** A new store with nothing in it, independent of every other. Called once a test or more often. */
    protected abstract ConversationStore open() throws Exception;

    /**
     * Opens anew what {@code closed}, which {@link #open} or this method returned and which has been
     * closed, has stored. Empty, as by default, for a store whose content ends with it.
     */
    protected Optional<ConversationStore> reopen(ConversationStore closed) throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    void openStore() throws Exception {
        underTest = tracked(open());
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ConversationStore::close);
    }

    @Test
    @DisplayName("N1 - the messages of a conversation are numbered 1, 2, 3, … with no gap")
    void rule_N1_numbers_are_given_1_2_3_without_gap() {
        for (long seq = 1; seq <= 5; seq++) {
            assertThat(commit(say(LOBBY, ALICE, "message")).get(0).message().seq())
                    .isEqualTo(seq);
        }
        assertThat(seqs(all(LOBBY))).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    @DisplayName("N2 - each conversation numbers for itself")
    void rule_N2_each_conversation_numbers_for_itself() {
        List<Outcome> outcomes = commit(
                say(LOBBY, ALICE, "a"), say(DEV, ALICE, "b"), say(LOBBY, BOB, "c"), say(ALICE_AND_BOB, BOB, "d"));

        assertThat(outcomes).extracting(outcome -> outcome.message().seq()).containsExactly(1L, 1L, 2L, 1L);
        assertThat(commit(say(DEV, BOB, "e")).get(0).message().seq()).isEqualTo(2);
    }

    @Test
    @DisplayName("N3 - a batch of any size is numbered in its order, one outcome an append")
    void rule_N3_a_batch_is_numbered_in_its_order() {
        long head = 0;
        for (int size : new int[] {1, 2, 3, 7, 63, 64, 65, 255, 256, 257, 1_000}) {
            List<Append> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                batch.add(say(LOBBY, i % 2 == 0 ? ALICE : BOB, size + "/" + i));
            }
            List<Outcome> outcomes = store().commit(batch);

            assertThat(outcomes).hasSize(size);
            for (int i = 0; i < size; i++) {
                assertThat(outcomes.get(i).duplicate()).isFalse();
                assertStored(outcomes.get(i).message(), batch.get(i), ++head);
            }
            assertSame(page(LOBBY, PageRequest.after(head - size), size).messages(), messages(outcomes));
        }
    }

    @Test
    @DisplayName("N4 - a duplicate takes no number")
    void rule_N4_a_duplicate_takes_no_number() {
        commit(say(LOBBY, ALICE, "first", "id"));
        List<Outcome> outcomes =
                commit(say(LOBBY, ALICE, "first", "id"), say(LOBBY, ALICE, "second"), say(LOBBY, ALICE, "first", "id"));

        assertThat(outcomes.get(1).message().seq()).isEqualTo(2);
        assertThat(store().head(LOBBY)).isEqualTo(2);
        assertThat(seqs(all(LOBBY))).containsExactly(1L, 2L);
    }

    @Test
    @DisplayName("N5 - conversations whose names resemble each other stay apart")
    void rule_N5_similar_conversations_stay_apart() {
        UserId ab = UserId.of("a.b");
        UserId axb = UserId.of("axb");
        UserId underscore = UserId.of("a_b");
        List<ConversationId> conversations = List.of(
                LOBBY,
                ConversationId.group("lobby"),
                ConversationId.group("a_b"),
                ConversationId.group("axb"),
                ConversationId.group("a.b"),
                ConversationId.group("a-b"),
                ConversationId.group("private"),
                ConversationId.between(ab, axb),
                ConversationId.between(ab, underscore),
                ConversationId.between(axb, underscore),
                ConversationId.between(ab, ab),
                ConversationId.between(UserId.of("a"), UserId.of("bc")),
                ConversationId.between(UserId.of("ab"), UserId.of("c")));
        for (ConversationId conversation : conversations) {
            commit(say(conversation, ALICE, "in " + conversation.key()));
        }
        for (ConversationId conversation : conversations) {
            assertThat(texts(all(conversation))).containsExactly("in " + conversation.key());
            assertThat(store().head(conversation)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("N6 - a conversation is the same whatever the spelling of its names")
    void rule_N6_spelling_does_not_matter() {
        commit(say(ConversationId.group("Dev"), ALICE, "one"));
        commit(say(ConversationId.group("dEV"), ALICE, "two"));
        commit(say(ConversationId.between(UserId.of("ALICE"), UserId.of("Bob")), BOB, "three"));

        assertThat(texts(all(DEV))).containsExactly("one", "two");
        assertThat(texts(all(ConversationId.between(UserId.of("BOB"), UserId.of("aLiCe")))))
                .containsExactly("three");
    }

    @Test
    @DisplayName("D1 - a sender's client id is stored once: a later batch gets the first message back")
    void rule_D1_a_known_client_id_is_not_stored_again() {
        Message first = commit(say(LOBBY, ALICE, "text", "id")).get(0).message();
        Outcome second = commit(say(LOBBY, ALICE, "text", "id")).get(0);

        assertThat(second.duplicate()).isTrue();
        assertSame(List.of(second.message()), List.of(first));
        assertSame(all(LOBBY), List.of(first));
    }

    @Test
    @DisplayName("D2 - the same holds within a batch")
    void rule_D2_within_a_batch_too() {
        List<Outcome> outcomes =
                commit(say(LOBBY, ALICE, "text", "id"), say(LOBBY, BOB, "other"), say(LOBBY, ALICE, "text", "id"));

        assertThat(outcomes).extracting(Outcome::duplicate).containsExactly(false, false, true);
        assertSame(List.of(outcomes.get(2).message()), List.of(outcomes.get(0).message()));
        assertThat(texts(all(LOBBY))).containsExactly("text", "other");
    }

    @Test
    @DisplayName("D3 - the first message comes back even where text, time or conversation differ")
    void rule_D3_the_first_message_comes_back_whatever_was_sent() {
        Message first = commit(say(ALICE_AND_BOB, ALICE, "text", "id")).get(0).message();
        Append other = new Append(LOBBY, ALICE, NOON.plusSeconds(5), "other text", "id");

        for (Outcome outcome :
                List.of(commit(other).get(0), commit(say(DEV, BOB, "x"), other).get(1))) {
            assertThat(outcome.duplicate()).isTrue();
            assertSame(List.of(outcome.message()), List.of(first));
        }
        assertThat(store().head(LOBBY)).isZero();
        assertThat(all(LOBBY)).isEmpty();
    }

    @Test
    @DisplayName("D4 - a client id belongs to its sender, whatever the sender's spelling")
    void rule_D4_a_client_id_belongs_to_its_sender() {
        List<Outcome> outcomes = commit(
                say(LOBBY, ALICE, "text", "id"),
                say(LOBBY, BOB, "text", "id"),
                say(LOBBY, UserId.of("aLICE"), "t", "id"));
        Outcome later = commit(say(LOBBY, UserId.of("ALICE"), "text", "id")).get(0);

        assertThat(outcomes).extracting(Outcome::duplicate).containsExactly(false, false, true);
        assertThat(later.duplicate()).isTrue();
        assertThat(later.message().seq()).isEqualTo(1);
    }

    @Test
    @DisplayName("D5 - client ids are compared character by character")
    void rule_D5_client_ids_are_compared_exactly() {
        List<String> ids = List.of(
                "id", "ID", "id ", "i_", "i%", "'", "\"; --", "é", "e\u0301", "😀", "x".repeat(63), "x".repeat(64));
        for (String id : ids) {
            assertThat(commit(say(LOBBY, ALICE, id, id)).get(0).duplicate())
                    .as("%s", id)
                    .isFalse();
        }
        for (int i = 0; i < ids.size(); i++) {
            Outcome again = commit(say(LOBBY, ALICE, "again", ids.get(i))).get(0);
            assertThat(again.duplicate()).isTrue();
            assertThat(again.message().seq()).isEqualTo(i + 1L);
        }
    }

    @Test
    @DisplayName("D6 - without a client id nothing is a duplicate")
    void rule_D6_without_a_client_id_nothing_is_a_duplicate() {
        List<Outcome> outcomes = new ArrayList<>(commit(say(LOBBY, ALICE, "same"), say(LOBBY, ALICE, "same")));
        outcomes.addAll(commit(say(LOBBY, ALICE, "same")));

        assertThat(outcomes).noneMatch(Outcome::duplicate);
        assertThat(texts(all(LOBBY))).containsExactly("same", "same", "same");
    }

    @Test
    @DisplayName("D7 - of batches that send one client id at once, to several conversations, one stores it")
    void rule_D7_one_of_several_at_once_stores_it() throws Exception {
        int rounds = 30;
        List<ConversationId> conversations = List.of(LOBBY, DEV, ALICE_AND_BOB);
        CyclicBarrier together = new CyclicBarrier(conversations.size());
        List<Callable<List<Outcome>>> lanes = new ArrayList<>();
        for (ConversationId conversation : conversations) {
            lanes.add(() -> {
                List<Outcome> outcomes = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    together.await(30, TimeUnit.SECONDS);
                    outcomes.addAll(commit(say(conversation, ALICE, conversation.key(), "id" + i)));
                }
                return outcomes;
            });
        }
        List<List<Outcome>> perLane = Together.run(lanes);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            List<Outcome> outcomes =
                    perLane.stream().map(lane -> lane.get(round)).toList();
            assertThat(outcomes).filteredOn(outcome -> !outcome.duplicate()).hasSize(1);
            assertThat(outcomes)
                    .extracting(Outcome::message)
                    .containsOnly(outcomes.get(0).message());
        }
        assertThat(conversations.stream().mapToLong(store()::head).sum()).isEqualTo(rounds);
    }

    @Test
    @DisplayName("V1 - what was said comes back verbatim, whatever the characters")
    void rule_V1_texts_come_back_verbatim() {
        List<String> texts = List.of(
                " ",
                "'; DROP TABLE message; --",
                "100%_\\'\"`$?1:name@x",
                "tab\tline\nline",
                "<script>alert(1)</script>",
                "emoji 😀 👩‍👩‍👧 🇨🇭",
                "right to left \u202Eשלום مرحبا",
                "separators \u2028 \u2029 \u00A0 \u200B \uFEFF",
                "composed é, decomposed e\u0301",
                "highest \uDBFF\uDFFF, unassigned \uFFFF \uFFFE",
                "trailing space ",
                "İıſK");
        for (String text : texts) {
            commit(say(LOBBY, ALICE, text));
        }
        assertThat(texts(all(LOBBY))).containsExactlyElementsOf(texts);
    }

    @Test
    @DisplayName("V2 - long texts come back whole")
    void rule_V2_long_texts_come_back_whole() {
        List<String> texts =
                List.of("x".repeat(8_192), "😀".repeat(2_048), "é".repeat(4_096), "ab\n".repeat(100_000), "short");
        store().commit(texts.stream().map(text -> say(LOBBY, ALICE, text)).toList());

        assertThat(texts(all(LOBBY)).equals(texts)).as("texts come back whole").isTrue();
    }

    @Test
    @DisplayName("V3 - times come back to the millisecond")
    void rule_V3_times_come_back_to_the_millisecond() {
        List<Instant> times = List.of(
                NOON,
                NOON.plusMillis(1),
                NOON.minusSeconds(3_600),
                Instant.EPOCH,
                Instant.ofEpochMilli(-1),
                Instant.parse("2100-12-31T23:59:59.999Z"));
        List<Append> batch = new ArrayList<>();
        times.forEach(time -> batch.add(new Append(LOBBY, ALICE, time, "text", null)));

        assertThat(store().commit(batch))
                .extracting(outcome -> outcome.message().time())
                .containsExactlyElementsOf(times);
        assertThat(all(LOBBY)).extracting(Message::time).containsExactlyElementsOf(times);
    }

    @Test
    @DisplayName("V4 - senders come back as they are spelled")
    void rule_V4_senders_come_back_as_they_are_spelled() {
        List<String> names = List.of("Alice", "bob", "X.y_Z-9", "0", "A".repeat(32));
        for (String name : names) {
            commit(say(LOBBY, UserId.of(name), "text"));
        }
        assertThat(all(LOBBY)).extracting(message -> message.from().name()).containsExactlyElementsOf(names);
    }

    @Test
    @DisplayName("H1 - the newest page is the newest messages, oldest first, and tells of older ones")
    void rule_H1_the_newest_page() {
        store(10);

        assertPage(PageRequest.newest(), 3, true, 8, 9, 10);
        assertPage(PageRequest.newest(), 9, true, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertPage(PageRequest.newest(), 10, false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertPage(PageRequest.newest(), 1, true, 10);
    }

    @Test
    @DisplayName("H2 - a page before a number is the newest messages below it, and tells of older ones")
    void rule_H2_a_page_before_a_number() {
        store(10);

        assertPage(PageRequest.before(8), 3, true, 5, 6, 7);
        assertPage(PageRequest.before(4), 3, false, 1, 2, 3);
        assertPage(PageRequest.before(5), 3, true, 2, 3, 4);
        assertPage(PageRequest.before(2), 3, false, 1);
        assertPage(PageRequest.before(11), 2, true, 9, 10);
    }

    @Test
    @DisplayName("H3 - a page after a number is the oldest messages above it, and tells of newer ones")
    void rule_H3_a_page_after_a_number() {
        store(10);

        assertPage(PageRequest.after(0), 3, true, 1, 2, 3);
        assertPage(PageRequest.after(3), 3, true, 4, 5, 6);
        assertPage(PageRequest.after(7), 3, false, 8, 9, 10);
        assertPage(PageRequest.after(6), 3, true, 7, 8, 9);
        assertPage(PageRequest.after(9), 3, false, 10);
    }

    @Test
    @DisplayName("H4 - a page beyond either end is empty and tells of none; a limit may exceed what there is")
    void rule_H4_the_edges() {
        store(3);

        assertPage(PageRequest.before(0), 5, false);
        assertPage(PageRequest.before(1), 5, false);
        assertPage(PageRequest.before(1_000), 5, false, 1, 2, 3);
        assertPage(PageRequest.before(Long.MAX_VALUE), 2, true, 2, 3);
        assertPage(PageRequest.after(3), 5, false);
        assertPage(PageRequest.after(4), 5, false);
        assertPage(PageRequest.after(1L << 40), 5, false);
        assertPage(PageRequest.after(Long.MAX_VALUE), 5, false);
        assertPage(PageRequest.newest(), Integer.MAX_VALUE, false, 1, 2, 3);
        assertPage(PageRequest.after(1), Integer.MAX_VALUE, false, 2, 3);
        assertPage(PageRequest.before(3), Integer.MAX_VALUE, false, 1, 2);
    }

    @Test
    @DisplayName("H5 - a conversation in which nothing was said is empty, and stays so when it is read")
    void rule_H5_an_unknown_conversation_is_empty() {
        for (PageRequest page : List.of(PageRequest.newest(), PageRequest.before(5), PageRequest.after(0))) {
            assertThat(page(DEV, page, 10)).isEqualTo(new HistoryPage(List.of(), false));
        }
        assertThat(store().head(DEV)).isZero();
        assertThat(commit(say(DEV, ALICE, "first")).get(0).message().seq()).isEqualTo(1);
    }

    @Test
    @DisplayName("H6 - page by page, in either direction, every message comes once")
    void rule_H6_paging_finds_every_message_once() {
        store(23);

        List<Long> forwards = new ArrayList<>();
        HistoryPage page = page(LOBBY, PageRequest.after(0), 5);
        forwards.addAll(seqs(page.messages()));
        while (page.more()) {
            page = page(LOBBY, PageRequest.after(forwards.get(forwards.size() - 1)), 5);
            forwards.addAll(seqs(page.messages()));
        }
        List<Long> backwards = new ArrayList<>();
        page = page(LOBBY, PageRequest.newest(), 4);
        backwards.addAll(0, seqs(page.messages()));
        while (page.more()) {
            page = page(LOBBY, PageRequest.before(backwards.get(0)), 4);
            backwards.addAll(0, seqs(page.messages()));
        }
        List<Long> everything = LongStream.rangeClosed(1, 23).boxed().toList();
        assertThat(forwards).isEqualTo(everything);
        assertThat(backwards).isEqualTo(everything);
    }

    @Test
    @DisplayName("H7 - every thread sees a commit that has returned, at once")
    void rule_H7_a_commit_is_seen_when_it_returns() throws Exception {
        for (long i = 1; i <= 50; i++) {
            commit(say(LOBBY, ALICE, "text " + i));
            long seq = i;
            Together.run(List.of(() -> {
                assertThat(store().head(LOBBY)).isEqualTo(seq);
                assertThat(texts(page(LOBBY, PageRequest.newest(), 1).messages()))
                        .containsExactly("text " + seq);
                return seq;
            }));
        }
    }

    @Test
    @DisplayName("H8 - the head is the number of the newest message")
    void rule_H8_the_head_is_the_newest_number() {
        assertThat(store().head(LOBBY)).isZero();
        store(3);
        commit(say(DEV, ALICE, "elsewhere"));

        assertThat(store().head(LOBBY)).isEqualTo(3);
        assertThat(store().head(DEV)).isEqualTo(1);
    }

    @Test
    @DisplayName("H9 - a page that was read does not change")
    void rule_H9_a_page_does_not_change() {
        store(3);
        HistoryPage before = page(LOBBY, PageRequest.newest(), 10);
        store(2);

        assertThat(seqs(before.messages())).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("P1 - conversations committed and read at once stay whole: no gap, no step back")
    void rule_P1_conversations_at_once_stay_whole() throws Exception {
        int batches = 60;
        List<ConversationId> conversations = List.of(LOBBY, DEV, ALICE_AND_BOB);
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Long>> work = new ArrayList<>();
        for (ConversationId conversation : conversations) {
            work.add(() -> {
                long head = 0;
                for (int i = 0; i < batches; i++) {
                    Append[] batch = new Append[1 + i % 3];
                    Arrays.setAll(batch, k -> say(conversation, k == 0 ? ALICE : BOB, conversation.key()));
                    for (Outcome outcome : commit(batch)) {
                        assertThat(outcome.message().seq()).isEqualTo(++head);
                    }
                }
                return head;
            });
        }
        for (int i = 0; i < 2; i++) {
            ConversationId conversation = conversations.get(i);
            work.add(() -> {
                long seen = 0;
                while (!done.get()) {
                    List<Message> messages =
                            page(conversation, PageRequest.after(seen), 50).messages();
                    for (Message message : messages) {
                        assertThat(message.seq()).isEqualTo(++seen);
                        assertThat(message.text()).isEqualTo(conversation.key());
                    }
                    assertThat(store().head(conversation)).isGreaterThanOrEqualTo(seen);
                }
                return seen;
            });
        }
        Together.runUntilFirst(work, conversations.size(), () -> done.set(true));

        for (ConversationId conversation : conversations) {
            assertThat(seqs(all(conversation)))
                    .isEqualTo(LongStream.rangeClosed(1, batches * 2L).boxed().toList());
        }
    }

    @Test
    @DisplayName("E1 - the epoch is 1-64 of A-Z a-z 0-9 -, always the same, and another for every store")
    void rule_E1_the_epoch_names_the_store() throws Exception {
        String epoch = store().epoch();
        store(1);

        assertThat(epoch).matches("[A-Za-z0-9-]{1,64}");
        assertThat(store().epoch()).isEqualTo(epoch);
        assertThat(tracked(open()).epoch()).isNotEqualTo(epoch);
    }

    @Test
    @DisplayName("R1 - what was committed is there when the store is opened again, and the numbers go on")
    void rule_R1_messages_outlive_the_store() throws Exception {
        List<Message> before = messages(commit(say(LOBBY, ALICE, "one"), say(LOBBY, BOB, "two 😀")));
        Message elsewhere = commit(say(ALICE_AND_BOB, BOB, "three")).get(0).message();

        reopenOrAbort();

        assertSame(all(LOBBY), before);
        assertSame(all(ALICE_AND_BOB), List.of(elsewhere));
        assertThat(store().head(LOBBY)).isEqualTo(2);
        assertThat(commit(say(LOBBY, ALICE, "four")).get(0).message().seq()).isEqualTo(3);
    }

    @Test
    @DisplayName("R2 - client ids are known when the store is opened again")
    void rule_R2_client_ids_outlive_the_store() throws Exception {
        Message first = commit(say(DEV, ALICE, "text", "id")).get(0).message();

        reopenOrAbort();
        Outcome again = commit(say(DEV, ALICE, "text", "id")).get(0);

        assertThat(again.duplicate()).isTrue();
        assertSame(List.of(again.message()), List.of(first));
        assertThat(store().head(DEV)).isEqualTo(1);
    }

    @Test
    @DisplayName("R3 - the epoch is the same when the store is opened again")
    void rule_R3_the_epoch_outlives_the_store() throws Exception {
        String epoch = store().epoch();

        reopenOrAbort();

        assertThat(store().epoch()).isEqualTo(epoch);
    }

    @Test
    @DisplayName("X1 - close may be called twice")
    void rule_X1_close_may_be_called_twice() {
        store(1);
        store().close();
        store().close();
    }

    @Test
    @DisplayName("X2 - a closed store answers every call with a StoreException and stores nothing")
    void rule_X2_a_closed_store_throws() {
        store(1);
        store().close();

        assertThatThrownBy(() -> commit(say(LOBBY, ALICE, "text"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> page(LOBBY, PageRequest.newest(), 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().head(LOBBY)).isInstanceOf(StoreException.class);
    }

    @Test
    @DisplayName("X3 - an interrupt neither fails a call nor spoils the store, and is still set afterwards")
    void rule_X3_an_interrupt_does_no_harm() throws Exception {
        Together.run(List.of(() -> {
            Thread.currentThread().interrupt();
            store(2);
            assertThat(all(LOBBY)).hasSize(2);
            assertThat(Thread.interrupted()).as("interrupted").isTrue();
            return true;
        }));
        store(1);
        assertThat(seqs(all(LOBBY))).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("M1 - a random history of calls answers as a simple model does")
    void rule_M1_random_calls_answer_like_the_model() throws Exception {
        long seed = Seed.next();
        try {
            new ConversationStoreWalk(new Random(seed)).walk(400, this::store, this::reopenIfDurable);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -D" + Seed.PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }

    private ConversationStore store() {
        ConversationStore store = underTest;
        if (store == null) {
            throw new IllegalStateException("no test runs");
        }
        return store;
    }

    private ConversationStore tracked(ConversationStore store) {
        opened.add(store);
        return store;
    }

    private boolean reopenIfDurable() throws Exception {
        store().close();
        Optional<ConversationStore> reopened = reopen(store());
        reopened.ifPresent(store -> underTest = tracked(store));
        return reopened.isPresent();
    }

    private void reopenOrAbort() throws Exception {
        assumeTrue(reopenIfDurable(), "this store's content ends with it");
    }

    private static Append say(ConversationId conversation, UserId from, String text) {
        return new Append(conversation, from, NOON, text, null);
    }

    private static Append say(ConversationId conversation, UserId from, String text, String clientId) {
        return new Append(conversation, from, NOON, text, clientId);
    }

    private List<Outcome> commit(Append... batch) {
        return store().commit(List.of(batch));
    }

    /** Stores {@code count} messages in the lobby. */
    private void store(int count) {
        Append[] batch = new Append[count];
        Arrays.setAll(batch, i -> say(LOBBY, ALICE, "message"));
        commit(batch);
    }

    private HistoryPage page(ConversationId conversation, PageRequest page, int limit) {
        return store().history(conversation, page, limit);
    }

    private List<Message> all(ConversationId conversation) {
        return page(conversation, PageRequest.after(0), 10_000).messages();
    }

    private void assertPage(PageRequest request, int limit, boolean more, long... seqs) {
        HistoryPage page = page(LOBBY, request, limit);
        assertThat(seqs(page.messages()))
                .as("%s limit %d", request, limit)
                .isEqualTo(LongStream.of(seqs).boxed().toList());
        assertThat(page.more()).as("more of %s limit %d", request, limit).isEqualTo(more);
    }

    private static void assertStored(Message message, Append append, long seq) {
        assertSame(
                List.of(message),
                List.of(new Message(append.conversation(), seq, append.time(), append.from(), append.text())));
    }

    private static void assertSame(List<Message> actual, List<Message> expected) {
        assertThat(actual).isEqualTo(expected);
        // Users are equal whatever their spelling; what is shown is the spelling.
        assertThat(actual)
                .extracting(message -> message.from().name())
                .isEqualTo(
                        expected.stream().map(message -> message.from().name()).toList());
    }

    private static List<Message> messages(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::message).toList();
    }

    private static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }
}
