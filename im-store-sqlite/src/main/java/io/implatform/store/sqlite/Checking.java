package io.implatform.store.sqlite;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.StoreMaintenance;
import io.implatform.core.spi.StoreMaintenance.Count;
import io.implatform.core.spi.StoreMaintenance.Verified;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Verifies and counts what is stored, beyond what is looked at when a database is opened. */
final class Checking {
    /**
     * A hash in the PHC string format: its function, the version, the parameters, the salt and the hash.
     * What a host's own hasher makes may be another one of that form.
     */
    private static final Pattern PHC = Pattern.compile("\\$[a-z0-9-]{1,32}(\\$v=\\d+)?"
            + "(\\$[a-z0-9-]{1,32}=[A-Za-z0-9/+.-]+(,[a-z0-9-]{1,32}=[A-Za-z0-9/+.-]+)*)?"
            + "\\$[A-Za-z0-9/+.-]+(\\$[A-Za-z0-9/+]+)?");

    /** What refers to what: the table and column, and the table of whose key it is one. */
    private record Reference(String table, String column, String of, String key) {}

    private static final List<Reference> REFERENCES = List.of(
            new Reference("message", "author", "author", "id"),
            new Reference("chat_group", "conversation", "conversation", "id"),
            new Reference("member", "conversation", "chat_group", "conversation"),
            new Reference("member", "user", "author", "id"),
            new Reference("invitation", "conversation", "chat_group", "conversation"),
            new Reference("invitation", "user", "author", "id"),
            new Reference("position", "user", "author", "id"),
            new Reference("block", "user", "author", "id"),
            new Reference("block", "other", "author", "id"),
            new Reference("token", "account", "account", "key"));

    private Checking() {}

    static List<Verified> check(Database database) throws SQLException {
        return database.atOnce(() -> {
            List<Verified> verified = new ArrayList<>();
            verified.add(new Verified("the file is a whole SQLite database, its indexes too", integrity(database)));
            verified.add(new Verified("the messages of each conversation are 1, 2, 3, … with no gap", gaps(database)));
            verified.add(new Verified("everything refers to something that is there", references(database)));
            verified.add(new Verified("answers, edits and deletions are about a message before them", facts(database)));
            verified.add(new Verified("names, roles and conversations are well formed", names(database)));
            verified.add(new Verified("the password hashes can be read", hashes(database)));
            verified.add(new Verified("each group with members has an owner", owners(database)));
            verified.add(new Verified("mutes and bans can be read", sanctions(database)));
            verified.add(new Verified("the audit log is 1, 2, 3, … with no gap", audit(database)));
            return List.copyOf(verified);
        });
    }

    private static List<String> integrity(Database database) throws SQLException {
        List<String> verdict =
                database.list("PRAGMA integrity_check(" + StoreMaintenance.MAX_FAULTS + ")", row -> row.getString(1));
        return verdict.equals(List.of("ok")) ? List.of() : verdict;
    }

    private static List<String> gaps(Database database) throws SQLException {
        return Completeness.faults(database, StoreMaintenance.MAX_FAULTS).stream()
                .map(conversation -> "messages are missing in conversation " + conversation)
                .toList();
    }

    private static List<String> references(Database database) throws SQLException {
        List<String> faults = new ArrayList<>();
        for (Reference reference : REFERENCES) {
            long dangling = database.number("SELECT count(*) FROM " + reference.table + " WHERE " + reference.column
                    + " NOT IN (SELECT " + reference.key + " FROM " + reference.of + ")");
            if (dangling > 0) {
                faults.add(dangling + " of " + reference.table + " name a " + reference.column + " that is not there");
            }
        }
        long unknown = database.number("SELECT count(*) FROM position WHERE " + Completeness.UNKNOWN_CONVERSATION);
        if (unknown > 0) {
            faults.add(unknown + " of position name a conversation that is not there");
        }
        return faults;
    }

