package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of one event, each made at most once however many sessions share it. Confined to one thread. */
final class EventFrames {
    private final Event event;
    private final @Nullable Message message;
    private final List<Encoder> encoders = new ArrayList<>(2);
    private final List<Frame> frames = new ArrayList<>(2);

    EventFrames(Event event) {
        this.event = event;
        this.message = null;
    }

    /** The event of a message, of which is remembered that it was delivered. */
    EventFrames(Event event, Message message) {
        this.event = event;
        this.message = message.conversation() instanceof ConversationId.Lobby ? null : message;
    }

    Frame in(Encoder encoder) {
        int at = encoders.indexOf(encoder);
        if (at >= 0) {
            return frames.get(at);
        }
        Frame frame = encoder.event(event);
        if (message != null) {
            frame = frame.upTo(message.conversation(), message.seq());
        }
        encoders.add(encoder);
        frames.add(frame);
        return frame;
    }
}
