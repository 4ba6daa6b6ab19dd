package io.implatform.store.postgres;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the database gave to users and conversations. A row that is there stays and keeps its number,
 * so what is remembered stays true, whatever other nodes do.
 *
 * <p>Rows that are missing are made before the transaction that needs them, for good: a name of whom nothing is
 * said says nothing. So no transaction waits for another one's new names while it holds locks. Threads: any,
 * at once.
 */
final class Names {
    /** How many users, and how many conversations, are remembered; past it all are asked for again. */
    private static final int MAX = 100_000;

    private record Person(long id, String name) {}

    private final Map<UserId, Person> people = new ConcurrentHashMap<>();
    private final Map<ConversationId, Long> conversations = new ConcurrentHashMap<>();

    /** The numbers that a batch needs. */
    record Known(Map<UserId, Long> people, Map<ConversationId, Long> conversations) {
        long person(UserId user) {
            Long id = people.get(user);
            if (id == null) {
                throw new IllegalStateException("a user without a number");
            }
            return id;
        }

        /** {@code null} for a group that nobody has founded. */
        @Nullable
        Long conversation(ConversationId conversation) {
            return conversations.get(conversation);
        }
    }

    /**
     * Finds the numbers, and makes those that are missing.
     *
     * @param users spelled as they are to be spelled from now on
     * @param inAnySpelling users whose spelling counts only where they are new
     * @param made conversations to be made where they are missing
     * @param asked conversations that may be missing
     */
    Known known(
            Link link,
            Collection<UserId> users,
            Collection<UserId> inAnySpelling,
            Collection<? extends ConversationId> made,
            Collection<? extends ConversationId> asked)
            throws SQLException {
        Known known = new Known(new HashMap<>(), new HashMap<>());
        // By key: whoever makes several at once makes them in the same order, and waits in it.
        SortedMap<String, UserId> newPeople = new TreeMap<>();
        List<UserId> respelled = new ArrayList<>();
        for (UserId user : inAnySpelling) {
            find(user, known, newPeople);
        }
        for (UserId user : users) {
            Person person = find(user, known, newPeople);
            if (person == null) {
                newPeople.put(user.key(), user);
            } else if (!person.name.equals(user.name())) {
                respelled.add(user);
            }
        }
        SortedMap<String, ConversationId> newConversations = new TreeMap<>();
        SortedMap<String, ConversationId> unknown = new TreeMap<>();
        for (ConversationId conversation : made) {
            find(conversation, known, newConversations);
        }
        for (ConversationId conversation : asked) {
            find(conversation, known, unknown);
        }
        unknown.putAll(newConversations);
        if (!newPeople.isEmpty() || !unknown.isEmpty()) {
            ask(link, known, newPeople, newConversations, unknown);
        }
        for (UserId user : users) {
            Person person = people.get(user);
            if (person != null && !person.name.equals(user.name()) && !respelled.contains(user)) {
                respelled.add(user);
            }
        }
        for (UserId user : respelled) {
            respell(link, user, known.person(user));
        }
        return known;
    }

    private @Nullable Person find(UserId user, Known known, SortedMap<String, UserId> missing) {
        Person person = people.get(user);
        if (person != null) {
            known.people.put(user, person.id);
        } else {
            missing.putIfAbsent(user.key(), user);
        }
        return person;
    }

    private void find(ConversationId conversation, Known known, SortedMap<String, ConversationId> missing) {
        Long id = conversations.get(conversation);
        if (id != null) {
            known.conversations.put(conversation, id);
        } else {
            missing.put(Rows.key(conversation), conversation);
        }
    }

    private void ask(
            Link link,
            Known known,
            SortedMap<String, UserId> newPeople,
            SortedMap<String, ConversationId> newConversations,
            SortedMap<String, ConversationId> unknown)
            throws SQLException {
        Script script = new Script();
        if (!newPeople.isEmpty()) {
            String[] keys = newPeople.keySet().toArray(String[]::new);
            // Nothing is inserted, and no row locked, for those that another node has made in the meantime.
            script.update(
                    "INSERT INTO person (key, name) SELECT * FROM unnest(?::text[], ?::text[]) AS t (key, name)"
                            + " WHERE NOT EXISTS (SELECT 1 FROM person WHERE person.key = t.key)"
                            + " ORDER BY t.key COLLATE \"C\" ON CONFLICT (key) DO NOTHING",
                    keys,
                    newPeople.values().stream().map(UserId::name).toArray(String[]::new));
            script.query(
                    "SELECT key, id, name FROM person WHERE key = ANY (?::text[])",
                    rows -> {
                        while (rows.next()) {
                            UserId user = newPeople.get(rows.getString(1));
                            if (user != null) {
                                known.people.put(user, rows.getLong(2));
                                remember(people, user, new Person(rows.getLong(2), rows.getString(3)));
                            }
                        }
                    },
                    (Object) keys);
        }
        if (!newConversations.isEmpty()) {
            script.update(
                    "INSERT INTO conversation (key) SELECT key FROM unnest(?::text[]) AS t (key)"
                            + " WHERE NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.key = t.key)"
                            + " ORDER BY t.key COLLATE \"C\" ON CONFLICT (key) DO NOTHING",
                    (Object) newConversations.keySet().toArray(String[]::new));
        }
        if (!unknown.isEmpty()) {
            script.query(
                    "SELECT key, id FROM conversation WHERE key = ANY (?::text[])",
                    rows -> {
                        while (rows.next()) {
                            ConversationId conversation = unknown.get(rows.getString(1));
                            if (conversation != null) {
                                known.conversations.put(conversation, rows.getLong(2));
                                remember(conversations, conversation, rows.getLong(2));
                            }
                        }
                    },
                    (Object) unknown.keySet().toArray(String[]::new));
        }
        link.run(script);
    }

    /** An account is spelled in one way for its life; where a host's users change theirs, the newest counts. */
    private void respell(Link link, UserId user, long id) throws SQLException {
        link.run(new Script().update("UPDATE person SET name = ? WHERE id = ?", user.name(), id));
        people.put(user, new Person(id, user.name()));
    }

    private static <K, V> void remember(Map<K, V> map, K key, V value) {
        if (map.size() >= MAX) {
            map.clear();
        }
        map.put(key, value);
    }
}
