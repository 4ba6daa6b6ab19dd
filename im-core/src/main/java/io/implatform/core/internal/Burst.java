package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive messages of one conversation that are offered to many sessions at once: one joined frame
 * for each encoder, whoever shares it. Confined to one thread.
 */
final class Burst {
    private final ConversationId conversation;
    private final long first;
    private final List<Message> messages = new ArrayList<>();
    private final List<EventFrames> events = new ArrayList<>();
    private final Map<Encoder, Joined> joined = new HashMap<>(4);
    /** What the last session was offered: mostly the next one is offered the same. */
    private @Nullable Joined last;

    /** All of it in one form. */
    private record Joined(Encoder encoder, Frame all, LongFunction<Frame> single) {}

    /**
     * @param first the number of the first message that will be added
     */
    Burst(ConversationId conversation, long first) {
        this.conversation = conversation;
        this.first = first;
    }

    /** Adds the next message. */
    EventFrames add(Message message) {
        if (message.seq() != first + events.size()) {
            throw new IllegalStateException(message + " does not follow on #" + (first + events.size() - 1));
        }
        EventFrames frames = EventFrames.ofShared(message);
        messages.add(message);
        events.add(frames);
        joined.clear();
        last = null;
        return frames;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Offers all of it to a session. @return whether to ring its doorbell */
    boolean offerTo(SessionActor session) {
        Profile profile = session.profile();
        if (profile != null && profile.blocksSomeone()) {
            return offerSome(session, profile);
        }
        Encoder encoder = session.encoder();
        Joined to = last;
        if (to == null || to.encoder() != encoder) {
            to = joined.computeIfAbsent(encoder, this::join);
            last = to;
        }
        return session.outbox().offer(conversation, first, first + events.size() - 1, to.all(), to.single());
    }

    /** Offers those of the messages whose sender is not blocked. */
    private boolean offerSome(SessionActor session, Profile profile) {
        boolean ring = false;
        for (int i = 0; i < events.size(); i++) {
            Message message = messages.get(i);
            if (!profile.hasBlocked(message.from())) {
                ring |= session.outbox()
                        .offer(conversation, message.seq(), events.get(i).in(session.encoder()));
            }
        }
        return ring;
    }

    private Joined join(Encoder encoder) {
        return new Joined(
                encoder,
                joinFrames(encoder),
                seq -> events.get((int) (seq - first)).in(encoder));
    }

    private Frame joinFrames(Encoder encoder) {
        if (events.size() == 1) {
            return events.get(0).in(encoder);
        }
        List<Frame> frames = new ArrayList<>(events.size());
        for (EventFrames event : events) {
            frames.add(event.in(encoder));
        }
        Frame all = encoder.join(frames);
        return conversation instanceof ConversationId.Lobby
                ? all
                : all.telling(Frame.Tells.MESSAGES, conversation, first + events.size() - 1);
    }
}
