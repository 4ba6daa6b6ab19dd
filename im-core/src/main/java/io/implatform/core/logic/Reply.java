package io.implatform.core.logic;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request is answered with. Every request gets exactly one final reply; a {@link HistoryPart}
 * may come before it. Immutable.
 */
public sealed interface Reply {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of reply. */
    interface Cases<R> {
        R registered(Registered reply);

        R loggedIn(LoggedIn reply);

        R online(Online reply);

        R posted(Posted reply);

        R historyPart(HistoryPart reply);

        R historyEnd(HistoryEnd reply);

        R marked(Marked reply);

        R unread(Unread reply);

        R positions(Positions reply);

        R groups(Groups reply);

        R members(Members reply);

        R blocked(Blocked reply);

        R done(Done reply);

        R help(Help reply);

        R pong(Pong reply);

        R goodbye(Goodbye reply);

        R refused(Refused reply);
    }

    /** A user who is online, and how. */
    record Present(UserId user, Status status) {}

    /** How many messages of a conversation are unread. */
    record Count(ConversationRef in, long unread) {}

    /**
     * A group, as one user stands in it.
     *
     * @param role the user's; empty for one who is invited
     */
    record Standing(String group, boolean isPrivate, Optional<Role> role, String topic) {}

    /** Something said about what was done: a field of the JSON form, a word of the text form. */
    record Field(String name, String value) {}

    /** The account is made. */
    record Registered(UserId user) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.registered(this);
        }
    }

    /**
     * The session is {@code user}'s. What was missed follows as events.
     *
     * @param epoch the name of the store's history
     * @param token what to come back with; empty where none was asked for, or the user store keeps none
     * @param reset whether positions of another epoch were left aside
     * @param positions where the session begins in each conversation of its user: it is told everything
     *     after that
     */
    record LoggedIn(
            UserId user, String epoch, Optional<String> token, boolean reset, Map<ConversationRef, Long> positions)
            implements Reply {
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
     * Who is online.
     *
     * @param users in order of their names, each once
     */
    record Online(List<Present> users) implements Reply {
        public Online {
            users = List.copyOf(users);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.online(this);
        }
    }

    /**
     * It is stored and durable.
     *
     * @param in where, names spelled as registered
     * @param of the message that is edited or deleted, or answered; 0 for none
     * @param seq its number there
     * @param time when the server took it
     * @param duplicate whether it was stored before, under the same client id, and nothing was done now
     */
    record Posted(Verb verb, ConversationRef in, long of, long seq, Instant time, boolean duplicate) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.posted(this);
        }
    }

    /** Some of the messages that were asked for, oldest first; more or the end follows. */
    record HistoryPart(ConversationRef of, List<Message> messages) implements Reply {
        public HistoryPart {
            messages = List.copyOf(messages);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.historyPart(this);
        }
    }

    /**
     * The end of a history page.
     *
     * @param count how many messages the parts before it held
     * @param more whether there are further messages in the direction of the page
     */
    record HistoryEnd(ConversationRef of, int count, boolean more) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.historyEnd(this);
        }
    }

    /** The position is moved, or was there before. */
    record Marked(Verb verb, ConversationRef in, long seq) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.marked(this);
        }
    }

    /** The conversations with something unread. */
    record Unread(List<Count> conversations) implements Reply {
        public Unread {
            conversations = List.copyOf(conversations);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unread(this);
        }
    }

    /** The user's groups and invitations, in order of their names. */
    record Groups(List<Standing> groups) implements Reply {
        public Groups {
            groups = List.copyOf(groups);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.groups(this);
        }
    }

    /** How far a user has come in a conversation. */
    record Mark(UserId user, Position position) {}

    /** How far the others have come in a conversation, in order of their names. */
    record Positions(ConversationRef in, List<Mark> marks) implements Reply {
        public Positions {
            marks = List.copyOf(marks);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.positions(this);
        }
    }

    /** The members of a group, the longest standing first. */
    record Members(String group, Map<UserId, Role> members) implements Reply {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.members(this);
        }
    }

    /** Whom the user has blocked, in order of their names. */
    record Blocked(List<UserId> users) implements Reply {
        public Blocked {
            users = List.copyOf(users);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.blocked(this);
        }
    }

    /**
     * It is done.
     *
     * @param fields what to say about it, in order
     */
    record Done(Verb verb, List<Field> fields) implements Reply {
        public Done {
            fields = List.copyOf(fields);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.done(this);
        }

        /** With fields given as name, value, name, value, … */
        public static Done of(Verb verb, String... namesAndValues) {
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
            }
            return new Done(verb, fields);
        }
    }

    /** The commands there are. */
    record Help(List<Verb> verbs) implements Reply {
        public Help {
            verbs = List.copyOf(verbs);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.help(this);
        }
    }

    /** A sign of life. */
    record Pong() implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pong(this);
        }
    }

    /** The session ends at its own request. */
    record Goodbye(Verb verb) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.goodbye(this);
        }
    }

    /**
     * Nothing was done.
     *
     * @param verb what was asked for, where that could be read
     */
    record Refused(Optional<Verb> verb, Refusal refusal) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** Whether it ends the answer to its request. */
    default boolean isFinal() {
        return !(this instanceof HistoryPart);
    }
}
