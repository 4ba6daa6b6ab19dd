package io.implatform.core.logic;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Refusal;

/** What {@link Rules} make of a command: append a fact to a conversation, or refuse. Immutable. */
public sealed interface Decision {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of decision. */
    interface Cases<R> {
        R append(Append decision);

        R refuse(Refuse decision);
    }

    /** Store the message; everything that follows from it waits until it is durable. */
    record Append(ConversationId conversation, Command.Post post) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.append(this);
        }
    }

    /** Do nothing, and say why. */
    record Refuse(Refusal refusal) implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refuse(this);
        }
    }
}
