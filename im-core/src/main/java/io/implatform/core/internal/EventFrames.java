package io.implatform.core.internal;

import io.implatform.core.model.Event;
import java.util.ArrayList;
import java.util.List;

/** The frames of one event, each made at most once however many sessions share it. Confined to one thread. */
final class EventFrames {
    private final Event event;
    private final List<Encoder> encoders = new ArrayList<>(2);
    private final List<Frame> frames = new ArrayList<>(2);

    EventFrames(Event event) {
        this.event = event;
    }

    Frame in(Encoder encoder) {
        int at = encoders.indexOf(encoder);
        if (at >= 0) {
            return frames.get(at);
        }
        Frame frame = encoder.event(event);
        encoders.add(encoder);
        frames.add(frame);
        return frame;
    }
}
