package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
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
public abstract class ConversationStoreContract extends ChangeStoreRules {

    /** For those who extend it. */
    protected ConversationStoreContract() {}

    @Test
    @DisplayName("P1 - conversations committed and read at once stay whole: no gap, no step back")
    void rule_P1_conversations_at_once_stay_whole() throws Exception {
        int batches = 60;
        List<ConversationId> conversations = List.of(LOBBY, BOB_AND_CAROL, ALICE_AND_BOB);
        AtomicBoolean done = new AtomicBoolean();
        List<Callable<Long>> work = new ArrayList<>();
        for (ConversationId conversation : conversations) {
            work.add(() -> {
                long head = 0;
                for (int i = 0; i < batches; i++) {
                    Write[] batch = new Write[1 + i % 3];
                    Arrays.setAll(batch, k -> say(conversation, k == 0 ? ALICE : BOB, conversation.key()));
                    for (Outcome outcome : commit(batch)) {
                        assertThat(stored(outcome).seq()).isEqualTo(++head);
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
        Message elsewhere = stored(commit(say(ALICE_AND_BOB, BOB, "three")).get(0));

        reopenOrAbort();

        assertSame(all(LOBBY), before);
        assertSame(all(ALICE_AND_BOB), List.of(elsewhere));
        assertThat(store().head(LOBBY)).isEqualTo(2);
        assertThat(stored(commit(say(LOBBY, ALICE, "four")).get(0)).seq()).isEqualTo(3);
    }

    @Test
    @DisplayName("R2 - client ids are known when the store is opened again")
    void rule_R2_client_ids_outlive_the_store() throws Exception {
        Message first = stored(commit(say(BOB_AND_CAROL, ALICE, "text", "id")).get(0));

        reopenOrAbort();
        Outcome again = commit(say(BOB_AND_CAROL, ALICE, "text", "id")).get(0);

        assertThat(isDuplicate(again)).isTrue();
        assertSame(List.of(stored(again)), List.of(first));
        assertThat(store().head(BOB_AND_CAROL)).isEqualTo(1);
    }

    @Test
    @DisplayName("R3 - the epoch is the same when the store is opened again")
    void rule_R3_the_epoch_outlives_the_store() throws Exception {
        String epoch = store().epoch();

        reopenOrAbort();

        assertThat(store().epoch()).isEqualTo(epoch);
    }

    @Test
    @DisplayName("R4 - edits, deletions and what they are about are there when the store is opened again")
    void rule_R4_facts_outlive_the_store() throws Exception {
        commit(say(LOBBY, ALICE, "one", "id1"), say(LOBBY, ALICE, "two", "id2"), reply(LOBBY, BOB, 1, "three"));
        commit(edit(LOBBY, ALICE, 1, "ONE"), delete(LOBBY, ALICE, 2));
        List<Message> before = everything(LOBBY);

        reopenOrAbort();

        assertSame(everything(LOBBY), before);
        assertThat(texts(messages(commit(say(LOBBY, ALICE, "x", "id1"), say(LOBBY, ALICE, "x", "id2")))))
                .containsExactly("one", "");
        assertThat(results(edit(LOBBY, ALICE, 2, "x"), edit(LOBBY, ALICE, 1, "One")))
                .containsExactly(Outcome.Result.GONE, Outcome.Result.DONE);
    }

    @Test
    @DisplayName("R5 - groups are there when the store is opened again, with their versions and names")
    void rule_R5_groups_outlive_the_store() throws Exception {
        found(DEV, false);
        Group before = changed(
                DEV,
                new GroupChange.SetMember(CAROL, Role.MODERATOR),
                new GroupChange.SetMember(BOB, Role.MEMBER),
                new GroupChange.Invite(UserId.of("Dora")),
                new GroupChange.SetTopic("topic"));

        reopenOrAbort();

        assertGroup(group(DEV), before);
        assertThat(store().publicGroup("dEV")).contains(DEV);
        assertThat(results(
                        new Write.FoundGroup(Group.founded(id("x", "DEV"), false, BOB)),
                        on(4, say(DEV, ALICE, "text")),
                        on(5, say(DEV, ALICE, "text"))))
                .containsExactly(Outcome.Result.NAME_TAKEN, Outcome.Result.STALE, Outcome.Result.DONE);
    }

    @Test
    @DisplayName("R6 - positions and blocked users are there when the store is opened again")
    void rule_R6_positions_outlive_the_store() throws Exception {
        found(DEV, false);
        commit(say(ALICE_AND_BOB, BOB, "hi"), move(ALICE, ALICE_AND_BOB, 1, 0), move(ALICE, LOBBY, 3, 2));
        commit(move(ALICE, DEV, 2, 1), new Write.Block(ALICE, BOB, true));
        List<Standing> before = store().standings(ALICE);

        reopenOrAbort();

        assertThat(store().standings(ALICE)).hasSize(3).containsExactlyInAnyOrderElementsOf(before);
        assertThat(store().standings(BOB)).hasSize(1);
        assertThat(store().blockedBy(ALICE)).containsExactly(BOB);
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
        assertThatThrownBy(() -> store().since(LOBBY, 0, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().message(LOBBY, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().head(LOBBY)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().group(DEV)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().publicGroup("dev")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().standings(ALICE)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().blockedBy(ALICE)).isInstanceOf(StoreException.class);
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
}
