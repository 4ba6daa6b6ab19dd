package io.implatform.core.internal;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.spi.WireFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes frames for one kind of session. Equal encoders make equal frames, which are then shared. */
interface Encoder {

    Frame event(Event event);

    Frame reply(@Nullable String ref, Reply reply);

    /** One frame that holds several, in order. */
    Frame join(List<Frame> frames);

    /** For connections: frames of bytes. */
    record ForWire(WireFormat format) implements Encoder {
        @Override
        public Frame event(Event event) {
            return Frame.of(format.encode(event));
        }

        @Override
        public Frame reply(@Nullable String ref, Reply reply) {
            return Frame.of(format.encode(ref, reply));
        }

        @Override
        public Frame join(List<Frame> frames) {
            int bytes = 0;
            for (Frame frame : frames) {
                bytes += frame.bytes();
            }
            byte[] joined = new byte[bytes];
            int at = 0;
            for (Frame frame : frames) {
                System.arraycopy((byte[]) frame.content(), 0, joined, at, frame.bytes());
                at += frame.bytes();
            }
            return Frame.of(joined);
        }
    }
}
