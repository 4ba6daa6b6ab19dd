package io.implatform.store.postgres;

import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.store.postgres.State.Conversation;
import io.implatform.store.postgres.State.Member;
import io.implatform.store.postgres.State.Pair;
import io.implatform.store.postgres.State.Said;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How what a batch has made of its {@link State} is written: a statement a table, whatever the number of rows. */
final class Storing {
    private final Script writes;

    Storing(Script writes) {
        this.writes = writes;
    }

    void store(State state) {
        messages(state);
        conversations(state);
        groups(state);
        members(state);
        pairs(state.invitations, "invitation (conversation, person)", "conversation", "person", "invitation");
        pairs(state.blocks, "block (person, other)", "person", "other", "block");
        positions(state);
    }

    private void messages(State state) {
        List<Said> added =
                state.said.values().stream().filter(said -> said.isNew).toList();
        if (!added.isEmpty()) {
            writes.update(
                    "INSERT INTO message (conversation, seq, author, time_ms, refers_to, kind, state, client_id, text,"
                            + " newest) SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
                            + " ?::bigint[], ?::smallint[], ?::smallint[], ?::text[], ?::text[], ?::text[])",
                    longs(added, said -> said.conversation),
                    longs(added, said -> said.seq),
                    longs(added, said -> said.author),
                    longs(added, said -> said.time().toEpochMilli()),
                    longs(added, said -> said.refersTo),
                    shorts(added, said -> Rows.number(said.kind)),
                    shorts(added, said -> Rows.number(said.state)),
                    texts(added, said -> said.clientId),
                    texts(added, Said::text),
                    texts(added, said -> said.newest));
        }
        List<Said> changed = state.said.values().stream()
                .filter(said -> said.isChanged && !said.isNew && said.kind == Message.Kind.TEXT)
                .toList();
        if (!changed.isEmpty()) {
            writes.update(
                    "UPDATE message m SET state = t.state, newest = t.newest,"
                            + " text = CASE t.state WHEN 2 THEN '' ELSE m.text END"
                            + " FROM unnest(?::bigint[], ?::bigint[], ?::smallint[], ?::text[])"
                            + " AS t (conversation, seq, state, newest)"
                            + " WHERE m.conversation = t.conversation AND m.seq = t.seq",
                    longs(changed, said -> said.conversation),
                    longs(changed, said -> said.seq),
                    shorts(changed, said -> Rows.number(said.state)),
                    texts(changed, said -> said.newest));
        }
        if (!state.erased.isEmpty()) {
            writes.update(
                    "UPDATE message m SET state = 2, text = '' FROM unnest(?::bigint[], ?::bigint[])"
                            + " AS t (conversation, seq)"
                            + " WHERE m.conversation = t.conversation AND m.refers_to = t.seq AND m.kind = 1"
                            + " AND m.state <> 2",
                    longs(state.erased, Pair::conversation),
                    longs(state.erased, Pair::other));
        }
    }

