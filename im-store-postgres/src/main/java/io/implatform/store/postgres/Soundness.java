package io.implatform.store.postgres;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Whether a server keeps what it says it has committed, and is one that this store can use. */
final class Soundness {
    /** PostgreSQL 13: transactions have numbers of 64 bits that can be asked for. */
    private static final int OLDEST = 130_000;

    private Soundness() {}

    /** What is said about a server that is not to be used. */
    static final class Unsound extends SQLException {
        private static final long serialVersionUID = 1L;

        Unsound(String message) {
            super(message, "55000");
        }
    }

    /** @throws Unsound if it is not to be used; the message names the setting */
    static void require(Link link) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        link.run(new Script()
                .query(
                        "SELECT name, setting FROM pg_settings WHERE name IN ('server_version_num', 'fsync',"
                                + " 'synchronous_commit', 'synchronous_standby_names', 'server_encoding')"
                                + " UNION ALL SELECT 'in_recovery', pg_is_in_recovery()::text",
                        rows -> {
                            while (rows.next()) {
                                settings.put(rows.getString(1), rows.getString(2));
                            }
                        }));
        if (Integer.parseInt(settings.getOrDefault("server_version_num", "0")) < OLDEST) {
            throw new Unsound("the server is older than PostgreSQL 13; use a newer one");
        }
        if ("off".equals(settings.get("fsync"))) {
            throw new Unsound("the server has fsync=off: a power cut would lose what was acknowledged; set fsync=on");
        }
        String commit = settings.getOrDefault("synchronous_commit", "");
        if ("off".equals(commit)) {
            throw new Unsound(
                    "synchronous_commit=off: a crash would lose what was acknowledged; set synchronous_commit=on");
        }
        if ("local".equals(commit) && !"".equals(settings.getOrDefault("synchronous_standby_names", ""))) {
            throw new Unsound("synchronous_commit=local, though there are synchronous standbys: one that takes over"
                    + " would lack what was acknowledged; set synchronous_commit=on");
        }
        if (!"UTF8".equals(settings.get("server_encoding"))) {
            throw new Unsound("the database has the encoding " + settings.get("server_encoding")
                    + "; make one with the encoding UTF8");
        }
        if ("true".equals(settings.get("in_recovery"))) {
            throw new Unsound("the server is a standby, which cannot write; name the primary");
        }
    }
}
