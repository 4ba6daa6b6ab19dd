package io.implatform.store.postgres;

import io.implatform.core.model.Position;
import io.implatform.store.postgres.Names.Known;
import io.implatform.store.postgres.State.Conversation;
import io.implatform.store.postgres.State.Member;
import io.implatform.store.postgres.State.Said;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * How a batch locks what it changes and reads what it is decided on.
 *
 * <p>The order is the same for every batch of every node, so that of two that meet one waits for the other and never
 * both: who founds groups; the rows of those who send under client ids or block, by their number; the
 * conversations, by theirs; the rows of members, by conversation and person. (Positions come last, when they are
 * written, by person and conversation.) Each question is asked after the locks before it are there, and sees all
 * that was committed by then.
 */
final class Loading {
    static final String FOUNDING = "SELECT 1 FROM meta WHERE key = 'founding' FOR UPDATE";

    static final String SENDERS = "SELECT 1 FROM person WHERE id = ANY (?::bigint[]) ORDER BY id FOR NO KEY UPDATE";

    static final String CONVERSATIONS = "SELECT id, head, version FROM conversation WHERE id = ANY (?::bigint[])"
            + " ORDER BY id FOR NO KEY UPDATE";

    static final String MEMBERS = "SELECT m.conversation, m.person, m.role, m.place, m.delivered, m.read"
            + " FROM unnest(?::bigint[], ?::bigint[]) AS asked (conversation, person)"
            + " JOIN member m ON m.conversation = asked.conversation AND m.person = asked.person"
            + " ORDER BY m.conversation, m.person FOR UPDATE OF m";

    static final String NAMES = "SELECT name_key FROM chat_group WHERE name_key = ANY (?::text[]) AND NOT private";

    /** What was stored first, unless it is deleted (2): with the text that it had before every edit. */
    static final String SENDINGS = "SELECT m.conversation, m.author, m.client_id, c.key, g.name, m.seq, m.time_ms,"
            + " p.name, m.kind, m.refers_to, CASE m.state WHEN 2 THEN 2 ELSE 0 END, m.text, m.state"
            + " FROM unnest(?::bigint[], ?::text[]) AS asked (author, client_id)"
            + " JOIN message m ON m.author = asked.author AND m.client_id = asked.client_id"
            + " AND m.client_id IS NOT NULL"
            + " JOIN conversation c ON c.id = m.conversation"
            + " JOIN person p ON p.id = m.author"
            + " LEFT JOIN chat_group g ON g.conversation = m.conversation";

    static final String TARGETS = "SELECT m.conversation, m.seq, m.kind, m.refers_to, m.state"
            + " FROM unnest(?::bigint[], ?::bigint[]) AS asked (conversation, seq)"
            + " JOIN message m ON m.conversation = asked.conversation AND m.seq = asked.seq";

    private final Asked asked;
    private final Known known;
    private final State state = new State();

    Loading(Asked asked, Known known) {
        this.asked = asked;
        this.known = known;
    }

    /** What the answers of the statements make it; to be used once they are there. */
    State load(Script reads) {
        if (asked.founds) {
            reads.query(FOUNDING, Link::ignore);
        }
        if (!asked.senders.isEmpty()) {
            reads.query(SENDERS, Link::ignore, (Object)
                    asked.senders.stream().mapToLong(known::person).toArray());
        }
        long[] changing = asked.changing.stream()
                .map(known::conversation)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .toArray();
        if (changing.length > 0) {
            reads.query(CONVERSATIONS, this::conversations, (Object) changing);
        }
        members(reads);
        if (!asked.publicNames.isEmpty()) {
            reads.query(NAMES, this::names, (Object) asked.publicNames.toArray(String[]::new));
        }
        if (!asked.sendings.isEmpty()) {
            List<Asked.Sending> sendings = List.copyOf(asked.sendings);
            reads.query(
                    SENDINGS,
                    this::sendings,
                    sendings.stream().mapToLong(it -> known.person(it.from())).toArray(),
                    sendings.stream().map(Asked.Sending::clientId).toArray(String[]::new));
        }
        targets(reads);
        return state;
    }

    private void members(Script reads) {
        List<Asked.Place> places = asked.places.stream()
                .filter(place -> known.conversation(place.conversation()) != null)
                .toList();
        if (!places.isEmpty()) {
            reads.query(
                    MEMBERS,
                    this::members,
                    ids(places, Asked.Place::conversation),
                    places.stream().mapToLong(it -> known.person(it.user())).toArray());
        }
    }

    private void targets(Script reads) {
        List<Asked.About> targets = asked.targets.stream()
                .filter(about -> about.seq() > 0 && known.conversation(about.conversation()) != null)
                .toList();
        if (!targets.isEmpty()) {
            reads.query(
                    TARGETS,
                    this::targets,
                    ids(targets, Asked.About::conversation),
                    targets.stream().mapToLong(Asked.About::seq).toArray());
        }
    }

    private <T> long[] ids(
            Collection<T> of, java.util.function.Function<T, io.implatform.core.model.ConversationId> conversation) {
        return of.stream()
                .mapToLong(it -> Objects.requireNonNull(known.conversation(conversation.apply(it))))
                .toArray();
    }

    private void conversations(ResultSet rows) throws SQLException {
        while (rows.next()) {
            state.conversations.put(
                    rows.getLong(1), new Conversation(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
        }
    }

    private void members(ResultSet rows) throws SQLException {
        while (rows.next()) {
            Member member = new Member();
            member.role = Rows.role(rows.getString(3));
            member.place = rows.getLong(4);
            member.position = new Position(rows.getLong(5), rows.getLong(6));
            member.isStored = true;
            state.members.put(new State.Pair(rows.getLong(1), rows.getLong(2)), member);
        }
    }

    private void names(ResultSet rows) throws SQLException {
        while (rows.next()) {
            state.names.add(rows.getString(1));
        }
    }

    private void sendings(ResultSet rows) throws SQLException {
        while (rows.next()) {
            Said said = new Said(
                    rows.getLong(1),
                    rows.getLong(6),
                    Rows.kind(rows.getInt(9)),
                    rows.getLong(10),
                    Rows.state(rows.getInt(13)));
            said.first = Rows.message(Rows.conversation(rows.getString(4), rows.getString(5)), rows, 6);
            state.add(said);
            state.sendings.put(new State.Sending(rows.getLong(2), rows.getString(3)), said);
        }
    }

    private void targets(ResultSet rows) throws SQLException {
        while (rows.next()) {
            State.Pair key = new State.Pair(rows.getLong(1), rows.getLong(2));
            if (!state.said.containsKey(key)) {
                state.add(new Said(
                        key.conversation(),
                        key.other(),
                        Rows.kind(rows.getInt(3)),
                        rows.getLong(4),
                        Rows.state(rows.getInt(5))));
            }
        }
    }
}
