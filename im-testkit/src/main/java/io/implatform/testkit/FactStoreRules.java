package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.Message.State;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replies, edits and deletions (F). */
abstract class FactStoreRules extends MessageStoreRules {

    private static void assertIs(Message message, State state, String text) {
        assertThat(message.state()).as("state of %s", message).isEqualTo(state);
        assertThat(message.text()).as("text of %s", message).isEqualTo(text);
    }

    @Test
    @DisplayName("F1 - an edit takes the next number, and the text it is about is the newest one from then on")
    void rule_F1_an_edit_changes_the_text() {
        Message first = stored(commit(say(LOBBY, ALICE, "helo")).get(0));
        Write.Append correction = edit(LOBBY, ALICE, 1, "hello");
        Message fact = stored(commit(correction).get(0));

        assertStored(fact, correction, 2);
        for (Message now : List.of(all(LOBBY).get(0), everything(LOBBY).get(0), message(LOBBY, 1))) {
            assertIs(now, State.EDITED, "hello");
            assertThat(List.of(now.seq(), now.time(), now.from().name(), now.kind(), now.refersTo()))
                    .isEqualTo(List.of(1L, first.time(), "Alice", Kind.TEXT, 0L));
        }
        commit(edit(LOBBY, ALICE, 1, "hello!"));
        assertIs(message(LOBBY, 1), State.EDITED, "hello!");
        assertThat(store().head(LOBBY)).isEqualTo(3);
    }

    @Test
    @DisplayName("F2 - a deletion takes the next number, and the text it is about is empty from then on")
    void rule_F2_a_deletion_empties_the_text() {
        commit(say(LOBBY, ALICE, "one"), say(LOBBY, ALICE, "two"));
        Write.Append deletion = delete(LOBBY, BOB, 1);
        Message fact = stored(commit(deletion).get(0));

        assertStored(fact, deletion, 3);
        for (Message now : List.of(all(LOBBY).get(0), everything(LOBBY).get(0), message(LOBBY, 1))) {
            assertIs(now, State.DELETED, "");
            assertThat(now.from().name()).isEqualTo("Alice");
        }
        assertIs(message(LOBBY, 2), State.ORIGINAL, "two");
    }

    @Test
    @DisplayName("F3 - a reply keeps the number that it answers, through edits and a deletion of either")
    void rule_F3_a_reply_keeps_what_it_answers() {
        Write.Append reply = reply(LOBBY, BOB, 1, "answer");
        List<Outcome> outcomes = commit(say(LOBBY, ALICE, "question"), reply, reply(LOBBY, ALICE, 2, "thanks"));

        assertStored(stored(outcomes.get(1)), reply, 2);
        assertThat(all(LOBBY)).extracting(Message::refersTo).containsExactly(0L, 1L, 2L);
        assertThat(all(LOBBY)).extracting(Message::state).containsOnly(State.ORIGINAL);

        commit(edit(LOBBY, BOB, 2, "Answer"), delete(LOBBY, ALICE, 1));
        assertThat(message(LOBBY, 2).refersTo()).isEqualTo(1);
        commit(delete(LOBBY, BOB, 2));
        assertThat(message(LOBBY, 2).refersTo()).isEqualTo(1);
        assertThat(message(LOBBY, 3).refersTo()).isEqualTo(2);
    }

    @Test
    @DisplayName("F4 - what an append refers to is a text of that conversation, or it is GONE and takes no number")
    void rule_F4_what_is_referred_to_is_there() {
        commit(say(LOBBY, ALICE, "text"), edit(LOBBY, ALICE, 1, "new"), say(LOBBY, ALICE, "gone"));
        commit(delete(LOBBY, ALICE, 3), say(ALICE_AND_BOB, ALICE, "elsewhere"));
        List<Message> before = everything(LOBBY);

        for (long seq : new long[] {2, 3, 4, 5, 6, 1L << 40, Long.MAX_VALUE}) {
            assertThat(results(reply(LOBBY, ALICE, seq, "x"), edit(LOBBY, ALICE, seq, "x"), delete(LOBBY, ALICE, seq)))
                    .as("about %d", seq)
                    .containsOnly(Result.GONE);
        }
        assertThat(results(edit(LOBBY, ALICE, 0, "x"), delete(LOBBY, ALICE, 0))).containsOnly(Result.GONE);
        assertThat(results(edit(ALICE_AND_BOB, ALICE, 2, "x"), edit(BOB_AND_CAROL, ALICE, 1, "x")))
                .containsOnly(Result.GONE);
        assertThat(commit(edit(LOBBY, ALICE, 9, "x"))).containsExactly(Outcome.of(Result.GONE));
        assertSame(everything(LOBBY), before);
        assertThat(store().head(LOBBY)).isEqualTo(4);
        assertThat(store().head(BOB_AND_CAROL)).isZero();
    }

