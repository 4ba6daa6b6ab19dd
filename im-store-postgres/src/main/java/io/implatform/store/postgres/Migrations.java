package io.implatform.store.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The schema, as the numbered steps that lead to it. A step that was released is never changed: what is
 * to be different comes with a new one, such that nodes of the release before go on working meanwhile.
 *
 * <p>All missing steps are taken in one transaction, under a lock of the database that nodes which start at
 * the same time wait for: one of them migrates, the others find it done. The number of the last step stands in the
 * table {@code meta}.
 *
 * @param steps the statements of each step; the first one is step 1
 */
record Migrations(List<List<String>> steps) {
    /** The steps up to this version of the library. */
    static final Migrations ALL = new Migrations(List.of(Steps.FIRST, Steps.SECOND));

    /** "IMpl": of advisory locks, which a database has for everyone who uses it. */
    private static final int LOCK = 0x494D706C;

    Migrations {
        steps = steps.stream().map(List::copyOf).toList();
    }

    /**
     * Brings the schema to the newest version.
     *
     * @return the epoch
     * @throws IOException if the schema is of a newer version of the library
     */
    String migrate(Link link, Address address) throws SQLException, IOException {
        link.patienceWithoutEnd();
        link.begin();
        boolean done = false;
        try {
            link.run(new Script().query("SELECT pg_advisory_xact_lock(?, ?)", Link::ignore, LOCK, 1));
            if (!hasSchema(link, address)) {
                // Its name is made of a-z, 0-9 and _.
                link.run(new Script().update("CREATE SCHEMA " + address.schema()));
            }
            link.run(new Script()
                    .update("CREATE TABLE IF NOT EXISTS meta (key text COLLATE \"C\" PRIMARY KEY,"
                            + " value text NOT NULL)"));
            int version = version(link);
            if (version > steps.size()) {
                throw new IOException("the schema " + address.schema() + " of " + address + " is of version " + version
                        + ", and this program knows those up to " + steps.size() + "; run a newer one");
            }
            for (List<String> step : steps.subList(version, steps.size())) {
                for (String sql : step) {
                    link.run(new Script().update(sql));
                }
            }
            link.run(new Script()
                    .update(
                            "INSERT INTO meta (key, value) VALUES ('version', ?), ('epoch', ?)"
                                    + " ON CONFLICT (key) DO UPDATE SET value = CASE meta.key WHEN 'version'"
                                    + " THEN excluded.value ELSE meta.value END",
                            String.valueOf(steps.size()),
                            UUID.randomUUID().toString()));
            String epoch = epoch(link);
            link.run(new Script().update("COMMIT"));
            link.ended();
            done = true;
            return epoch;
        } finally {
            if (!done) {
                link.rollBack();
            }
        }
    }

    private static boolean hasSchema(Link link, Address address) throws SQLException {
        return link.first("SELECT 1 FROM pg_namespace WHERE nspname = ?", row -> row.getInt(1), address.schema())
                .isPresent();
    }

    private static int version(Link link) throws SQLException {
        return link.first("SELECT value FROM meta WHERE key = 'version'", row -> Integer.parseInt(row.getString(1)))
                .orElse(0);
    }

    /** The epoch; empty text where there is none, as in a copy from which it was removed. */
    static String epoch(Link link) throws SQLException {
        return link.first("SELECT value FROM meta WHERE key = 'epoch'", row -> row.getString(1))
                .orElse("");
    }
}
