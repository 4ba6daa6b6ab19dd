package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Standing;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How groups are read, and where a user stands. Each is one query, which sees one state of the database. */
final class Groups {
    /** Names have no spaces, so that a name and a role need no more than one between them. */
    private static final String SELECT = "SELECT c.key, g.name, g.private, g.topic, c.version,"
            + " ARRAY (SELECT p.name || ' ' || m.role FROM member m JOIN person p ON p.id = m.person"
            + " WHERE m.conversation = c.id ORDER BY m.place),"
            + " ARRAY (SELECT p.name FROM invitation i JOIN person p ON p.id = i.person"
            + " WHERE i.conversation = c.id ORDER BY p.key)"
            + " FROM conversation c JOIN chat_group g ON g.conversation = c.id";

    private static final String GROUP = SELECT + " WHERE c.key = ?";

    /** In the order of their ids. */
    static final String ALL = SELECT + " ORDER BY c.key";

    private static final String STANDINGS = "WITH asked AS MATERIALIZED (SELECT id FROM person WHERE key = ?)"
            // A position may be stored where nothing was said yet.
            + " SELECT c.key, NULL, c.head, p.delivered, p.read, false FROM asked"
            + " JOIN position p ON p.person = asked.id JOIN conversation c ON c.id = p.conversation"
            + " WHERE c.head > 0 OR c.key = 'lobby'"
            + " UNION ALL SELECT c.key, g.name, c.head, m.delivered, m.read, false FROM asked"
            + " JOIN member m ON m.person = asked.id JOIN conversation c ON c.id = m.conversation"
            + " JOIN chat_group g ON g.conversation = c.id"
            + " UNION ALL SELECT c.key, g.name, c.head, 0, 0, true FROM asked"
            + " JOIN invitation i ON i.person = asked.id JOIN conversation c ON c.id = i.conversation"
            + " JOIN chat_group g ON g.conversation = c.id WHERE NOT EXISTS (SELECT 1 FROM member m"
            + " WHERE m.conversation = c.id AND m.person = asked.id)";

    private Groups() {}

    static Optional<Group> group(Link link, ConversationId.Group id) throws SQLException {
        return link.first(GROUP, Groups::group, Rows.key(id));
    }

    /** The group of the current row. */
    static Group group(ResultSet row) throws SQLException {
        Map<UserId, Role> members = new LinkedHashMap<>();
        for (String member : texts(row.getArray(6))) {
            int space = member.indexOf(' ');
            members.put(Rows.user(member.substring(0, space)), Rows.role(member.substring(space + 1)));
        }
        Set<UserId> invited = new LinkedHashSet<>();
        for (String user : texts(row.getArray(7))) {
            invited.add(Rows.user(user));
        }
        return new Group(
                Rows.group(row.getString(1), row.getString(2)),
                row.getBoolean(3),
                row.getString(4),
                members,
                invited,
                row.getLong(5));
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    static Optional<ConversationId.Group> publicGroup(Link link, String nameKey) throws SQLException {
        return link.first(
                "SELECT c.key, g.name FROM chat_group g JOIN conversation c ON c.id = g.conversation"
                        + " WHERE g.name_key = ? AND NOT g.private",
                row -> Rows.group(row.getString(1), row.getString(2)),
                nameKey);
    }

    static List<Standing> standings(Link link, UserId user) throws SQLException {
        return link.list(
                STANDINGS,
                row -> new Standing(
                        Rows.conversation(row.getString(1), row.getString(2)),
                        row.getLong(3),
                        new Position(row.getLong(4), row.getLong(5)),
                        row.getBoolean(6)),
                user.key());
    }

    static Map<UserId, Position> positions(Link link, ConversationId conversation, Collection<UserId> users)
            throws SQLException {
        Map<String, UserId> asked = new HashMap<>();
        users.forEach(user -> asked.put(user.key(), user));
        String table = conversation instanceof ConversationId.Group ? "member" : "position";
        Map<UserId, Position> positions = new HashMap<>();
        Script script = new Script();
        script.query(
                "SELECT p.key, t.delivered, t.read FROM unnest(?::text[]) AS asked (key)"
                        + " JOIN person p ON p.key = asked.key JOIN " + table + " t ON t.person = p.id"
                        + " AND t.conversation = (SELECT id FROM conversation WHERE key = ?)",
                rows -> {
                    while (rows.next()) {
                        UserId user = asked.get(rows.getString(1));
                        if (user != null) {
                            positions.put(user, new Position(rows.getLong(2), rows.getLong(3)));
                        }
                    }
                },
                asked.keySet().toArray(String[]::new),
                Rows.key(conversation));
        link.run(script);
        return positions;
    }

    static Set<UserId> blockedBy(Link link, UserId user) throws SQLException {
        return Set.copyOf(link.list(
                "SELECT other.name FROM block b JOIN person other ON other.id = b.other"
                        + " WHERE b.person = (SELECT id FROM person WHERE key = ?)",
                row -> Rows.user(row.getString(1)),
                user.key()));
    }
}
