package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Standing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How groups are read, and where a user stands. */
final class Groups {
    /** The number of a conversation's newest message, in a query that has {@code column}. */
    private static String head(String column) {
        return "coalesce((SELECT seq FROM entry WHERE entry.conversation = " + column
                + " ORDER BY seq DESC LIMIT 1), 0)";
    }

    /** Positions say what concerns a user: each member of a group has one, and each of a private conversation. */
    static final String STANDINGS = "SELECT " + Rows.CONVERSATION + ", position.conversation, "
            + head("position.conversation") + ", position.delivered, position.read, 0 FROM position"
            + Rows.joinConversation("position.conversation") + " WHERE position.user = ?1 UNION ALL SELECT "
            + "conversation.key, chat_group.name, NULL, NULL, conversation.id, " + head("conversation.id")
            + ", 0, 0, 1 FROM invitation"
            + " CROSS JOIN conversation ON conversation.id = invitation.conversation"
            + " CROSS JOIN chat_group ON chat_group.conversation = conversation.id"
            + " WHERE invitation.user = ?1 AND NOT EXISTS (SELECT 1 FROM position"
            + " WHERE position.user = ?1 AND position.conversation = conversation.id)";

    private Groups() {}

    static Optional<Group> group(Database database, ConversationId.Group id) throws SQLException {
        return database.atOnce(() -> {
            Optional<Long> conversation = database.first(
                    "SELECT conversation.id FROM conversation CROSS JOIN chat_group"
                            + " ON chat_group.conversation = conversation.id WHERE key = ?",
                    row -> row.getLong(1),
                    Rows.key(id));
            return conversation.isEmpty() ? Optional.empty() : read(database, id, conversation.get());
        });
    }

    private static Optional<Group> read(Database database, ConversationId.Group id, long conversation)
            throws SQLException {
        Map<UserId, Role> members = new LinkedHashMap<>();
        database.list(
                "SELECT author.name, role FROM member CROSS JOIN author ON author.id = member.user"
                        + " WHERE member.conversation = ? ORDER BY place",
                row -> members.put(Rows.user(row.getString(1)), Rows.role(row.getString(2))),
                conversation);
        Set<UserId> invited = new LinkedHashSet<>(database.list(
                "SELECT author.name FROM invitation CROSS JOIN author ON author.id = invitation.user"
                        + " WHERE invitation.conversation = ?",
                row -> Rows.user(row.getString(1)),
                conversation));
        return database.first(
                "SELECT name, private, topic, version FROM chat_group WHERE conversation = ?",
                row -> new Group(
                        new ConversationId.Group(id.id(), row.getString(1)),
                        row.getBoolean(2),
                        row.getString(3),
                        members,
                        invited,
                        row.getLong(4)),
                conversation);
    }

    /** A group that there is, with those invited in the order of their names; within a transaction. */
    static Group sorted(Database database, ConversationId.Group id) throws SQLException {
        long conversation = database.first(
                        "SELECT id FROM conversation WHERE key = ?", row -> row.getLong(1), Rows.key(id))
                .orElseThrow();
        Group group = read(database, id, conversation).orElseThrow();
        Set<UserId> invited = new LinkedHashSet<>();
        group.invited().stream().sorted().forEach(invited::add);
        return new Group(group.id(), group.isPrivate(), group.topic(), group.members(), invited, group.version());
    }

    static Optional<ConversationId.Group> publicGroup(Database database, String nameKey) throws SQLException {
        return database.first(
                "SELECT conversation.key, chat_group.name FROM chat_group"
                        + " CROSS JOIN conversation ON conversation.id = chat_group.conversation"
                        + " WHERE name_key = ? AND private = 0",
                row -> Rows.group(row.getString(1), row.getString(2)),
                nameKey);
    }

    static List<Standing> standings(Database database, Tail tail, UserId user) throws SQLException {
        Optional<Long> asked = database.first("SELECT id FROM author WHERE key = ?", row -> row.getLong(1), user.key());
        if (asked.isEmpty()) {
            return List.of();
        }
        // Before the database is asked, as what leaves it is there then.
        Tail.Snapshot newest = tail.snapshot();
        Set<Long> begun = new LinkedHashSet<>(newest.begunBy(asked.get()));
        List<Standing> standings = new ArrayList<>(database.list(
                STANDINGS,
                row -> {
                    long conversation = row.getLong(Rows.CONVERSATION_COLUMNS + 1);
                    begun.remove(conversation);
                    return new Standing(
                            Rows.conversation(row, 1),
                            Math.max(
                                    row.getLong(Rows.CONVERSATION_COLUMNS + 2),
                                    newest.part(conversation).last()),
                            new Position(
                                    row.getLong(Rows.CONVERSATION_COLUMNS + 3),
                                    row.getLong(Rows.CONVERSATION_COLUMNS + 4)),
                            row.getBoolean(Rows.CONVERSATION_COLUMNS + 5));
                },
                asked.get()));
        for (long pair : begun) {
            standings.add(new Standing(
                    ConversationId.between(user(database, Pairs.lesser(pair)), user(database, Pairs.greater(pair))),
                    newest.part(pair).last(),
                    Position.START,
                    false));
        }
        // A position may be stored where nothing was said yet.
        standings.removeIf(
                standing -> standing.head() == 0 && standing.conversation() instanceof ConversationId.Private);
        return standings;
    }

    private static UserId user(Database database, long id) throws SQLException {
        return database.first("SELECT key FROM author WHERE id = ?", row -> Rows.user(row.getString(1)), id)
                .orElseThrow(() -> new SQLException("a conversation of nobody is stored"));
    }

    static Map<UserId, Position> positions(Database database, ConversationId conversation, Collection<UserId> users)
            throws SQLException {
        return database.atOnce(() -> {
            long number = History.number(database, conversation);
            Map<UserId, Position> positions = new HashMap<>();
            for (UserId user : users) {
                database.first(
                                "SELECT delivered, read FROM position"
                                        + " WHERE user = (SELECT id FROM author WHERE key = ?) AND conversation = ?",
                                row -> new Position(row.getLong(1), row.getLong(2)),
                                user.key(),
                                number)
                        .ifPresent(position -> positions.put(user, position));
            }
            return positions;
        });
    }

    static Set<UserId> blockedBy(Database database, UserId user) throws SQLException {
        return Set.copyOf(database.list(
                "SELECT author.name FROM block CROSS JOIN author ON author.id = block.other"
                        + " WHERE block.user = (SELECT id FROM author WHERE key = ?)",
                row -> Rows.user(row.getString(1)),
                user.key()));
    }
}
