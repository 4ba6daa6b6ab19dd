package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.ALICE;
import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page costs what the page holds, however long the conversation is. */
class HistoryTest {
    private static final int MESSAGES = 100_000;

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

    private static List<String> plan(Database database, String sql, Object... parameters) throws SQLException {
        List<String> steps = new ArrayList<>();
        PreparedStatement explain = database.prepared("EXPLAIN QUERY PLAN " + sql);
        for (int i = 0; i < parameters.length; i++) {
            explain.setObject(i + 1, parameters[i]);
        }
        try (ResultSet rows = explain.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }

    @ParameterizedTest
    @ValueSource(strings = {History.OLDER, History.NEWER, History.SINCE, History.ONE})
    void a_page_is_read_along_the_primary_key(String sql) throws Exception {
        try (Database database = Database.forReading(store.file())) {
            List<String> steps = plan(database, sql, 1L, 5L);

            assertThat(steps.get(0)).startsWith("SEARCH entry USING PRIMARY KEY (conversation=? AND seq");
            assertThat(steps.get(1)).startsWith("SEARCH message USING INTEGER PRIMARY KEY");
            assertThat(steps).noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"));
            assertThat(steps).anyMatch(step -> step.contains("SEARCH author USING INTEGER PRIMARY KEY"));
        }
    }

    @Test
    void facts_between_texts_are_skipped() {
        Fixtures.fill(store, 10);
        List<Write> facts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            facts.add(new Write.Append(LOBBY, ALICE, Instant.EPOCH, Message.Kind.EDIT, 3, "edit " + i, null, 0));
        }
        store.commit(facts);
        store.commit(List.of(say(LOBBY, "last")));

        HistoryPage page = store.history(LOBBY, PageRequest.newest(), 2);
        assertThat(page.messages()).extracting(Message::seq).containsExactly(10L, 3_011L);
        assertThat(page.more()).isTrue();
        page = store.history(LOBBY, PageRequest.after(10), 1);
        assertThat(page.messages()).extracting(Message::text).containsExactly("last");
        assertThat(page.more()).isFalse();
        assertThat(store.message(LOBBY, 3).map(Message::text)).contains("edit 2999");
    }

    @Test
    void the_edits_of_a_message_are_found_by_their_index() throws Exception {
        try (Database database = Database.forReading(store.file())) {
            assertThat(plan(database, MessageWriting.ERASE_EDITS, 1L, 5L))
                    .singleElement()
                    .asString()
                    .contains("INDEX message_edit (conversation=? AND refers_to=?)");
        }
    }

    @Test
    void where_a_user_stands_is_found_by_indexes_alone() throws Exception {
        try (Database database = Database.forReading(store.file())) {
            assertThat(plan(database, Groups.STANDINGS, 1L))
                    .noneMatch(step -> step.startsWith("SCAN "))
                    .anyMatch(step -> step.contains("position USING PRIMARY KEY (user=?)"))
                    .anyMatch(step -> step.contains("invitation USING") && step.contains("(user=?)"))
                    .filteredOn(step -> step.contains("entry USING PRIMARY KEY (conversation=?)"))
                    .hasSize(2);
        }
    }

    @Test
    void a_head_is_read_from_the_end_of_the_primary_key() throws Exception {
        try (Database database = Database.forReading(store.file())) {
            assertThat(plan(database, History.HEAD, 1L))
                    .noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"))
                    .anyMatch(step -> step.contains("entry USING PRIMARY KEY (conversation=?)"));
        }
    }

    @Test
    void a_client_id_is_found_by_its_index() throws Exception {
        try (Database database = Database.forReading(store.file())) {
            assertThat(plan(database, MessageWriting.FIND, 1L, "id"))
                    .noneMatch(step -> step.contains("SCAN"))
                    .anyMatch(
                            step -> step.contains("message USING INDEX message_client_id (author=? AND client_id=?)"));
        }
    }

    @Test
    void a_long_conversation_is_paged_from_either_end_and_in_the_middle() {
        Fixtures.fill(store, MESSAGES);
        store.commit(List.of(say(ConversationId.between(ALICE, ALICE), "not here")));

        assertThat(store.head(LOBBY)).isEqualTo(MESSAGES);
        assertPage(PageRequest.newest(), MESSAGES - 49, MESSAGES, true);
        assertPage(PageRequest.before(50_001), 49_951, 50_000, true);
        assertPage(PageRequest.after(50_000), 50_001, 50_050, true);
        assertPage(PageRequest.before(51), 1, 50, false);
        assertPage(PageRequest.after(MESSAGES - 50), MESSAGES - 49, MESSAGES, false);
    }

    private void assertPage(PageRequest request, long first, long last, boolean more) {
        HistoryPage page = store.history(LOBBY, request, 50);
        assertThat(page.messages())
                .extracting(Message::seq)
                .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
        assertThat(page.messages().get(0).text()).isEqualTo(String.valueOf(first));
        assertThat(page.more()).isEqualTo(more);
    }
}
