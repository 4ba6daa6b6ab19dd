package io.implatform.core.logic;

import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.List;
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

        R help(Help reply);

        R pong(Pong reply);

        R goodbye(Goodbye reply);

        R refused(Refused reply);
    }

    /** The account is made. */
    record Registered(UserId user) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.registered(this);
        }
    }

    /** The session is {@code user}'s. */
    record LoggedIn(UserId user) implements Reply {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.loggedIn(this);
        }
    }

    /**
     * Who is online.
     *
     * @param users in order of their names, each once
     */
    record Online(List<UserId> users) implements Reply {
        public Online {
            users = List.copyOf(users);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.online(this);
        }
    }

    /**
     * The message is stored and durable.
     *
     * @param to where, names spelled as registered
     * @param seq its number there
     * @param time when the server took it
     * @param duplicate whether it was stored before, under the same client id, and nothing was done now
     */
    record Posted(ConversationRef to, long seq, Instant time, boolean duplicate) implements Reply {
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
    record Goodbye() implements Reply {
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
