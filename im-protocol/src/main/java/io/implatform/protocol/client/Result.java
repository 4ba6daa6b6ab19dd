package io.implatform.protocol.client;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a request that was done; which of these follows from the request's verb. Immutable.
 *
 * <p>A role or a state that this version does not know is read as the nearest: {@code MEMBER}, {@code
 * ONLINE}.
 */
public sealed interface Result {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of result. */
    interface Cases<R> {
        R loggedIn(LoggedIn result);

        R stored(Stored result);

        R historyEnd(HistoryEnd result);

        R marked(Marked result);

        R online(Online result);

        R unread(Unread result);

        R positions(Positions result);

        R groups(Groups result);

        R members(Members result);

        R blocked(Blocked result);

        R help(Help result);

        R done(Done result);
    }

    /**
     * Of a login. What was missed follows as events.
     *
     * @param user who is logged in, spelled as registered
     * @param epoch the name of the store's history, to be given when resuming
     * @param token what to come back with; {@link #toString} leaves it out
     * @param reset whether the positions that were given are of another epoch, and were left aside
     * @param positions where the session begins in each conversation of its user: everything after that is told
     */
    record LoggedIn(
            UserId user, String epoch, Optional<String> token, boolean reset, Map<ConversationRef, Long> positions)
            implements Result {
        public LoggedIn {
            positions = Map.copyOf(positions);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.loggedIn(this);
        }

        @Override
        public String toString() {
            return "LoggedIn[" + user + "]";
        }
    }

    /**
     * Of a message, private, group, reply, edit or delete: it is stored and durable.
     *
     * @param in where, names spelled as registered
     * @param seq its number there; of an edit or a deletion, the fact's
     * @param time when the server took it
     * @param target the message that is answered, edited or deleted; 0 for none
     * @param duplicate whether it was stored before, under the same id, and nothing was done now
     */
    record Stored(ConversationRef in, long seq, Instant time, long target, boolean duplicate) implements Result {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stored(this);
        }
    }

    /**
     * Of a history: the end of the page.
     *
     * @param count how many lines came before it
     * @param more whether there are further messages in the direction of the page
     */
    record HistoryEnd(int count, boolean more) implements Result {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.historyEnd(this);
        }
    }

    /** Of a read or ack: the position is there. */
    record Marked(ConversationRef in, long seq) implements Result {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.marked(this);
        }
    }

    /** Of an online: in order of their names, each once. */
    record Online(List<Reply.Present> users) implements Result {
        public Online {
            users = List.copyOf(users);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.online(this);
        }
    }

    /** Of an unread: the conversations with something unread. */
    record Unread(List<Reply.Count> conversations) implements Result {
        public Unread {
            conversations = List.copyOf(conversations);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unread(this);
        }
    }

    /** Of a positions: how far the others have come, in order of their names. */
    record Positions(ConversationRef in, List<Reply.Mark> marks) implements Result {
        public Positions {
            marks = List.copyOf(marks);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.positions(this);
        }
    }

    /** Of a groups: the user's groups and invitations. */
    record Groups(List<Reply.Standing> groups) implements Result {
        public Groups {
            groups = List.copyOf(groups);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.groups(this);
        }
    }

    /** Of a members: the longest standing first. */
    record Members(String group, Map<UserId, Role> members) implements Result {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.members(this);
        }
    }

    /** Of a blocked: whom the user has blocked. */
    record Blocked(List<UserId> users) implements Result {
        public Blocked {
            users = List.copyOf(users);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blocked(this);
        }
    }

    /** Of a help: the commands of the server, which may be others than this version's. */
    record Help(List<Entry> commands) implements Result {
        /** A command: its type, how it is spelled in the text form, and what it does. */
        public record Entry(String verb, String usage, String summary) {}

        public Help {
            commands = List.copyOf(commands);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.help(this);
        }
    }

    /**
     * Of everything else: it is done.
     *
     * @param fields what the server said about it, such as {@code user} of a registration; the strings alone
     */
    record Done(Map<String, String> fields) implements Result {
        public Done {
            fields = Map.copyOf(fields);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.done(this);
        }
    }
}
