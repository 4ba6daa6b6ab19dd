package io.implatform.store.sqlite;

import java.util.List;

/** The steps of {@link Migrations#ALL}. None of them is ever changed. */
final class Steps {
    private Steps() {}

    /** Accounts, and what was said. */
    static final List<String> MESSAGES = List.of(
            // The epoch.
            "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
            // Apart from the authors: where the host has users of its own this stays empty.
            "CREATE TABLE account (key TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, password_hash TEXT NOT NULL)"
                    + " STRICT, WITHOUT ROWID",
            "CREATE TABLE author (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT",
            "CREATE TABLE conversation (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT",
            // One b-tree in the order in which it is read, and small integers in it: half the cost of a row.
            "CREATE TABLE message (conversation INTEGER NOT NULL, seq INTEGER NOT NULL, time_ms INTEGER NOT NULL,"
                    + " author INTEGER NOT NULL, text TEXT NOT NULL, client_id TEXT,"
                    + " PRIMARY KEY (conversation, seq)) STRICT, WITHOUT ROWID",
            "CREATE UNIQUE INDEX message_client_id ON message (author, client_id) WHERE client_id IS NOT NULL");

    /** The two users of a row of {@code conversation} that is a private one. */
    private static final String ONE = "substr(conversation.key, 9, instr(substr(conversation.key, 9), ' ') - 1)";

    private static final String OTHER = "substr(conversation.key, 9 + instr(substr(conversation.key, 9), ' '))";
    private static final String PRIVATE = " FROM conversation WHERE conversation.key LIKE 'private %'";

    /** Facts about messages, groups, positions, blocked users and tokens. An author is any user from here on. */
    static final List<String> GROUPS = List.of(
            // kind: 0 a text, 1 an edit, 2 a deletion. state: 0 as it was, 1 edited, 2 deleted. Rows.java has them.
            "ALTER TABLE message ADD COLUMN kind INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE message ADD COLUMN refers_to INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE message ADD COLUMN state INTEGER NOT NULL DEFAULT 0",
            // The text of the last edit: what was said first stays beside it, for a sender who sends it again.
            "ALTER TABLE message ADD COLUMN newest TEXT",
            // By it a deletion finds the edits, which hold what the message said in between.
            "CREATE INDEX message_edit ON message (conversation, refers_to) WHERE kind = 1",
            // A group's conversation has the key "group " and its id: the name is no part of what it is.
            "CREATE TABLE chat_group (conversation INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL,"
                    + " private INTEGER NOT NULL, topic TEXT NOT NULL, version INTEGER NOT NULL) STRICT",
            "CREATE UNIQUE INDEX chat_group_public_name ON chat_group (name_key) WHERE private = 0",
            // Who has been there longest has the least place.
            "CREATE TABLE member (conversation INTEGER NOT NULL, user INTEGER NOT NULL, role TEXT NOT NULL,"
                    + " place INTEGER NOT NULL, PRIMARY KEY (conversation, user)) STRICT, WITHOUT ROWID",
            "CREATE TABLE invitation (conversation INTEGER NOT NULL, user INTEGER NOT NULL,"
                    + " PRIMARY KEY (conversation, user)) STRICT, WITHOUT ROWID",
            "CREATE INDEX invitation_user ON invitation (user)",
            // A row a member of a group, two a private conversation: so it also says what concerns a user.
            "CREATE TABLE position (user INTEGER NOT NULL, conversation INTEGER NOT NULL, delivered INTEGER NOT NULL,"
                    + " read INTEGER NOT NULL, PRIMARY KEY (user, conversation)) STRICT, WITHOUT ROWID",
            "CREATE TABLE block (user INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (user, other))"
                    + " STRICT, WITHOUT ROWID",
            "ALTER TABLE account ADD COLUMN retired INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE token (hash TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, expires_ms INTEGER NOT NULL)"
                    + " STRICT, WITHOUT ROWID",
            "CREATE INDEX token_account ON token (account, expires_ms)",
            // No group was ever founded, so these are nobody's; what was sent to them can be sent anew.
            "UPDATE message SET client_id = NULL WHERE client_id IS NOT NULL"
                    + " AND conversation IN (SELECT id FROM conversation WHERE key LIKE 'group %')",
            // Who never wrote anything is no author yet.
            "INSERT INTO author (key, name) SELECT part, coalesce(account.name, part) FROM (SELECT " + ONE + " AS part"
                    + PRIVATE + " UNION SELECT " + OTHER + PRIVATE
                    + ") LEFT JOIN account ON account.key = part WHERE true ON CONFLICT (key) DO NOTHING",
            // Until now nobody was given what was said while they were away. What came after their own last word
            // may be new to them: rather twice than never.
            "INSERT INTO position (user, conversation, delivered, read) SELECT user, conversation, own, own FROM ("
                    + "SELECT author.id AS user, conversation.id AS conversation, coalesce((SELECT max(seq) FROM message"
                    + " WHERE message.conversation = conversation.id AND message.author = author.id), 0) AS own"
                    + " FROM conversation CROSS JOIN author WHERE conversation.key LIKE 'private %'"
                    + " AND author.key IN (" + ONE + ", " + OTHER + "))");

