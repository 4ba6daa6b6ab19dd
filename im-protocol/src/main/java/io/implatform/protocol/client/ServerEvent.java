package io.implatform.protocol.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that a server told without having been asked. Immutable. {@code toString} shows no text of a
 * message. Conversations are named as this client's user names them.
 */
public sealed interface ServerEvent {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of event. */
    interface Cases<R> {
        R posted(Posted event);

        R saidPrivately(SaidPrivately event);

        R edited(Edited event);

        R deleted(Deleted event);

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

        R bye(Bye event);

        R ping(Ping event);
    }

    /** Somebody said something in the lobby or in a group. */
    record Posted(ConversationRef in, Said said) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.posted(this);
        }
    }

    /** Somebody said something to this user, or this user to somebody on another session. */
    record SaidPrivately(UserId to, Said said) implements ServerEvent {
        /** The conversation that it was said in, from the side of {@code self}, who is one of the two. */
        public ConversationRef in(UserId self) {
            return ConversationRef.with((said.from().equals(self) ? to : said.from()).name());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.saidPrivately(this);
        }
    }

    /**
     * A message has a new text.
     *
     * @param target the message that is edited
     * @param seq the number of the fact that it was
     * @param text the new text
     */
    record Edited(ConversationRef in, long target, long seq, Instant time, UserId from, String text)
            implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.edited(this);
        }

        @Override
        public String toString() {
            return "Edited[" + in + " #" + target + " by #" + seq + "]";
        }
    }

    /**
     * A message was deleted.
     *
     * @param target the message that is deleted
     * @param seq the number of the fact that it was
     * @param from who deleted it
     */
    record Deleted(ConversationRef in, long target, long seq, Instant time, UserId from) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.deleted(this);
        }
    }

    /** {@code user} has read that far; it may be this client's user, on another session. */
    record Read(ConversationRef in, UserId user, long seq) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.read(this);
        }
    }

    /** {@code user} was given a private conversation that far. */
    record Delivered(ConversationRef in, UserId user, long seq) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.delivered(this);
        }
    }

    /** A user came, went, or is present in another way. */
    record StatusChanged(UserId user, Status status) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.statusChanged(this);
        }
    }

    /** {@code user} is writing. */
    record Typing(ConversationRef in, UserId user) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.typing(this);
        }
    }

    /** This client's user may join a group. */
    record Invited(String group, UserId by) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.invited(this);
        }
    }

    /** {@code user} is a member of a group. */
    record Joined(String group, UserId user) implements ServerEvent {
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
    record Left(String group, UserId user, Optional<UserId> by) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.left(this);
        }
    }

    /** {@code user} said what a group is about; an empty topic is none. */
    record TopicSet(String group, UserId user, String topic) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.topicSet(this);
        }
    }

    /** {@code user} has another role in a group. */
    record RoleGiven(String group, UserId user, Role role) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.roleGiven(this);
        }
    }

    /** Those who run the server say something to everyone. */
    record Announced(String text, Instant time) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.announced(this);
        }

        @Override
        public String toString() {
            return "Announced[]";
        }
    }

    /**
     * The server closes the connection after this.
     *
     * @param code the stable code; may be one that this version does not know
     * @param words for a person
     * @param retryAfter how long to wait before connecting again, where that is known
     */
    record Bye(String code, String words, Optional<Duration> retryAfter) implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bye(this);
        }
    }

    /** The server asks for a sign of life: any request is one. */
    record Ping() implements ServerEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ping(this);
        }
    }
}