    private static List<String> facts(Database database) throws SQLException {
        return database.list(
                "SELECT fact.conversation, fact.seq FROM message AS fact WHERE refers_to <> 0"
                        + " AND fact.id <= (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'folded')"
                        + " AND NOT EXISTS (SELECT 1 FROM entry AS subject WHERE subject.conversation"
                        + " = fact.conversation AND subject.seq = fact.refers_to AND subject.seq < fact.seq"
                        + " AND subject.kind = 0) LIMIT ?",
                row -> "message " + row.getLong(2) + " of conversation " + row.getLong(1),
                StoreMaintenance.MAX_FAULTS);
    }

    private static List<String> names(Database database) throws SQLException {
        List<String> faults = new ArrayList<>();
        for (String table : List.of("account", "author")) {
            faults.addAll(database.list(
                    "SELECT key, name" + (table.equals("account") ? ", role" : ", 'user'") + " FROM " + table,
                    row -> isUser(row.getString(1), row.getString(2), row.getString(3)) ? "" : "a row of " + table));
        }
        faults.addAll(database.list(
                "SELECT conversation.id, conversation.key, chat_group.name FROM conversation"
                        + " LEFT JOIN chat_group ON chat_group.conversation = conversation.id",
                row -> {
                    String key = row.getString(2);
                    String group = row.getString(3);
                    boolean known = group == null
                            ? key.startsWith("group ")
                                    || ConversationId.parseKey(key).isPresent()
                            : key.startsWith("group ") && ConversationId.Group.isName(group);
                    return known ? "" : "conversation " + row.getLong(1);
                }));
        return real(faults);
    }

    private static boolean isUser(String key, String name, String role) {
        return UserId.parse(name).filter(user -> user.key().equals(key)).isPresent()
                && AccountRole.find(role).isPresent();
    }

    private static List<String> hashes(Database database) throws SQLException {
        return real(database.list(
                "SELECT name, password_hash FROM account WHERE retired = 0",
                row -> row.getString(2).equals(Account.NO_PASSWORD)
                                || PHC.matcher(row.getString(2)).matches()
                        ? ""
                        : "that of account " + row.getString(1)));
    }

    private static List<String> owners(Database database) throws SQLException {
        return database.list(
                "SELECT conversation FROM chat_group WHERE EXISTS (SELECT 1 FROM member"
                        + " WHERE member.conversation = chat_group.conversation) AND NOT EXISTS (SELECT 1 FROM member"
                        + " WHERE member.conversation = chat_group.conversation AND role = 'owner') LIMIT ?",
                row -> "the group of conversation " + row.getLong(1),
                StoreMaintenance.MAX_FAULTS);
    }

    private static List<String> sanctions(Database database) throws SQLException {
        return real(database.list(Moderation.SANCTIONS, row -> {
            try {
                Moderation.sanction(row);
                return "";
            } catch (SQLException | RuntimeException e) {
                return "a row of sanction";
            }
        }));
    }

    private static List<String> audit(Database database) throws SQLException {
        long count = database.number("SELECT count(*) FROM audit");
        long last = database.number("SELECT coalesce(max(seq), 0) FROM audit");
        return count == last ? List.of() : List.of("it has " + count + " entries up to number " + last);
    }

    private static List<String> real(List<String> faults) {
        return faults.stream()
                .filter(fault -> !fault.isEmpty())
                .limit(StoreMaintenance.MAX_FAULTS)
                .toList();
    }

    static List<Count> counts(Database database) throws SQLException {
        return database.atOnce(() -> List.of(
                count(database, "accounts", "account WHERE retired = 0"),
                count(database, "disabled accounts", "account WHERE retired = 0 AND disabled = 1"),
                count(database, "deleted accounts", "account WHERE retired = 1"),
                count(database, "tokens", "token"),
                new Count(
                        "conversations",
                        database.number("SELECT (SELECT count(*) FROM conversation)"
                                + " + (SELECT count(*) FROM entry WHERE seq = 1 AND conversation >> 31 > 0)")),
                count(database, "groups", "chat_group"),
                count(database, "messages", "message"),
                count(database, "mutes and bans", "sanction"),
                count(database, "audit entries", "audit"),
                new Count("bytes", database.number("PRAGMA page_count") * database.number("PRAGMA page_size"))));
    }

    private static Count count(Database database, String what, String from) throws SQLException {
        return new Count(what, database.number("SELECT count(*) FROM " + from));
    }
}
