package io.implatform.store.postgres;

import java.util.List;

/** The steps of {@link Migrations#ALL}. None of them is ever changed. */
final class Steps {
    private Steps() {}

    /**
     * Everything. Names, keys and ids are compared byte by byte ({@code COLLATE "C"}), whatever the database's
     * locale is.
     */
    static final List<String> FIRST = List.of(
            "CREATE TABLE account (key text COLLATE \"C\" PRIMARY KEY, name text NOT NULL,"
                    + " password_hash text NOT NULL, role text NOT NULL DEFAULT 'user',"
                    + " disabled boolean NOT NULL DEFAULT false, retired boolean NOT NULL DEFAULT false)",
            "CREATE TABLE token (hash text COLLATE \"C\" PRIMARY KEY, account text COLLATE \"C\" NOT NULL,"
                    + " expires_ms bigint NOT NULL)",
            "CREATE INDEX token_account ON token (account, expires_ms)",
            // Everyone who is spoken of. Apart from the accounts: where the host has users of its own those stay empty.
            "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " key text COLLATE \"C\" NOT NULL UNIQUE, name text NOT NULL) WITH (fillfactor = 80)",
            // The head, and the version of a group (0 where there is none), stand in the row that is locked. Room is
            // left in each page, so that a new head needs no new entries in the indexes.
            "CREATE TABLE conversation (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " head bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0,"
                    + " key text COLLATE \"C\" NOT NULL UNIQUE) WITH (fillfactor = 50)",
            // kind: 0 a text, 1 an edit, 2 a deletion. state: 0 as it was, 1 edited, 2 deleted. Rows.java has them.
            // newest: the text of the last edit, beside what was said first.
            "CREATE TABLE message (conversation bigint NOT NULL, seq bigint NOT NULL, author bigint NOT NULL,"
                    + " time_ms bigint NOT NULL, refers_to bigint NOT NULL, kind smallint NOT NULL,"
                    + " state smallint NOT NULL, client_id text COLLATE \"C\", text text NOT NULL, newest text,"
                    + " PRIMARY KEY (conversation, seq))",
            "CREATE UNIQUE INDEX message_client_id ON message (author, client_id) WHERE client_id IS NOT NULL",
            // By it a deletion finds the edits, which hold what the message said in between.
            "CREATE INDEX message_edit ON message (conversation, refers_to) WHERE kind = 1",
            // A group's conversation has the key "group " and its id: the name is no part of what it is.
            "CREATE TABLE chat_group (conversation bigint PRIMARY KEY, private boolean NOT NULL, name text NOT NULL,"
                    + " name_key text COLLATE \"C\" NOT NULL, topic text NOT NULL)",
            "CREATE UNIQUE INDEX chat_group_public_name ON chat_group (name_key) WHERE NOT private",
            // With their position. Who has been there longest has the least place.
            "CREATE TABLE member (conversation bigint NOT NULL, person bigint NOT NULL, place bigint NOT NULL,"
                    + " delivered bigint NOT NULL, read bigint NOT NULL, role text NOT NULL,"
                    + " PRIMARY KEY (conversation, person)) WITH (fillfactor = 80)",
            "CREATE INDEX member_person ON member (person)",
            "CREATE TABLE invitation (conversation bigint NOT NULL, person bigint NOT NULL,"
                    + " PRIMARY KEY (conversation, person))",
            "CREATE INDEX invitation_person ON invitation (person)",
            // In the lobby and in private conversations, whose two users have a row each from the first message on.
            "CREATE TABLE position (person bigint NOT NULL, conversation bigint NOT NULL, delivered bigint NOT NULL,"
                    + " read bigint NOT NULL, PRIMARY KEY (person, conversation)) WITH (fillfactor = 80)",
            "CREATE TABLE block (person bigint NOT NULL, other bigint NOT NULL, PRIMARY KEY (person, other))",
            "CREATE TABLE sanction (kind text COLLATE \"C\" NOT NULL, subject text COLLATE \"C\" NOT NULL,"
                    + " name text NOT NULL, since_ms bigint NOT NULL, until_ms bigint, imposed_by text NOT NULL,"
                    + " reason text NOT NULL, PRIMARY KEY (kind, subject))",
            "CREATE TABLE audit (seq bigint PRIMARY KEY, time_ms bigint NOT NULL, actor text NOT NULL,"
                    + " action text NOT NULL, subject text NOT NULL, until_ms bigint, detail text NOT NULL)",
            "CREATE INDEX audit_time ON audit (time_ms)",
            // What was stored of late, for nodes that were not told: a row a batch and conversation, kept for minutes.
            "CREATE TABLE stored (xact xid8 NOT NULL DEFAULT pg_current_xact_id(), conversation bigint NOT NULL,"
                    + " first bigint NOT NULL, last bigint NOT NULL, version bigint NOT NULL)",
            "CREATE INDEX stored_xact ON stored (xact)",
            // Locked by whoever founds a group, or appends to the audit log: one at a time.
            "INSERT INTO meta (key, value) VALUES ('founding', ''), ('audit', '0'), ('stored-until', '0')");

    /** How a commit is recognised by the connection that made it. */
    static final List<String> SECOND = List.of(
            // A row a connection, with what it has committed last. Room is left, so that a new number needs no new
            // page.
            "CREATE TABLE attempt (link uuid PRIMARY KEY, number bigint NOT NULL,"
                    + " made timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 50)");
}
