package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Numbers (N), sending twice (D), values (V) and history (H). */
abstract class MessageStoreRules extends ConversationStoreSetting {
    @Test
    @DisplayName("N1 - the messages of a conversation are numbered 1, 2, 3, … with no gap")
    void rule_N1_numbers_are_given_1_2_3_without_gap() {
        for (long seq = 1; seq <= 5; seq++) {
            assertThat(stored(commit(say(LOBBY, ALICE, "message")).get(0)).seq())
                    .isEqualTo(seq);
        }
        assertThat(seqs(all(LOBBY))).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    @DisplayName("N2 - each conversation numbers for itself")
    void rule_N2_each_conversation_numbers_for_itself() {
        List<Outcome> outcomes = commit(
                say(LOBBY, ALICE, "a"),
                say(BOB_AND_CAROL, ALICE, "b"),
                say(LOBBY, BOB, "c"),
                say(ALICE_AND_BOB, BOB, "d"));

        assertThat(outcomes).extracting(outcome -> stored(outcome).seq()).containsExactly(1L, 1L, 2L, 1L);
        assertThat(stored(commit(say(BOB_AND_CAROL, BOB, "e")).get(0)).seq()).isEqualTo(2);
    }

    @Test
    @DisplayName("N3 - a batch of any size is numbered in its order, one outcome an append")
    void rule_N3_a_batch_is_numbered_in_its_order() {
        long head = 0;
        for (int size : new int[] {1, 2, 3, 7, 63, 64, 65, 255, 256, 257, 1_000}) {
            List<Write.Append> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                batch.add(say(LOBBY, i % 2 == 0 ? ALICE : BOB, size + "/" + i));
            }
            List<Outcome> outcomes = store().commit(batch);

            assertThat(outcomes).hasSize(size);
            for (int i = 0; i < size; i++) {
                assertThat(isDuplicate(outcomes.get(i))).isFalse();
                assertStored(stored(outcomes.get(i)), batch.get(i), ++head);
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

        assertThat(stored(outcomes.get(1)).seq()).isEqualTo(2);
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
        commit(say(ConversationId.between(UserId.of("ALICE"), UserId.of("Bob")), BOB, "one"));
        commit(say(ConversationId.between(UserId.of("boB"), UserId.of("alice")), BOB, "two"));

        assertThat(texts(all(ConversationId.between(UserId.of("BOB"), UserId.of("aLiCe")))))
                .containsExactly("one", "two");
    }

    @Test
    @DisplayName("D1 - a sender's client id is stored once: a later batch gets the first message back")
    void rule_D1_a_known_client_id_is_not_stored_again() {
        Message first = stored(commit(say(LOBBY, ALICE, "text", "id")).get(0));
        Outcome second = commit(say(LOBBY, ALICE, "text", "id")).get(0);

        assertThat(isDuplicate(second)).isTrue();
        assertSame(List.of(stored(second)), List.of(first));
        assertSame(all(LOBBY), List.of(first));
    }

    @Test
    @DisplayName("D2 - the same holds within a batch")
    void rule_D2_within_a_batch_too() {
        List<Outcome> outcomes =
                commit(say(LOBBY, ALICE, "text", "id"), say(LOBBY, BOB, "other"), say(LOBBY, ALICE, "text", "id"));

        assertThat(outcomes).extracting(ConversationStoreSetting::isDuplicate).containsExactly(false, false, true);
        assertSame(List.of(stored(outcomes.get(2))), List.of(stored(outcomes.get(0))));
        assertThat(texts(all(LOBBY))).containsExactly("text", "other");
    }

    @Test
    @DisplayName("D3 - the first message comes back even where text, time or conversation differ")
    void rule_D3_the_first_message_comes_back_whatever_was_sent() {
        Message first = stored(commit(say(ALICE_AND_BOB, ALICE, "text", "id")).get(0));
        Write other = new Write.Append(LOBBY, ALICE, NOON.plusSeconds(5), "other text", "id");

        for (Outcome outcome : List.of(
                commit(other).get(0),
                commit(say(BOB_AND_CAROL, BOB, "x"), other).get(1))) {
            assertThat(isDuplicate(outcome)).isTrue();
            assertSame(List.of(stored(outcome)), List.of(first));
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

        assertThat(outcomes).extracting(ConversationStoreSetting::isDuplicate).containsExactly(false, false, true);
        assertThat(isDuplicate(later)).isTrue();
        assertThat(stored(later).seq()).isEqualTo(1);
    }

    @Test
    @DisplayName("D5 - client ids are compared character by character")
    void rule_D5_client_ids_are_compared_exactly() {
        List<String> ids = List.of(
                "id", "ID", "id ", "i_", "i%", "'", "\"; --", "é", "e\u0301", "😀", "x".repeat(63), "x".repeat(64));
        for (String id : ids) {
            assertThat(isDuplicate(commit(say(LOBBY, ALICE, id, id)).get(0)))
                    .as("%s", id)
                    .isFalse();
        }
        for (int i = 0; i < ids.size(); i++) {
            Outcome again = commit(say(LOBBY, ALICE, "again", ids.get(i))).get(0);
            assertThat(isDuplicate(again)).isTrue();
            assertThat(stored(again).seq()).isEqualTo(i + 1L);
        }
    }

    @Test
    @DisplayName("D6 - without a client id nothing is a duplicate")
    void rule_D6_without_a_client_id_nothing_is_a_duplicate() {
        List<Outcome> outcomes = new ArrayList<>(commit(say(LOBBY, ALICE, "same"), say(LOBBY, ALICE, "same")));
        outcomes.addAll(commit(say(LOBBY, ALICE, "same")));

        assertThat(outcomes).noneMatch(ConversationStoreSetting::isDuplicate);
        assertThat(texts(all(LOBBY))).containsExactly("same", "same", "same");
    }

    @Test
    @DisplayName("D7 - of batches that send one client id at once, to several conversations, one stores it")
    void rule_D7_one_of_several_at_once_stores_it() throws Exception {
        int rounds = 30;
        List<ConversationId> conversations = List.of(LOBBY, BOB_AND_CAROL, ALICE_AND_BOB);
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
            assertThat(outcomes).filteredOn(outcome -> !isDuplicate(outcome)).hasSize(1);
            assertThat(outcomes).extracting(ConversationStoreSetting::stored).containsOnly(stored(outcomes.get(0)));
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
        List<Write> batch = new ArrayList<>();
        times.forEach(time -> batch.add(new Write.Append(LOBBY, ALICE, time, "text", null)));

        assertThat(store().commit(batch))
                .extracting(outcome -> stored(outcome).time())
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
            assertThat(page(BOB_AND_CAROL, page, 10)).isEqualTo(new HistoryPage(List.of(), false));
        }
        assertThat(store().head(BOB_AND_CAROL)).isZero();
        assertThat(stored(commit(say(BOB_AND_CAROL, ALICE, "first")).get(0)).seq())
                .isEqualTo(1);
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
        commit(say(BOB_AND_CAROL, ALICE, "elsewhere"));

        assertThat(store().head(LOBBY)).isEqualTo(3);
        assertThat(store().head(BOB_AND_CAROL)).isEqualTo(1);
    }

    @Test
    @DisplayName("H9 - a page that was read does not change")
    void rule_H9_a_page_does_not_change() {
        store(3);
        HistoryPage before = page(LOBBY, PageRequest.newest(), 10);
        store(2);

        assertThat(seqs(before.messages())).containsExactly(1L, 2L, 3L);
    }
}
