package io.implatform.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement about many rows of values: prepared for 1, 2, 4, … 256 of them, so that any number takes
 * few statements, which stay prepared. The calls into SQLite are the price of a row. Immutable.
 */
final class ManyRows {
    private static final int MAX_LOG2 = 8;

    private final List<String> statements = new ArrayList<>();

    /**
     * What stands before the rows, such as {@code INSERT INTO t (a, b) VALUES}, and after them.
     *
     * @param columns the parameters of a row
     */
    ManyRows(String before, int columns, String after) {
        String row = "(?" + ", ?".repeat(columns - 1) + ")";
        for (int log2 = 0; log2 <= MAX_LOG2; log2++) {
            statements.add(before + " " + row + (", " + row).repeat((1 << log2) - 1) + " " + after);
        }
    }

    /** Sets the parameters of a row. */
    interface Setter {
        /** Sets those of row {@code row}, beginning at {@code parameter}; returns the one after them. */
        int set(PreparedStatement statement, int parameter, int row) throws SQLException;
    }

    /** Takes an answer. */
    interface Taker {
        /** Takes the current row of {@code answer}. */
        void take(ResultSet answer) throws SQLException;
    }

    /** Writes rows 0, 1, … {@code rows - 1}. */
    void write(Database database, int rows, Setter setter) throws SQLException {
        for (int from = 0; from < rows; ) {
            int log2 = log2(rows - from);
            prepare(database, log2, from, setter).executeUpdate();
            from += 1 << log2;
        }
    }

    /** Asks for rows 0, 1, … {@code rows - 1}. */
    void ask(Database database, int rows, Setter setter, Taker taker) throws SQLException {
        for (int from = 0; from < rows; ) {
            int log2 = log2(rows - from);
            try (ResultSet answers = prepare(database, log2, from, setter).executeQuery()) {
                while (answers.next()) {
                    taker.take(answers);
                }
            }
            from += 1 << log2;
        }
    }

    private static int log2(int rows) {
        return Math.min(MAX_LOG2, 31 - Integer.numberOfLeadingZeros(rows));
    }

    private PreparedStatement prepare(Database database, int log2, int from, Setter setter) throws SQLException {
        PreparedStatement statement = database.prepared(statements.get(log2));
        int parameter = 1;
        for (int row = from; row < from + (1 << log2); row++) {
            parameter = setter.set(statement, parameter, row);
        }
        return statement;
    }
}
