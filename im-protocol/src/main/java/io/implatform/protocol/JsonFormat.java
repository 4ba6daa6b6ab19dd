package io.implatform.protocol;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.internal.Utf8;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of the protocol, for programs: one object a line (or a WebSocket message), in UTF-8.
 * {@code docs/protocol.md} describes it, {@code docs/json-schema.json} defines every object.
 *
 * <p>What is read is bounded in nesting, and in the lengths of names and numbers; the length of the whole
 * is bounded by the transport. A field that the protocol does not know is left aside, whatever it holds.
 *
 * <p>There is one instance. Threads: any. The words of a refusal never repeat what the peer wrote.
 */
public final class JsonFormat implements WireFormat {
    /** The JSON form. */
    public static final JsonFormat INSTANCE = new JsonFormat();

    private static final Refusal NOT_UTF_8 =
            Refusal.of(RefusalCode.BAD_ENCODING, "the request is not well-formed UTF-8");
    private static final Refusal NOT_AN_OBJECT = Refusal.of(
            RefusalCode.BAD_REQUEST,
            "the request is not one JSON object without duplicate fields, nested at most 32 levels deep");

    private static final Event.Cases<byte[]> EVENTS = new JsonEvents();

    private JsonFormat() {}

    @Override
    public Request decode(byte[] bytes, int offset, int length) {
        String text = Utf8.decode(bytes, offset, offset + length);
        if (text == null) {
            return refuse(bytes, offset, length, NOT_UTF_8);
        }
        JsonFields fields = new JsonFields();
        return fields.readFrom(text)
                ? new JsonRequest(fields).decode(this, length)
                : Request.malformed(this, fields.ref(), length, null, NOT_AN_OBJECT);
    }

    @Override
    public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
        // A reference is ASCII, so that it can be read whatever the bytes around it are.
        JsonFields fields = new JsonFields();
        fields.readFrom(new String(beginning, offset, length, StandardCharsets.ISO_8859_1));
        return Request.malformed(this, fields.ref(), length, null, refusal);
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public byte[] encode(Event event) {
        return event.match(EVENTS);
    }

    @Override
    public byte[] encode(@Nullable String ref, Reply reply) {
        return reply.match(new JsonReplies(ref));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonFormat;
    }

    @Override
    public int hashCode() {
        return JsonFormat.class.hashCode();
    }

    @Override
    public String toString() {
        return "json";
    }
}
