package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Consecutive messages of one conversation that are offered to many sessions at once: one joined frame
 * for each encoder, whoever shares it. Confined to one thread.
 */
final class Burst {
    private final ConversationId conversation;
    private final long first;
    private final List<EventFrames> events = new ArrayList<>();
    private final Map<Encoder, Frame> joined = new HashMap<>(4);

    /**
     * @param first the number of the first message that will be added
     */
    Burst(ConversationId conversation, long first) {
        this.conversation = conversation;
        this.first = first;
    }

    /** Adds the next message, as {@code viewer} is told of it. */
    EventFrames add(Message message, UserId viewer) {
        if (message.seq() != first + events.size()) {
            throw new IllegalStateException(message + " does not follow on #" + (first + events.size() - 1));
        }
        EventFrames frames = new EventFrames(Event.of(message, viewer));
        events.add(frames);
        joined.clear();
        return frames;
    }

    /** Offers all of it to a session. @return whether to ring its doorbell */
    boolean offerTo(SessionActor session) {
        Encoder encoder = session.encoder();
        Frame frame = joined.computeIfAbsent(encoder, this::join);
        return session.outbox()
                .offer(
                        conversation,
                        first,
                        first + events.size() - 1,
                        frame,
                        seq -> events.get((int) (seq - first)).in(encoder));
    }

    private Frame join(Encoder encoder) {
        if (events.size() == 1) {
            return events.get(0).in(encoder);
        }
        List<Frame> frames = new ArrayList<>(events.size());
        for (EventFrames event : events) {
            frames.add(event.in(encoder));
        }
        return encoder.join(frames);
    }
}