    @Test
    @DisplayName("F5 - within a batch each write sees those before it")
    void rule_F5_a_batch_sees_itself() {
        List<Result> results = results(
                say(LOBBY, ALICE, "one"),
                edit(LOBBY, ALICE, 1, "two"),
                reply(LOBBY, BOB, 1, "reply"),
                edit(LOBBY, ALICE, 1, "three"),
                delete(LOBBY, ALICE, 1),
                edit(LOBBY, ALICE, 1, "four"),
                delete(LOBBY, ALICE, 1),
                reply(LOBBY, BOB, 1, "late"),
                reply(LOBBY, BOB, 6, "early"),
                say(LOBBY, ALICE, "last"));

        assertThat(results)
                .containsExactly(
                        Result.DONE,
                        Result.DONE,
                        Result.DONE,
                        Result.DONE,
                        Result.DONE,
                        Result.GONE,
                        Result.GONE,
                        Result.GONE,
                        Result.GONE,
                        Result.DONE);
        assertThat(texts(all(LOBBY))).containsExactly("", "reply", "last");
        assertThat(seqs(all(LOBBY))).containsExactly(1L, 3L, 6L);
    }

    @Test
    @DisplayName("F6 - history is texts alone: facts take no room in a page, and are no reason for another")
    void rule_F6_history_is_texts_alone() {
        commit(say(LOBBY, ALICE, "1"), edit(LOBBY, ALICE, 1, "one"), edit(LOBBY, ALICE, 1, "ONE"));
        commit(say(LOBBY, ALICE, "4"), say(LOBBY, ALICE, "5"), delete(LOBBY, ALICE, 5), say(LOBBY, ALICE, "7"));
        commit(edit(LOBBY, ALICE, 7, "seven"), edit(LOBBY, ALICE, 7, "SEVEN"));

        assertPage(PageRequest.newest(), 2, true, 5, 7);
        assertPage(PageRequest.newest(), 4, false, 1, 4, 5, 7);
        assertPage(PageRequest.before(4), 1, false, 1);
        assertPage(PageRequest.before(7), 2, true, 4, 5);
        assertPage(PageRequest.after(1), 2, true, 4, 5);
        assertPage(PageRequest.after(2), 3, false, 4, 5, 7);
        assertPage(PageRequest.after(7), 1, false);
        assertThat(texts(all(LOBBY))).containsExactly("ONE", "4", "", "SEVEN");
    }

