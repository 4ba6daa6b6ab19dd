package io.implatform.transport.websocket;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.JsonFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form, one object a text frame. A server's frames are not masked, so that the header belongs to
 * what is encoded once and shared by all sessions. A {@code BYE} is followed by the Close frame that goes
 * with it: the event says why, the close code says it to those who look at nothing else.
 *
 * <p>There is one instance. Threads: any.
 */
final class WebSocketFormat implements WireFormat {
    static final WebSocketFormat INSTANCE = new WebSocketFormat();

    private WebSocketFormat() {}

    /** Whether the session's last frame is a Close frame: an object's last byte is a brace, a close code's is none. */
    static boolean endsWithClose(byte[] frame) {
        return frame.length > 0 && frame[frame.length - 1] != '}';
    }

    @Override
    public Request decode(byte[] bytes, int offset, int length) {
        return JsonFormat.INSTANCE.decode(bytes, offset, length).in(this);
    }

    @Override
    public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
        return JsonFormat.INSTANCE.refuse(beginning, offset, length, refusal).in(this);
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public byte[] encode(Event event) {
        byte[] frames = frames(JsonFormat.INSTANCE.encode(event));
        if (!(event instanceof Event.Bye bye)) {
            return frames;
        }
        byte[] close = Frames.close(CloseCode.of(bye.reason().code()));
        byte[] both = Arrays.copyOf(frames, frames.length + close.length);
        System.arraycopy(close, 0, both, frames.length, close.length);
        return both;
    }

    @Override
    public byte[] encode(@Nullable String ref, Reply reply) {
        return frames(JsonFormat.INSTANCE.encode(ref, reply));
    }

    /** Each line as a text frame. JSON holds no LF but those at the ends of its lines. */
    private static byte[] frames(byte[] lines) {
        int bytes = 0;
        for (int from = 0; from < lines.length; ) {
            int length = lineLength(lines, from);
            bytes += Frames.headerBytes(length) + length;
            from += length + 1;
        }
        byte[] frames = new byte[bytes];
        int at = 0;
        for (int from = 0; from < lines.length; ) {
            int length = lineLength(lines, from);
            at = Frames.writeHeader(frames, at, Frames.TEXT, length);
            System.arraycopy(lines, from, frames, at, length);
            at += length;
            from += length + 1;
        }
        return frames;
    }

    private static int lineLength(byte[] lines, int from) {
        int end = from;
        while (end < lines.length && lines[end] != '\n') {
            end++;
        }
        return end - from;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketFormat;
    }

    @Override
    public int hashCode() {
        return WebSocketFormat.class.hashCode();
    }

    @Override
    public String toString() {
        return "websocket";
    }
}
