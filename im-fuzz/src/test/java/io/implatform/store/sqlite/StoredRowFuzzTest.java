package io.implatform.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.protocol.JsonFormat;
import io.implatform.protocol.Properties;
import io.implatform.protocol.TextFormat;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/**
 * Rows of a damaged database, or of one that somebody else wrote, are messages that can be told or a failure of the
 * store, never anything else.
 */
class StoredRowFuzzTest {
    private static final int COLUMNS = 12;

    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "24h")
    void messages(FuzzedDataProvider data) {
        Object[] values = new Object[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            values[i] = value(data);
        }
        read(values);
    }

    /** Each of them was an exception of another kind. */
    @Test
    void rows_that_are_no_message_are_a_failure_of_the_store() {
        Object[] good = {5L, 0L, "alice", 0L, 3L, 0L, "hi", "lobby", null, null, null, null};
        assertThat(read(good)).isTrue();
        assertThat(read(with(good, 0, 0L))).isFalse();
        assertThat(read(with(good, 2, null))).isFalse();
        assertThat(read(with(good, 4, 5L))).isFalse();
        assertThat(read(with(good, 4, -1L))).isFalse();
        assertThat(read(with(good, 6, null))).isFalse();
        assertThat(read(with(with(good, 7, "group A"), 8, "dev"))).isFalse();
        assertThat(read(with(with(good, 7, "group a"), 8, "no name"))).isFalse();
    }

    private static Object[] with(Object[] row, int column, Object value) {
        Object[] changed = row.clone();
        changed[column] = value;
        return changed;
    }

    /** Whether they are a message; otherwise reading them is a failure of the store. */
    private static boolean read(Object[] values) {
        try {
            ConversationId conversation = Rows.conversation(row(values), 8);
            Message message = Rows.message(conversation, row(values), 1);
            Properties.check(message.text() != null, message);
            Properties.check(message.conversation().equals(conversation), message);
            isLine(TextFormat.INSTANCE.encode(new Event.Posted(message)));
            isLine(JsonFormat.INSTANCE.encode(new Event.Posted(message)));
            return true;
        } catch (SQLException e) {
            Properties.check(e.getMessage().length() < 200, e.getMessage());
            return false;
        }
    }

    private static void isLine(byte[] line) {
        for (int i = 0; i < line.length - 1; i++) {
            Properties.check(line[i] != '\n', i);
        }
    }

    /** SQLite keeps any kind of value in any column. */
    private static Object value(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 6)) {
            case 0 -> null;
            case 1 -> data.consumeLong();
            case 2 -> data.consumeLong(-1, 5);
            case 3 -> data.consumeString(40);
            case 4 -> data.pickValue(new String[] {"lobby", "group a1", "private alice bob", "alice", "bob", "dev"});
            default -> data.consumeAsciiString(40);
        };
    }

    /** A row as the driver gives it, for the calls that the readers make. */
    private static ResultSet row(Object[] values) {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                    Object value = values[(Integer) arguments[0] - 1];
                    return switch (method.getName()) {
                        case "getLong" -> value instanceof Long number ? number : 0L;
                        case "getInt" -> value instanceof Long number ? number.intValue() : 0;
                        case "getString" -> value == null ? null : value.toString();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
