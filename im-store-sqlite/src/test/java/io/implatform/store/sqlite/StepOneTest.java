package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import io.implatform.store.sqlite.Database.Access;
import io.implatform.testkit.ConversationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a database of step 1, which knew texts and accounts alone. */
class StepOneTest {
    private static final Migrations STEP_1 =
            new Migrations(Migrations.ALL.steps().subList(0, 1));
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("Bob");
    private static final UserId HOST = UserId.of("host.user");
    private static final ConversationId ALICE_AND_BOB = ConversationId.between(ALICE, BOB);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void plant() throws Exception {
        file = folder.toRealPath().resolve("im.db");
        empty(file);
        try (Database database = Database.open(file, Access.WRITE)) {
            for (String sql : List.of(
                    "INSERT INTO account VALUES ('alice', 'Alice', 'hash of alice'), ('bob', 'Bob', 'hash of bob')",
                    "INSERT INTO author VALUES (1, 'alice', 'Alice'), (2, 'carol', 'Carol')",
                    "INSERT INTO conversation VALUES (1, 'lobby'), (2, 'private alice bob'),"
                            + " (3, 'private alice alice'), (4, 'private alice host.user'), (5, 'private carol zoe'), (6, 'group dev')",
                    "INSERT INTO message VALUES (1, 1, 1000, 1, 'hello', 'id1'), (1, 2, 2000, 2, 'hi', NULL),"
                            + " (2, 1, 3000, 1, 'are you there?', 'id2'), (2, 2, 4000, 1, 'Bob?', NULL),"
                            + " (3, 1, 5000, 1, 'note', NULL), (4, 1, 6000, 1, 'dear host', NULL),"
                            + " (5, 1, 7000, 2, 'one', NULL), (6, 1, 8000, 1, 'hello?', 'id6')")) {
                database.execute(sql);
            }
        }
    }

    private static void empty(Path file) throws IOException, SQLException {
        Fixtures.empty(file, STEP_1);
    }

    @Test
    void what_was_said_is_there_and_goes_on() throws Exception {
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.since(LOBBY, 0, 10).messages())
                    .containsExactly(
                            new Message(LOBBY, 1, Instant.ofEpochMilli(1_000), ALICE, "hello"),
                            new Message(LOBBY, 2, Instant.ofEpochMilli(2_000), UserId.of("Carol"), "hi"));
            List<Outcome> outcomes = store.commit(List.of(
                    say(LOBBY, "hello", "id1"),
                    new Write.Append(LOBBY, ALICE, Instant.EPOCH, Message.Kind.EDIT, 1, "Hello", null, 0),
                    new Write.Append(LOBBY, ALICE, Instant.EPOCH, Message.Kind.DELETION, 2, "", null, 0)));

            assertThat(outcomes)
                    .extracting(Outcome::result)
                    .containsExactly(Result.DUPLICATE, Result.DONE, Result.DONE);
            assertThat(seq(outcomes.get(2))).isEqualTo(4);
            assertThat(Fixtures.texts(store)).containsExactly("Hello", "");
        }
        assertThat(Fixtures.names(folder)).containsExactly("im.db", "im.db.v1.bak");
    }

    @Test
    void a_private_conversation_stands_with_both_after_their_own_last_word() throws Exception {
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.standings(BOB)).containsExactly(new Standing(ALICE_AND_BOB, 2, Position.START, false));
            assertThat(store.standings(ALICE))
                    .containsExactlyInAnyOrder(
                            new Standing(ALICE_AND_BOB, 2, new Position(2, 2), false),
                            new Standing(ConversationId.between(ALICE, ALICE), 1, new Position(1, 1), false),
                            new Standing(ConversationId.between(ALICE, HOST), 1, new Position(1, 1), false));
            assertThat(store.standings(HOST)).hasSize(1);
            assertThat(store.standings(UserId.of("zoe"))).hasSize(1);
            assertThat(store.standings(UserId.of("nobody"))).isEmpty();
        }
    }

    @Test
    void accounts_keep_their_hashes_and_can_do_what_is_new() throws Exception {
        Instant end = Instant.ofEpochMilli(10_000);
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.find(BOB)).contains(new Account(BOB, "hash of bob"));
            assertThat(store.addToken(BOB, "t1", end, 3)).isTrue();
            assertThat(store.findByToken("t1", end.minusMillis(1))).contains(new Account(BOB, "hash of bob"));
            assertThat(store.retire(ALICE)).isTrue();
            assertThat(store.create(new Account(ALICE, "hash"))).isEqualTo(UserStore.Creation.NAME_TAKEN);
        }
    }

    @Test
    void what_was_said_in_a_group_that_nobody_founded_is_in_nobodys_way() throws Exception {
        ConversationId.Group group = new ConversationId.Group("a1", "dev");
        try (SqliteStore store = SqliteStore.open(file)) {
            List<Outcome> outcomes = store.commit(List.of(
                    new Write.Append(group, ALICE, Instant.EPOCH, Message.Kind.TEXT, 0, "hello?", "id6", 0),
                    new Write.FoundGroup(Group.founded(group, false, ALICE)),
                    new Write.Append(group, ALICE, Instant.EPOCH, Message.Kind.TEXT, 0, "hello?", "id6", 1)));

            assertThat(outcomes).extracting(Outcome::result).containsExactly(Result.STALE, Result.DONE, Result.DONE);
            assertThat(store.publicGroup("dev")).contains(group);
            assertThat(store.head(group)).isEqualTo(1);
        }
    }

    @Test
    void users_who_never_wrote_are_spelled_as_registered() throws Exception {
        Group group = Group.founded(new ConversationId.Group("a1", "dev"), false, ALICE);
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(List.of(new Write.FoundGroup(group), new Write.Block(ALICE, BOB, true)));
            store.writer().transact((database, writing) -> {
                assertThat(database.text("SELECT name FROM author WHERE key = 'bob'"))
                        .contains("Bob");
                return true;
            });
            assertThat(store.blockedBy(ALICE)).extracting(UserId::name).containsExactly("Bob");
        }
    }

    /** A migrated store is as good as a new one. */
    @Nested
    class Migrated extends ConversationStoreContract {
        private int stores;

        @Override
        protected ConversationStore open() throws Exception {
            Path old = folder.resolve("old" + ++stores + ".db");
            empty(old);
            return SqliteStore.open(old);
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) throws IOException {
            return Optional.of(SqliteStore.open(((SqliteStore) closed).file()));
        }
    }
}
