package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.StoreTransfer;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a store that is a {@link StoreTransfer}, too, must do: one test a rule. The rules and their intent stand in
 * {@code docs/contracts.md}.
 *
 * @param <S> the store; it keeps users, conversations and moderation
 */
public abstract class StoreTransferContract<S extends UserStore & ConversationStore & ModerationStore & StoreTransfer> {
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("bob");
    private static final UserId CAROL = UserId.of("carol");
    private static final ConversationId ALICE_AND_BOB = ConversationId.between(ALICE, BOB);
    private static final ConversationId.Group DEV = new ConversationId.Group("b7", "Dev");
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final List<S> opened = new ArrayList<>();

    /** For those who extend it. */
    protected StoreTransferContract() {}

    /** A new, empty store, independent of every other. */
    protected abstract S open() throws Exception;

    private S tracked() throws Exception {
        S store = open();
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeStores() {
        opened.forEach(store -> {
            ((UserStore) store).close();
        });
    }

    private static List<StoreRecord> dump(StoreTransfer store) {
        List<StoreRecord> records = new ArrayList<>();
        store.dump(records::add);
        return records;
    }

    private static Write.Append append(
            ConversationId in, UserId from, Kind kind, long to, String text, @Nullable String id) {
        return new Write.Append(in, from, NOON, kind, to, text, id, in instanceof ConversationId.Group ? 4 : 0);
    }

    private S filled() throws Exception {
        S store = tracked();
        store.create(new Account(ALICE, "hash 1", AccountRole.ADMIN, false));
        store.create(new Account(BOB, "hash 2", AccountRole.USER, true));
        store.create(new Account(CAROL, "hash 3"));
        store.addToken(ALICE, "a1", NOON, 5);
        store.addToken(BOB, "b1", NOON.plusSeconds(1), 5);
        store.retire(CAROL);
        assertThat(store
                        .commit(List.of(
                                new Write.FoundGroup(Group.founded(DEV, true, BOB)),
                                new Write.ChangeGroup(DEV, 1, new GroupChange.SetMember(ALICE, Role.MODERATOR)),
                                new Write.ChangeGroup(DEV, 2, new GroupChange.Invite(CAROL)),
                                new Write.ChangeGroup(DEV, 3, new GroupChange.SetTopic("topic 😀")),
                                append(DEV, ALICE, Kind.TEXT, 0, "in the group", "x"),
                                append(ConversationId.LOBBY, ALICE, Kind.TEXT, 0, "one", "id 1"),
                                append(ConversationId.LOBBY, BOB, Kind.TEXT, 1, "two", null),
                                append(ConversationId.LOBBY, ALICE, Kind.EDIT, 1, "ONE", "id 2"),
                                append(ConversationId.LOBBY, BOB, Kind.EDIT, 2, "TWO", null),
                                append(ConversationId.LOBBY, BOB, Kind.DELETION, 2, "", "id 3"),
                                append(ALICE_AND_BOB, BOB, Kind.TEXT, 0, "private", "id 4"),
                                new Write.MovePosition(ALICE, ConversationId.LOBBY, new Position(0, 0)),
                                new Write.MovePosition(ALICE, ALICE_AND_BOB, new Position(1, 0)),
                                new Write.MovePosition(BOB, DEV, new Position(1, 1)),
                                new Write.Block(BOB, ALICE, true)))
                        .stream()
                        .map(Outcome::result))
                .containsOnly(Result.DONE);
        AuditEntry entry = new AuditEntry(NOON, "Alice", "mute", "bob", Optional.of(NOON), "a reason");
        store.impose(
                new Sanction(
                        Sanction.Kind.MUTE,
                        new Sanction.Subject.OfUser(BOB),
                        NOON,
                        Optional.of(NOON.plusSeconds(5)),
                        "Alice",
                        "a reason"),
                9,
                entry);
        store.append(entry);
        return store;
    }

    @Test
    @DisplayName("X1 - what another store gave is given again, and so is all that was")
    void rule_X1_what_was_taken_over_is_given_again() throws Exception {
        List<StoreRecord> records = dump(filled());
        S other = tracked();
        other.load(records.iterator());

        assertThat(dump(other)).isEqualTo(records);
        assertThat(records.stream()
                        .map(record -> record.getClass().getSimpleName())
                        .distinct())
                .containsExactly(
                        "Epoch", "OfAccount", "Token", "OfGroup", "Said", "Reached", "Blocked", "Imposed", "Logged");
    }

    @Test
    @DisplayName("X2 - the store that took over answers as the first one did, and goes on where it was")
    void rule_X2_the_other_store_goes_on() throws Exception {
        S first = filled();
        S other = tracked();
        other.load(dump(first).iterator());

        for (ConversationId in : List.of(ConversationId.LOBBY, ALICE_AND_BOB, DEV)) {
            assertThat(other.since(in, 0, 100)).isEqualTo(first.since(in, 0, 100));
        }
        for (UserId user : List.of(ALICE, BOB, CAROL)) {
            assertThat(other.standings(user)).containsExactlyInAnyOrderElementsOf(first.standings(user));
            assertThat(other.blockedBy(user)).isEqualTo(first.blockedBy(user));
            assertThat(other.find(user)).isEqualTo(first.find(user));
        }
        assertThat(other.group(DEV)).isEqualTo(first.group(DEV));
        assertThat(((ConversationStore) other).epoch()).isEqualTo(((ConversationStore) first).epoch());
        assertThat(other.findByToken("a1", NOON.minusSeconds(1))).isEqualTo(first.find(ALICE));
        assertThat(other.create(new Account(CAROL, "hash"))).isEqualTo(UserStore.Creation.NAME_TAKEN);
        List<Write> batch = List.of(
                append(ConversationId.LOBBY, ALICE, Kind.TEXT, 0, "other", "id 1"),
                append(ConversationId.LOBBY, BOB, Kind.EDIT, 2, "gone", null),
                append(ConversationId.LOBBY, BOB, Kind.TEXT, 0, "next", null),
                append(DEV, BOB, Kind.TEXT, 1, "next", null));
        assertThat(other.commit(batch)).isEqualTo(first.commit(batch));
        AuditEntry entry = new AuditEntry(NOON, "Alice", "ban", "bob", Optional.empty(), "");
        other.append(entry);
        first.append(entry);
        assertThat(other.audit(0, Instant.EPOCH, 9)).hasSize(3).isEqualTo(first.audit(0, Instant.EPOCH, 9));
        assertThat(other.sanctions()).isEqualTo(first.sanctions());
    }

    @Test
    @DisplayName("X3 - an empty store gives its epoch, and nothing else")
    void rule_X3_an_empty_store() throws Exception {
        S store = tracked();

        assertThat(dump(store)).containsExactly(new StoreRecord.Epoch(((ConversationStore) store).epoch()));
    }

    @Test
    @DisplayName("X4 - a store that is not empty takes nothing over")
    void rule_X4_only_an_empty_store_takes_over() throws Exception {
        List<StoreRecord> records = dump(filled());
        S account = tracked();
        account.create(new Account(ALICE, "hash"));
        S message = tracked();
        message.commit(List.of(append(ConversationId.LOBBY, BOB, Kind.TEXT, 0, "text", null)));

        for (S store : List.of(account, message)) {
            List<StoreRecord> before = dump(store);
            assertThatThrownBy(() -> store.load(records.iterator())).isInstanceOf(IllegalStateException.class);
            assertThat(dump(store)).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("X5 - where a record does not fit, or there is a failure, nothing is taken over")
    void rule_X5_all_or_nothing() throws Exception {
        List<StoreRecord> records = dump(filled());
        S store = tracked();
        List<StoreRecord> before = dump(store);
        StoreRecord twice = records.stream()
                .filter(StoreRecord.Said.class::isInstance)
                .findFirst()
                .orElseThrow();
        List<StoreRecord> unfit = new ArrayList<>(records);
        unfit.add(records.indexOf(twice) + 1, twice);

        assertThatThrownBy(() -> store.load(unfit.iterator())).isInstanceOf(IllegalArgumentException.class);
        assertThat(dump(store)).isEqualTo(before);
        Iterator<StoreRecord> all = records.iterator();
        assertThatThrownBy(() -> store.load(new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public StoreRecord next() {
                        if (!all.hasNext()) {
                            throw new IllegalArgumentException("a bad line");
                        }
                        return all.next();
                    }
                }))
                .hasMessageContaining("a bad line");
        assertThat(dump(store)).isEqualTo(before);
        store.load(records.iterator());
        assertThat(dump(store)).isEqualTo(records);
    }
}
