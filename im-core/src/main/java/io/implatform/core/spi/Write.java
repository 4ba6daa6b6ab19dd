package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing to be stored, in a batch of {@link ConversationStore#commit}. Immutable. */
public sealed interface Write {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of write. */
    interface Cases<R> {
        R append(Append write);

        R found(FoundGroup write);

        R change(ChangeGroup write);

        R move(MovePosition write);

        R block(Block write);
    }

    /**
     * The next message of a conversation.
     *
     * @param from who says it, spelled as registered
     * @param time when the server took it, to the millisecond
     * @param kind a text, or a fact about the text {@code refersTo}, whose newest state it becomes
     * @param refersTo the message that is answered, edited or deleted; 0 for none. It is in the
     *     conversation, and is a text that is not deleted
     * @param text what is said; {@link #toString} leaves it out
     * @param clientId the sender's own name for it: with the same sender and id it is stored once for
     *     good; {@code null} where the sender gave none
     * @param version the {@link Group#version} on which it was decided; 0 where the conversation has none
     */
    record Append(
            ConversationId conversation,
            UserId from,
            Instant time,
            Message.Kind kind,
            long refersTo,
            String text,
            @Nullable String clientId,
            long version)
            implements Write {

        /** A text that answers none, in a conversation that has no version. */
        public Append(ConversationId conversation, UserId from, Instant time, String text, @Nullable String clientId) {
            this(conversation, from, time, Message.Kind.TEXT, 0, text, clientId, 0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.append(this);
        }

        @Override
        public String toString() {
            return "Append[" + conversation.key() + " " + kind + " from " + from + "]";
        }
    }

    /** A new group. Of public groups whose names differ only in case there is one at most. */
    record FoundGroup(Group group) implements Write {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.found(this);
        }
    }

    /**
     * A change of a group. A user who becomes a member by it begins at the newest message: their
     * position there is the head, so that what was said before is history and not missed. A user who is
     * no member any more has no position there. The same holds for the founder of a group.
     *
     * @param version the {@link Group#version} on which it was decided
     */
    record ChangeGroup(ConversationId.Group group, long version, GroupChange change) implements Write {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.change(this);
        }
    }

    /** How far a user has come; what is stored is the farther of this and what was. */
    record MovePosition(UserId user, ConversationId conversation, Position position) implements Write {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.move(this);
        }
    }

    /** {@code user} wants to hear no more of {@code other}, or again. */
    record Block(UserId user, UserId other, boolean on) implements Write {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.block(this);
        }
    }
}