    /** What accounts may do, mutes and bans, and the log of what was done with power over others. */
    static final List<String> MODERATION = List.of(
            "ALTER TABLE account ADD COLUMN role TEXT NOT NULL DEFAULT 'user'",
            "ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0",
            // name: of a user as registered, where the key is in lower case. until_ms: none for good.
            "CREATE TABLE sanction (kind TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,"
                    + " since_ms INTEGER NOT NULL, until_ms INTEGER, imposed_by TEXT NOT NULL, reason TEXT NOT NULL,"
                    + " PRIMARY KEY (kind, subject)) STRICT, WITHOUT ROWID",
            "CREATE TABLE audit (seq INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, actor TEXT NOT NULL,"
                    + " action TEXT NOT NULL, subject TEXT NOT NULL, until_ms INTEGER, detail TEXT NOT NULL) STRICT",
            "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit"
                    + " BEGIN SELECT raise(ABORT, 'the audit log is only appended to'); END",
            "CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit"
                    + " BEGIN SELECT raise(ABORT, 'the audit log is only appended to'); END");

    /** The number by which messages, entries and positions know a private conversation: {@link Pairs}. */
    private static final String PAIR = "min(one.id, other.id) << 31 | max(one.id, other.id)";

    /** Messages in order of their coming, and what leads from a conversation and a number to them. */
    static final List<String> ENTRIES = List.of(
            // A position may be stored where nothing was said, and then one of the two was never spoken of.
            "INSERT INTO author (key, name) SELECT part, coalesce(account.name, part) FROM (SELECT " + ONE + " AS part"
                    + PRIVATE + " UNION SELECT " + OTHER + PRIVATE
                    + ") LEFT JOIN account ON account.key = part WHERE true ON CONFLICT (key) DO NOTHING",
            "CREATE TABLE renumbered (number INTEGER PRIMARY KEY, old INTEGER NOT NULL UNIQUE) STRICT",
            "INSERT INTO renumbered (number, old) SELECT id, id FROM conversation WHERE key NOT LIKE 'private %'",
            "INSERT INTO renumbered (number, old) SELECT " + PAIR + ", conversation.id FROM conversation"
                    + " CROSS JOIN author AS one ON one.key = " + ONE
                    + " CROSS JOIN author AS other ON other.key = " + OTHER
                    + " WHERE conversation.key LIKE 'private %'",
            "ALTER TABLE message RENAME TO old_message",
            // A batch is written to the end of it, whatever conversations it is about.
            "CREATE TABLE message (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, seq INTEGER NOT NULL,"
                    + " time_ms INTEGER NOT NULL, author INTEGER NOT NULL, text TEXT NOT NULL, client_id TEXT,"
                    + " kind INTEGER NOT NULL DEFAULT 0, refers_to INTEGER NOT NULL DEFAULT 0,"
                    + " state INTEGER NOT NULL DEFAULT 0, newest TEXT) STRICT",
            // In the order of two primary keys, so that nothing is sorted.
            "INSERT INTO message (conversation, seq, time_ms, author, text, client_id, kind, refers_to, state, newest)"
                    + " SELECT number, seq, time_ms, author, text, client_id, kind, refers_to, state, newest"
                    + " FROM renumbered CROSS JOIN old_message ON old_message.conversation = renumbered.old"
                    + " ORDER BY number, seq",
            // Behind the messages by those that came last; meta's 'folded' is the last one that is surely in it.
            "CREATE TABLE entry (conversation INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL,"
                    + " message INTEGER NOT NULL, PRIMARY KEY (conversation, seq)) STRICT, WITHOUT ROWID",
            "INSERT INTO entry (conversation, seq, kind, message)"
                    + " SELECT conversation, seq, kind, id FROM message ORDER BY id",
            "INSERT INTO meta (key, value) SELECT 'folded', coalesce(max(id), 0) FROM message",
            "DROP TABLE old_message",
            "CREATE UNIQUE INDEX message_client_id ON message (author, client_id) WHERE client_id IS NOT NULL",
            "CREATE INDEX message_edit ON message (conversation, refers_to) WHERE kind = 1",
            "UPDATE position SET conversation = (SELECT number FROM renumbered WHERE old = position.conversation)"
                    + " WHERE conversation IN (SELECT old FROM renumbered WHERE number <> old)",
            "DELETE FROM conversation WHERE key LIKE 'private %'",
            "DROP TABLE renumbered");
}
