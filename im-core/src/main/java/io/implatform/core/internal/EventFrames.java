package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import org.jspecify.annotations.Nullable;

/** The frames of one event, each made at most once however many sessions share it. Confined to one thread. */
final class EventFrames {
    private final Event event;
    private final @Nullable Message message;
    private @Nullable Encoder encoder;
    private @Nullable Frame frame;
    /** The frames of further encoders, of which there are few. */
    private @Nullable EventFrames others;

    EventFrames(Event event) {
        this(null, event);
    }

    /** The event of a message, of which is remembered that it was delivered. */
    EventFrames(Event event, Message message) {
        this(message.conversation() instanceof ConversationId.Lobby ? null : message, event);
    }

    private EventFrames(@Nullable Message message, Event event) {
        this.event = event;
        this.message = message;
    }

    Frame in(Encoder wanted) {
        Frame known = frame;
        if (known == null) {
            known = encode(wanted);
            encoder = wanted;
            frame = known;
            return known;
        }
        if (wanted.equals(encoder)) {
            return known;
        }
        EventFrames rest = others;
        if (rest == null) {
            rest = new EventFrames(message, event);
            others = rest;
        }
        return rest.in(wanted);
    }

    private Frame encode(Encoder wanted) {
        Frame made = wanted.event(event);
        return message == null ? made : made.upTo(message.conversation(), message.seq());
    }
}
