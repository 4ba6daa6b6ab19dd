package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.HistoryPage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    @ValueSource(strings = {History.OLDER, History.NEWER})
    void a_page_is_read_along_the_primary_key(String sql) throws Exception {
        try (Database database = Database.forReading(store.file())) {
            List<String> steps = plan(database, sql, "lobby", 5L, 51L);

            assertThat(steps.get(0)).startsWith("SEARCH message USING PRIMARY KEY (conversation=? AND seq");
            assertThat(steps).noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"));
            assertThat(steps).anyMatch(step -> step.contains("SEARCH author USING INTEGER PRIMARY KEY"));
        }
    }

    @Test
    void a_head_is_read_from_the_end_of_the_primary_key() throws Exception {
        try (Database database = Database.forReading(store.file())) {
            assertThat(plan(database, History.HEAD, "lobby"))
                    .noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"))
                    .anyMatch(step -> step.contains("message USING PRIMARY KEY (conversation=?)"));
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
        store.commit(List.of(say(ConversationId.group("other"), "not here")));

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