    @Test
    @DisplayName("F7 - since a number there is everything: texts in their newest state, and facts")
    void rule_F7_since_is_everything() {
        commit(say(LOBBY, ALICE, "1"), edit(LOBBY, ALICE, 1, "one"), say(LOBBY, BOB, "3"), delete(LOBBY, BOB, 3));
        commit(reply(LOBBY, BOB, 1, "5"), say(ALICE_AND_BOB, ALICE, "not here"));

        List<Message> found = everything(LOBBY);
        assertThat(seqs(found)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(texts(found)).containsExactly("one", "one", "", "", "5");
        assertThat(found)
                .extracting(Message::kind)
                .containsExactly(Kind.TEXT, Kind.EDIT, Kind.TEXT, Kind.DELETION, Kind.TEXT);
        assertThat(found).extracting(Message::refersTo).containsExactly(0L, 1L, 0L, 3L, 1L);
        assertSince(0, 2, true, 1, 2);
        assertSince(2, 2, true, 3, 4);
        assertSince(2, 3, false, 3, 4, 5);
        assertSince(4, Integer.MAX_VALUE, false, 5);
        assertSince(5, 1, false);
        assertSince(Long.MAX_VALUE, 1, false);
        assertThat(store().since(BOB_AND_CAROL, 0, 5)).isEqualTo(new HistoryPage(List.of(), false));
    }

    private void assertSince(long seq, int limit, boolean more, long... seqs) {
        HistoryPage page = store().since(LOBBY, seq, limit);
        assertThat(seqs(page.messages()).stream().mapToLong(it -> it).toArray())
                .as("since %d limit %d", seq, limit)
                .isEqualTo(seqs);
        assertThat(page.more()).as("more since %d limit %d", seq, limit).isEqualTo(more);
    }

    @Test
    @DisplayName("F8 - a message is found by its number, text or fact, and no other is")
    void rule_F8_a_message_is_found_by_its_number() {
        commit(say(LOBBY, ALICE, "text"), edit(LOBBY, ALICE, 1, "new"), delete(LOBBY, ALICE, 1));

        assertSame(List.of(message(LOBBY, 1), message(LOBBY, 2), message(LOBBY, 3)), everything(LOBBY));
        for (long seq : new long[] {0, 4, Long.MAX_VALUE}) {
            assertThat(store().message(LOBBY, seq)).isEmpty();
        }
        assertThat(store().message(ALICE_AND_BOB, 1)).isEmpty();
    }

    @Test
    @DisplayName("F9 - what is sent again is told what was sent first, edited or not")
    void rule_F9_a_duplicate_is_told_what_was_sent_first() {
        Message first = stored(commit(say(LOBBY, ALICE, "helo", "id")).get(0));
        Write.Append correction = withId(edit(LOBBY, ALICE, 1, "hello"), "id2");
        Message fact = stored(commit(correction).get(0));
        commit(edit(LOBBY, ALICE, 1, "hello!"));

        List<Outcome> again = commit(say(LOBBY, ALICE, "helo", "id"), correction);
        assertThat(again).allMatch(ConversationStoreSetting::isDuplicate);
        assertSame(messages(again), List.of(first, fact));

        Write.Append deletion = withId(delete(LOBBY, ALICE, 1), "id3");
        Message end = stored(commit(deletion).get(0));
        assertSame(messages(commit(deletion)), List.of(end));
        assertThat(store().head(LOBBY)).isEqualTo(4);
    }

    @Test
    @DisplayName("F10 - what a deleted message said is in no answer any more, in whatever edit it was")
    void rule_F10_a_deleted_text_is_nowhere() {
        Write.Append secret = say(LOBBY, ALICE, "secret one", "id1");
        Write.Append edited = withId(edit(LOBBY, ALICE, 1, "secret two"), "id2");
        commit(secret, edited);
        commit(edit(LOBBY, ALICE, 1, "secret three"), reply(LOBBY, BOB, 1, "that stays"));
        assertThat(results(withId(say(LOBBY, ALICE, "secret"), "id4"), withId(delete(LOBBY, ALICE, 1), "id3")))
                .containsOnly(Result.DONE);
        List<Outcome> again = commit(secret, edited, withId(delete(LOBBY, ALICE, 5), "id5"), secret);
        again = new ArrayList<>(again);
        again.addAll(commit(say(LOBBY, ALICE, "secret", "id4"), secret, edited));

        List<Message> answers = new ArrayList<>(everything(LOBBY));
        answers.addAll(all(LOBBY));
        answers.addAll(messages(again));
        answers.add(message(LOBBY, 2));
        assertThat(answers).extracting(Message::text).containsOnly("", "that stays");
        assertThat(again)
                .extracting(Outcome::result)
                .filteredOn(Result.DUPLICATE::equals)
                .hasSize(6);
        assertIs(stored(again.get(0)), State.DELETED, "");
    }

    @Test
    @DisplayName("F11 - of several who delete a message at once, one does")
    void rule_F11_one_of_several_at_once_deletes() throws Exception {
        int rounds = 20;
        int threads = 3;
        store(rounds);
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Callable<List<Result>>> attempts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            attempts.add(() -> {
                List<Result> told = new ArrayList<>();
                for (int i = 1; i <= rounds; i++) {
                    together.await(30, TimeUnit.SECONDS);
                    told.addAll(results(delete(LOBBY, ALICE, i)));
                }
                return told;
            });
        }
        List<List<Result>> told = Together.run(attempts);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            assertThat(told.stream().map(results -> results.get(round)))
                    .containsExactlyInAnyOrder(Result.DONE, Result.GONE, Result.GONE);
        }
        assertThat(store().head(LOBBY)).isEqualTo(2L * rounds);
    }

    @Test
    @DisplayName("F12 - facts of a long conversation, in batches of any size, find their texts")
    void rule_F12_facts_find_their_texts_in_long_batches() {
        for (ConversationId conversation : List.of(LOBBY, ALICE_AND_BOB)) {
            List<Write> batch = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                batch.add(say(conversation, ALICE, "text " + i));
            }
            for (int i = 1; i <= 300; i += 3) {
                batch.add(edit(conversation, ALICE, i, "edited " + i));
                batch.add(say(conversation, BOB, "between"));
                batch.add(delete(conversation, ALICE, i + 1));
                batch.add(reply(conversation, BOB, i + 2, "reply " + i));
            }
            List<Outcome> outcomes = store().commit(batch);

            assertThat(outcomes).extracting(Outcome::result).containsOnly(Result.DONE);
            List<Message> found = everything(conversation);
            assertThat(seqs(found)).isEqualTo(seqs(messages(outcomes)));
            for (int i = 0; i < 300; i++) {
                String text =
                        List.of("edited " + (i + 1), "", "text " + (i + 1)).get(i % 3);
                assertIs(
                        found.get(i),
                        List.of(State.EDITED, State.DELETED, State.ORIGINAL).get(i % 3),
                        text);
            }
        }
    }
}
