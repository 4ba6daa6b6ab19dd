package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.Write;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node is told of what was stored by others. */
class FeedTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final ConversationId.Group DEV = new ConversationId.Group("g1", "dev");

    private final URI uri = TestDatabase.empty();
    private PostgresStore store;

    @BeforeEach
    void open() throws Exception {
        store = PostgresStore.open(uri);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        TestDatabase.drop(uri);
    }

    private void say(ConversationId in, int count) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(new Write.Append(in, ALICE, Instant.EPOCH, "text", null));
        }
        store.commit(batch);
    }

    @Test
    void what_was_stored_since_a_mark_is_told_with_its_numbers_and_versions() {
        say(ConversationId.LOBBY, 2);
        Changes now = store.changes(Changes.FROM_NOW, 10);
        assertThat(now.conversations()).isEmpty();

        say(ConversationId.LOBBY, 3);
        say(ConversationId.LOBBY, 1);
        store.commit(List.of(new Write.FoundGroup(Group.founded(DEV, true, ALICE))));
        store.commit(List.of(new Write.ChangeGroup(DEV, 1, new GroupChange.SetTopic("topic"))));
        Changes next = store.changes(now.mark(), 10);

        assertThat(next.conversations())
                .containsExactlyInAnyOrder(
                        new Changes.Change(ConversationId.LOBBY, 3, 6, 0), new Changes.Change(DEV, 0, 0, 2));
        assertThat(next.more()).isFalse();
        assertThat(store.changes(next.mark(), 10).conversations()).isEmpty();
    }

    @Test
    void page_by_page_nothing_is_left_out() {
        long mark = store.changes(Changes.FROM_NOW, 10).mark();
        List<ConversationId> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ConversationId in = ConversationId.between(ALICE, UserId.of("u" + i));
            say(in, 1);
            expected.add(in);
        }
        List<ConversationId> told = new ArrayList<>();
        Changes page = store.changes(mark, 3);
        while (page.more()) {
            page.conversations().forEach(change -> told.add(change.conversation()));
            page = store.changes(page.mark(), 3);
        }
        page.conversations().forEach(change -> told.add(change.conversation()));
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void a_transaction_that_ends_after_a_later_one_is_told_of_when_it_has_ended() throws Exception {
        say(ConversationId.LOBBY, 1);
        long mark = store.changes(Changes.FROM_NOW, 10).mark();
        try (Connection slow = TestDatabase.connect(uri);
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO stored (conversation, first, last, version) SELECT id, 7, 7, 0 FROM conversation");
            say(ConversationId.between(ALICE, ALICE), 1);
            Changes before = store.changes(mark, 10);
            assertThat(before.conversations())
                    .containsExactly(new Changes.Change(ConversationId.between(ALICE, ALICE), 1, 1, 0));
            slow.commit();

            assertThat(store.changes(before.mark(), 10).conversations())
                    .contains(new Changes.Change(ConversationId.LOBBY, 7, 7, 0));
        }
    }

    @Test
    void who_asks_for_what_is_not_kept_any_more_is_told_of_every_conversation() throws Exception {
        long mark = store.changes(Changes.FROM_NOW, 10).mark();
        say(ConversationId.LOBBY, 2);
        try (Connection connection = TestDatabase.connect(uri);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM stored");
            statement.execute("UPDATE meta SET value = '" + (mark + 1_000) + "' WHERE key = 'stored-until'");
        }
        assertThat(store.changes(mark, 10).conversations())
                .containsExactly(new Changes.Change(ConversationId.LOBBY, 2, 2, 0));
    }
}
