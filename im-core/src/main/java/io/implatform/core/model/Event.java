package io.implatform.core.model;

import java.time.Instant;
import java.util.Optional;

/** Something a session is told without having asked. Immutable. */
public sealed interface Event {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of event. */
    interface Cases<R> {
        R welcome(Welcome event);

        R posted(Posted event);

        R received(PrivateReceived event);

        R sent(PrivateSent event);

        R amended(Amended event);

        R read(Read event);

        R delivered(Delivered event);

        R statusChanged(StatusChanged event);

        R typing(Typing event);

        R invited(Invited event);

        R joined(Joined event);

        R left(Left event);

        R topicSet(TopicSet event);

        R roleGiven(RoleGiven event);

        R announced(Announced event);

        R ping(Ping event);

        R bye(Bye event);
    }

    /**
     * The first thing a session is told.
     *
     * @param server the server's name
     * @param version the server's version
     */
    record Welcome(String server, String version) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.welcome(this);
        }
    }

    /** A text in the lobby or in a group, as every session but the one that sent it is told of it. */
    record Posted(Message message) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.posted(this);
        }
    }

    /** A private text, as its addressee's sessions are told of it. */
    record PrivateReceived(Message message, UserId to) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.received(this);
        }
    }

    /** A private text, as its sender's other sessions are told of it. */
    record PrivateSent(Message message, UserId to) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sent(this);
        }
    }

    /** An earlier text was edited or deleted: {@link Message#refersTo} says which. */
    record Amended(Message fact, ConversationRef in) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.amended(this);
        }
    }

    /** {@code user} has read that far. */
    record Read(UserId user, ConversationRef in, long seq) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.read(this);
        }
    }

    /** {@code user} was given a private conversation that far. */
    record Delivered(UserId user, ConversationRef in, long seq) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.delivered(this);
        }
    }

    /** A user came, went, or is present in another way. */
    record StatusChanged(UserId user, Status status) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.statusChanged(this);
        }
    }

    /** {@code user} is writing. */
    record Typing(UserId user, ConversationRef in) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.typing(this);
        }
    }

    /** One may join a group. */
    record Invited(String group, UserId by) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.invited(this);
        }
    }

    /** {@code user} is a member of a group. */
    record Joined(String group, UserId user) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.joined(this);
        }
    }

    /**
     * {@code user} is no member of a group any more.
     *
     * @param by who removed them; empty where they left
     */
    record Left(String group, UserId user, Optional<UserId> by) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.left(this);
        }
    }

    /** {@code user} said what a group is about. */
    record TopicSet(String group, UserId user, String topic) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.topicSet(this);
        }
    }

    /** {@code user} has another role in a group. */
    record RoleGiven(String group, UserId user, Role role) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.roleGiven(this);
        }
    }

    /**
     * Those who run the server say something to everyone. It is not stored: who is not there misses it.
     *
     * @param time when it was said
     */
    record Announced(String text, Instant time) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.announced(this);
        }

        @Override
        public String toString() {
            return "Announced[]";
        }
    }

    /** The server asks for a sign of life; any request is one. */
    record Ping() implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ping(this);
        }
    }

    /** The last thing a session is told before the server closes it on its own account. */
    record Bye(Refusal reason) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bye(this);
        }
    }

    /**
     * {@code message} as {@code viewer} is told of it.
     *
     * @param viewer who is told; one of the two in a private conversation
     */
    static Event of(Message message, UserId viewer) {
        ConversationId in = message.conversation();
        if (message.kind() != Message.Kind.TEXT) {
            return new Amended(message, ConversationRef.of(in, viewer));
        }
        if (!(in instanceof ConversationId.Private pair)) {
            return new Posted(message);
        }
        UserId to = pair.other(message.from());
        return viewer.equals(message.from()) ? new PrivateSent(message, to) : new PrivateReceived(message, to);
    }
}
