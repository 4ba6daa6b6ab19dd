package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.ALICE;
import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;
import static io.implatform.store.sqlite.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits, deletions and groups, as far as no contract can see them from outside. */
class FactsTest {
    private static final UserId BOB = UserId.of("bob");
    private static final ConversationId.Group DEV = new ConversationId.Group("a1", "dev");

    @TempDir
    private Path folder;

    private SqliteStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = SqliteStore.open(folder.resolve("im.db"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static Write edit(long target, String text) {
        return new Write.Append(LOBBY, ALICE, Instant.EPOCH, Message.Kind.EDIT, target, text, null, 0);
    }

    private static Write delete(long target) {
        return new Write.Append(LOBBY, ALICE, Instant.EPOCH, Message.Kind.DELETION, target, "", null, 0);
    }

    private static Write inDev(long version, String text) {
        return new Write.Append(DEV, ALICE, Instant.EPOCH, Message.Kind.TEXT, 0, text, null, version);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 3_000})
    void a_deleted_text_is_nowhere_in_the_file(int times) throws IOException {
        Fixtures.fill(store, 50);
        store.commit(List.of(say(LOBBY, "first-secret ".repeat(times), "id")));
        store.commit(List.of(edit(51, "second-secret ".repeat(times)), edit(51, "third-secret ".repeat(times))));
        Fixtures.fill(store, 50);
        store.commit(List.of(delete(51)));
        store.close();

        String bytes = Files.readString(store.file(), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains("-secret")).as("the text is in the file").isFalse();
    }

    @Test
    void a_batch_that_fails_takes_back_its_edits_changes_and_positions() throws Exception {
        store.commit(List.of(say(LOBBY, "text"), new Write.FoundGroup(Group.founded(DEV, false, ALICE))));
        store.commit(List.of(new Write.MovePosition(ALICE, LOBBY, new Position(1, 1))));
        Group before = store.group(DEV).orElseThrow();
        store.writer().transact((database, writing) -> {
            database.execute("CREATE TRIGGER trouble BEFORE INSERT ON message WHEN new.text = 'trouble'"
                    + " BEGIN SELECT raise(ABORT, 'trouble'); END");
            return true;
        });
        ConversationId.Group other = new ConversationId.Group("b2", "other");
        List<Write> batch = List.of(
                edit(1, "edited"),
                delete(1),
                new Write.ChangeGroup(DEV, 1, new GroupChange.SetMember(BOB, Role.MEMBER)),
                inDev(2, "hi"),
                new Write.FoundGroup(Group.founded(other, false, BOB)),
                new Write.MovePosition(ALICE, LOBBY, new Position(9, 9)),
                new Write.Block(ALICE, BOB, true),
                say(LOBBY, "trouble"));

        assertThatThrownBy(() -> store.commit(batch)).isInstanceOf(StoreException.class);
        assertThat(texts(store)).containsExactly("text");
        assertThat(store.head(LOBBY)).isEqualTo(1);
        assertThat(store.group(DEV)).contains(before);
        assertThat(store.publicGroup("other")).isEmpty();
        assertThat(store.standings(BOB)).isEmpty();
        assertThat(store.standings(ALICE))
                .noneMatch(standing -> standing.position().read() > 1);
        assertThat(store.blockedBy(ALICE)).isEmpty();

        assertThat(store.commit(batch.subList(0, 7)))
                .extracting(Outcome::result)
                .containsOnly(Result.DONE);
        assertThat(seq(store.commit(List.of(say(LOBBY, "last"))).get(0))).isEqualTo(4);
    }

    @Test
    void a_batch_of_all_kinds_is_one_transaction() {
        long before = store.transactions();
        store.commit(List.of(
                say(LOBBY, "text"),
                edit(1, "edited"),
                new Write.FoundGroup(Group.founded(DEV, false, ALICE)),
                inDev(1, "hi"),
                new Write.ChangeGroup(DEV, 1, new GroupChange.SetTopic("topic")),
                new Write.Block(ALICE, BOB, true)));

        assertThat(store.transactions() - before).isEqualTo(1);
    }

    @Test
    void more_groups_than_are_remembered_keep_their_versions() {
        int groups = 11_000;
        List<Write> founding = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            founding.add(
                    new Write.FoundGroup(Group.founded(new ConversationId.Group("g" + i, "group" + i), true, ALICE)));
        }
        store.commit(founding);
        for (long version = 1; version <= 2; version++) {
            List<Write> batch = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                ConversationId.Group group = new ConversationId.Group("g" + i, "group" + i);
                batch.add(new Write.Append(group, ALICE, Instant.EPOCH, Message.Kind.TEXT, 0, "hi", null, version));
                batch.add(new Write.ChangeGroup(group, version, new GroupChange.SetTopic("topic " + version)));
            }
            assertThat(store.commit(batch)).extracting(Outcome::result).containsOnly(Result.DONE);
        }
        assertThat(store.head(new ConversationId.Group("g0", "group0"))).isEqualTo(2);
        assertThat(store.standings(ALICE)).hasSize(groups);
    }

    @Test
    void a_conversation_in_another_spelling_renames_nobody() {
        ConversationId lower = ConversationId.parseKey("private alice bob").orElseThrow();
        UserId capital = UserId.of("Bob");
        store.commit(List.of(say(LOBBY, "hi"), new Write.Append(LOBBY, capital, Instant.EPOCH, "hi", null)));
        store.close();
        try (SqliteStore again = open()) {
            again.commit(List.of(say(lower, "hi")));
            assertThat(again.history(LOBBY, PageRequest.newest(), 5).messages())
                    .extracting(message -> message.from().name())
                    .containsExactly("Alice", "Bob");
        }
    }

    private SqliteStore open() {
        try {
            return SqliteStore.open(store.file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_ended_token_is_removed_when_it_is_met() throws Exception {
        store.create(new Account(ALICE, "hash"));
        store.addToken(ALICE, "t1", Instant.ofEpochMilli(1_000), 5);
        store.addToken(ALICE, "t2", Instant.ofEpochMilli(9_000), 5);
        assertThat(store.findByToken("t1", Instant.ofEpochMilli(1_000))).isEmpty();

        store.writer().transact((database, writing) -> {
            assertThat(database.number("SELECT count(*) FROM token")).isEqualTo(1);
            return true;
        });
    }

    @Test
    void a_retired_account_leaves_nothing_that_opens_anything() throws Exception {
        store.create(new Account(ALICE, "hash-to-forget"));
        store.addToken(ALICE, "t1", Instant.ofEpochMilli(9_000), 5);
        store.retire(ALICE);

        store.writer().transact((database, writing) -> {
            assertThat(database.number("SELECT count(*) FROM token")).isZero();
            assertThat(database.text("SELECT password_hash FROM account")).contains(Account.NO_PASSWORD);
            return true;
        });
    }
}
