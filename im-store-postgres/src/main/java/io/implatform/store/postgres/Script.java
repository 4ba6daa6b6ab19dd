package io.implatform.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are sent to the database together and answered together: one round trip, whatever their
 * number. Parameters are single values, or arrays whose rows {@code unnest} makes of them.
 */
final class Script {

    /** Takes the rows of one answer. */
    interface Rows {
        void read(ResultSet rows) throws SQLException;
    }

    /** Makes something of the current row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();
    private final List<@Nullable Rows> readers = new ArrayList<>();

    /** A statement that answers with rows. */
    Script query(String statement, Rows reader, @Nullable Object... values) {
        add(statement, values);
        readers.add(reader);
        return this;
    }

    /** A statement that answers with rows, each of which becomes an element of the list. */
    <T> List<T> list(String statement, Row<T> row, @Nullable Object... values) {
        List<T> list = new ArrayList<>();
        query(
                statement,
                rows -> {
                    while (rows.next()) {
                        list.add(row.of(rows));
                    }
                },
                values);
        return list;
    }

    /** A statement without rows. */
    Script update(String statement, @Nullable Object... values) {
        add(statement, values);
        readers.add(null);
        return this;
    }

    private void add(String statement, @Nullable Object... values) {
        sql.append(sql.isEmpty() ? "" : "; ").append(statement);
        parameters.addAll(Arrays.asList(values));
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    /**
     * Sends the statements and reads the answers.
     *
     * @return how many rows the statements without rows have changed, together
     */
    int run(Connection connection) throws SQLException {
        int changed = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            boolean hasRows = statement.execute();
            for (Rows reader : readers) {
                if (reader == null) {
                    changed += Math.max(0, statement.getUpdateCount());
                } else {
                    if (!hasRows) {
                        throw new SQLException("an answer without rows");
                    }
                    try (ResultSet rows = statement.getResultSet()) {
                        reader.read(rows);
                    }
                }
                hasRows = statement.getMoreResults();
            }
        }
        return changed;
    }
}
