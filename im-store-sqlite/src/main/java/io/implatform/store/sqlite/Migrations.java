package io.implatform.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The schema, as the numbered steps that lead to it. A step that was released is never changed: what
 * is to be different comes with a new one.
 *
 * <p>A database carries the number of its last step in {@code user_version}, and {@link
 * #APPLICATION_ID} in {@code application_id} as the sign that it is ours.
 *
 * @param steps the statements of each step; the first one is step 1
 */
record Migrations(List<List<String>> steps) {
    /** "IMpl", as file(1) and SQLite read four bytes. */
    static final int APPLICATION_ID = 0x494D706C;

    /** The steps up to this version of the library. */
    static final Migrations ALL =
            new Migrations(List.of(Steps.MESSAGES, Steps.GROUPS, Steps.MODERATION, Steps.ENTRIES));

    Migrations {
        steps = steps.stream().map(List::copyOf).toList();
    }

    /** The version that the last step leads to. */
    int newest() {
        return steps.size();
    }

    /** Takes the steps after {@code version}; the caller has begun a transaction. */
    void migrate(Database database, int version) throws SQLException {
        for (List<String> step : steps.subList(version, steps.size())) {
            for (String sql : step) {
                database.execute(sql);
            }
        }
        database.execute("PRAGMA application_id = " + APPLICATION_ID);
        database.execute("PRAGMA user_version = " + newest());
    }

    /** What a database of that version is made of: the SQL of each table and index, by its name. */
    Map<String, String> schema(int version) throws SQLException {
        try (Database database = Database.inMemory()) {
            new Migrations(steps.subList(0, version)).migrate(database, 0);
            return schemaOf(database);
        }
    }

    static Map<String, String> schemaOf(Database database) throws SQLException {
        return database.pairs("SELECT name, coalesce(sql, '') FROM sqlite_schema");
    }

    /** The tables of a database, with their SQL. */
    static Map<String, String> tablesOf(Database database) throws SQLException {
        return database.pairs(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'");
    }
}