    private void conversations(State state) {
        List<Conversation> changed =
                state.conversations.values().stream().filter(it -> it.isChanged).toList();
        if (changed.isEmpty()) {
            return;
        }
        long[] ids = longs(changed, it -> it.id);
        long[] heads = longs(changed, it -> it.head);
        long[] versions = longs(changed, it -> it.version);
        writes.update(
                "UPDATE conversation c SET head = t.head, version = t.version"
                        + " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS t (id, head, version)"
                        + " WHERE c.id = t.id",
                ids,
                heads,
                versions);
        writes.update(
                "INSERT INTO stored (conversation, first, last, version)"
                        + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])",
                ids,
                longs(changed, it -> it.first),
                longs(changed, it -> it.first == 0 ? 0 : it.head),
                versions);
    }

    private void groups(State state) {
        Collection<State.GroupRow> founded = state.founded.values();
        if (!founded.isEmpty()) {
            writes.update(
                    "INSERT INTO chat_group (conversation, private, name, name_key, topic)"
                            + " SELECT * FROM unnest(?::bigint[], ?::boolean[], ?::text[], ?::text[], ?::text[])",
                    longs(state.founded.keySet(), Long::longValue),
                    founded.stream().map(State.GroupRow::isPrivate).toArray(Boolean[]::new),
                    texts(founded, State.GroupRow::name),
                    texts(founded, State.GroupRow::nameKey),
                    texts(founded, State.GroupRow::topic));
        }
        if (!state.topics.isEmpty()) {
            writes.update(
                    "UPDATE chat_group g SET topic = t.topic"
                            + " FROM unnest(?::bigint[], ?::text[]) AS t (conversation, topic)"
                            + " WHERE g.conversation = t.conversation",
                    longs(state.topics.keySet(), Long::longValue),
                    texts(state.topics.values(), topic -> topic));
        }
    }

    private void members(State state) {
        List<Pair> gone = state.members.entrySet().stream()
                .filter(it -> it.getValue().isStored && it.getValue().role == null)
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            writes.update(
                    "DELETE FROM member m USING unnest(?::bigint[], ?::bigint[]) AS t (conversation, person)"
                            + " WHERE m.conversation = t.conversation AND m.person = t.person",
                    longs(gone, Pair::conversation),
                    longs(gone, Pair::other));
        }
        List<Map.Entry<Pair, Member>> put = state.members.entrySet().stream()
                .filter(it -> it.getValue().isChanged && it.getValue().role != null)
                .toList();
        if (!put.isEmpty()) {
            writes.update(
                    "INSERT INTO member (conversation, person, place, delivered, read, role)"
                            + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
                            + " ?::text[]) ON CONFLICT (conversation, person) DO UPDATE SET place = excluded.place,"
                            + " delivered = excluded.delivered, read = excluded.read, role = excluded.role",
                    longs(put, it -> it.getKey().conversation()),
                    longs(put, it -> it.getKey().other()),
                    longs(put, it -> it.getValue().place),
                    longs(put, it -> it.getValue().position.delivered()),
                    longs(put, it -> it.getValue().position.read()),
                    texts(put, it -> Objects.requireNonNull(it.getValue().role).key()));
        }
    }

    /** Rows of two numbers that are there or are not. */
    private void pairs(Map<Pair, Boolean> pairs, String into, String one, String other, String table) {
        List<Pair> gone = keys(pairs, false);
        if (!gone.isEmpty()) {
            writes.update(
                    "DELETE FROM " + table + " p USING unnest(?::bigint[], ?::bigint[]) AS t (one, other) WHERE p."
                            + one + " = t.one AND p." + other + " = t.other",
                    longs(gone, Pair::conversation),
                    longs(gone, Pair::other));
        }
        List<Pair> there = keys(pairs, true);
        if (!there.isEmpty()) {
            writes.update(
                    "INSERT INTO " + into + " SELECT * FROM unnest(?::bigint[], ?::bigint[]) ON CONFLICT DO NOTHING",
                    longs(there, Pair::conversation),
                    longs(there, Pair::other));
        }
    }

    private static List<Pair> keys(Map<Pair, Boolean> pairs, boolean value) {
        return pairs.entrySet().stream()
                .filter(it -> it.getValue() == value)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The last of the locks: in the order of their keys, whatever the order of the writes was. */
    private void positions(State state) {
        if (state.positions.isEmpty()) {
            return;
        }
        Collection<Pair> keys = state.positions.keySet();
        Collection<Position> positions = state.positions.values();
        writes.update(
                "INSERT INTO position (person, conversation, delivered, read)"
                        + " SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])"
                        + " AS t (person, conversation, delivered, read) ORDER BY t.person, t.conversation"
                        + " ON CONFLICT (person, conversation) DO UPDATE SET"
                        + " delivered = greatest(position.delivered, excluded.delivered),"
                        + " read = greatest(position.read, excluded.read)",
                longs(keys, Pair::conversation),
                longs(keys, Pair::other),
                longs(positions, Position::delivered),
                longs(positions, Position::read));
    }

    private static <T> long[] longs(Collection<T> of, ToLongFunction<T> value) {
        return of.stream().mapToLong(value).toArray();
    }

    private static <T> Short[] shorts(Collection<T> of, Function<T, Integer> value) {
        return of.stream().map(it -> value.apply(it).shortValue()).toArray(Short[]::new);
    }

    private static <T> String[] texts(Collection<T> of, Function<T, @Nullable String> value) {
        return of.stream().map(value).toArray(String[]::new);
    }
}
