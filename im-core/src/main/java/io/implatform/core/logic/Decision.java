package io.implatform.core.logic;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import org.jspecify.annotations.Nullable;

/** What {@link Rules} make of a command. Immutable. */
public sealed interface Decision {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of decision. */
    interface Cases<R> {
        R append(Append decision);

        R change(Change decision);

        R nothing(Nothing decision);

        R refuse(Refuse decision);
    }

    /**
     * Store the next message of a conversation; everything that follows from it waits until it is durable.
     *
     * @param version the group's version that was decided on; 0 where the conversation is no group
     */
    record Append(
            ConversationId conversation,
            Message.Kind kind,
            long refersTo,
            String text,
            @Nullable String clientId,
            long version)
            implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.append(this);
        }
    }

    /** Store a change of a group. */
    record Change(Group before, GroupChange change) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.change(this);
        }
    }

    /** It is so already. */
    record Nothing() implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.nothing(this);
        }
    }

    /** Do nothing, and say why. */
    record Refuse(Refusal refusal) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refuse(this);
        }
    }

    /** Do nothing, for that reason. */
    static Decision refuse(Refusal refusal) {
        return new Refuse(refusal);
    }
}
