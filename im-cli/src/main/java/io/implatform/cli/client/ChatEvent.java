package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import java.time.Instant;
import java.util.Optional;

/** Something to show that nobody here asked for. Immutable. */
sealed interface ChatEvent {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of event. */
    interface Cases<R> {
        R said(Said event);

        R edited(Edited event);

        R deleted(Deleted event);

        R readBy(ReadBy event);

        R presence(Presence event);

        R typing(Typing event);

        R invited(Invited event);

        R joined(Joined event);

        R left(Left event);

        R topic(Topic event);

        R role(RoleGiven event);

        R announced(Announced event);

        R link(Link event);
    }

    /** A message, from another user or from oneself on another device. */
    record Said(ChatMessage message) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.said(this);
        }
    }

    /** {@code target} has another text. */
    record Edited(ConversationRef in, long target, long seq, Instant time, String from, String text)
            implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.edited(this);
        }
    }

    /** {@code target} is deleted. */
    record Deleted(ConversationRef in, long target, long seq, Instant time, String by) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.deleted(this);
        }
    }

    /** {@code user} has read that far. */
    record ReadBy(ConversationRef in, String user, long seq) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.readBy(this);
        }
    }

    /** {@code user} came, went, or is present in another way. */
    record Presence(String user, Status status) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.presence(this);
        }
    }

    /** {@code user} is writing. */
    record Typing(ConversationRef in, String user) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.typing(this);
        }
    }

    /** One may join a group. */
    record Invited(String group, String by) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.invited(this);
        }
    }

    /** {@code user} is a member. */
    record Joined(String group, String user) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.joined(this);
        }
    }

    /** {@code user} is no member any more; {@code by} is empty where they left themselves. */
    record Left(String group, String user, Optional<String> by) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.left(this);
        }
    }

    /** What a group is about; empty for nothing. */
    record Topic(String group, String user, String topic) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.topic(this);
        }
    }

    /** {@code user} has another role. */
    record RoleGiven(String group, String user, Role role) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.role(this);
        }
    }

    /** Those who run the server say something to everyone. */
    record Announced(String text, Instant time) implements ChatEvent {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.announced(this);
        }
    }

    /** The connection is another. {@code why} is for a person; may be empty. */
    record Link(State state, String why) implements ChatEvent {
        /** How the connection stands. */
        enum State {
            /** Connected and logged in. */
            UP,
            /** Lost; it is tried again by itself. */
            LOST,
            /** Ended for good. */
            ENDED
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.link(this);
        }
    }
}
