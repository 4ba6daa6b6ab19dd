package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import org.jspecify.annotations.Nullable;

/** The frames of one event, each made at most once however many sessions share it. Confined to one thread. */
final class EventFrames {
    private final Event event;
    private final @Nullable Message message;
    /** The message is that of the one user whom this is for. */
    private final boolean own;

    private @Nullable Encoder encoder;
    private @Nullable Frame frame;
    /** The frames of further encoders, of which there are few. */
    private @Nullable EventFrames others;

    EventFrames(Event event) {
        this(null, false, event);
    }

    private EventFrames(@Nullable Message message, boolean own, Event event) {
        this.event = event;
        this.message = message;
        this.own = own;
    }

    /** The event of a message, for one user. That they were given it is remembered, but of the lobby. */
    static EventFrames of(Message message, UserId viewer) {
        return new EventFrames(remembered(message), message.from().equals(viewer), Event.of(message, viewer));
    }

    /** The event of a message of the lobby or a group, likewise, for all who are there. */
    static EventFrames ofShared(Message message) {
        return new EventFrames(remembered(message), false, Event.of(message, message.from()));
    }

    private static @Nullable Message remembered(Message message) {
        return message.conversation() instanceof ConversationId.Lobby ? null : message;
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
            rest = new EventFrames(message, own, event);
            others = rest;
        }
        return rest.in(wanted);
    }

    private Frame encode(Encoder wanted) {
        Frame made = wanted.event(event);
        if (message == null) {
            return made;
        }
        Frame.Tells what = own ? Frame.Tells.OWN_MESSAGE : Frame.Tells.MESSAGES;
        return made.telling(what, message.conversation(), message.seq());
    }
}
