package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.internal.LineWriter;
import io.implatform.protocol.internal.Refs;
import io.implatform.protocol.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text form of the protocol, for a person with {@code nc}: one request, reply or event a line, in
 * UTF-8. {@code docs/protocol.md} describes it.
 *
 * <p>A request is {@code [#ref ]VERB[ arguments]}. The verb is compared byte by byte, so that neither
 * the default locale nor Unicode's case rules have a say. The last argument of a verb that takes a text
 * or a password is the whole rest of the line after one space, verbatim. What has no line in this form,
 * such as that somebody is typing, is encoded as no bytes.
 *
 * <p>There is one instance. Threads: any. The words of a refusal never repeat what the peer wrote.
 */
public final class TextFormat implements WireFormat {
    /** The text form. */
    public static final TextFormat INSTANCE = new TextFormat();

    private static final int REF_MAX = 64;
    private static final Verb[] VERBS = Verb.values();
    private static final Refusal BAD_REF = Refusal.of(
            RefusalCode.BAD_REQUEST, "a reference is # and 1-64 of A-Z a-z 0-9 . _ : -, then a space and the request");
    private static final Refusal NO_VERB =
            Refusal.of(RefusalCode.BAD_REQUEST, "a request begins with a command; HELP lists them");
    private static final Refusal NOT_UTF_8 = Refusal.of(RefusalCode.BAD_ENCODING, "the line is not well-formed UTF-8");
    private static final Refusal UNKNOWN =
            Refusal.of(RefusalCode.UNKNOWN_COMMAND, "there is no such command; HELP lists those there are");

    private static final Event.Cases<byte[]> EVENTS = new TextEvents();

    private TextFormat() {}

    @Override
    public Request decode(byte[] bytes, int offset, int length) {
        int end = offset + length;
        String ref = null;
        int at = offset;
        boolean badRef = false;
        if (length > 0 && bytes[offset] == '#') {
            int refEnd = find(bytes, offset, end, (byte) ' ');
            ref = ref(bytes, offset + 1, refEnd);
            badRef = ref == null;
            at = Math.min(refEnd + 1, end);
        }
        String line = Utf8.decode(bytes, at, end);
        if (line == null) {
            return Request.malformed(this, ref, length, null, NOT_UTF_8);
        }
        if (badRef) {
            return Request.malformed(this, null, length, null, BAD_REF);
        }
        if (at == end || bytes[at] == ' ') {
            return Request.malformed(this, ref, length, null, NO_VERB);
        }
        int verbEnd = find(bytes, at, end, (byte) ' ');
        Verb verb = verb(bytes, at, verbEnd);
        if (verb == null) {
            return Request.malformed(this, ref, length, null, UNKNOWN);
        }
        // The verb is ASCII: as many characters as bytes.
        Command command = TextArguments.parse(verb, line, verbEnd - at);
        return command == null
                ? Request.malformed(this, ref, length, verb, usage(verb))
                : Request.of(this, ref, length, command);
    }

    @Override
    public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
        String ref = null;
        if (length > 0 && beginning[offset] == '#') {
            int end = offset + length;
            int refEnd = find(beginning, offset, end, (byte) ' ');
            // Without the space behind it, it may be the beginning of a longer one.
            ref = refEnd == end ? null : ref(beginning, offset + 1, refEnd);
        }
        return Request.malformed(this, ref, length, null, refusal);
    }

    private static Refusal usage(Verb verb) {
        return Refusal.of(RefusalCode.BAD_ARGUMENT, "usage: " + verb.usage());
    }

    private static int find(byte[] bytes, int from, int end, byte wanted) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    private static @Nullable String ref(byte[] bytes, int from, int end) {
        String ref = new String(bytes, from, Math.min(end - from, REF_MAX + 1), StandardCharsets.ISO_8859_1);
        return Refs.isRef(ref) ? ref : null;
    }

    private static @Nullable Verb verb(byte[] bytes, int from, int end) {
        for (Verb verb : VERBS) {
            if (isVerb(verb.name(), bytes, from, end)) {
                return verb;
            }
        }
        return null;
    }

    private static boolean isVerb(String name, byte[] bytes, int from, int end) {
        if (name.length() != end - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (upper(bytes[from + i]) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    }

    @Override
    public byte[] encode(Event event) {
        return event.match(EVENTS);
    }

    @Override
    public byte[] encode(@Nullable String ref, Reply reply) {
        return reply.match(new TextReplies(ref));
    }

    static LineWriter refusal(LineWriter out, Refusal refusal) {
        out.ascii(refusal.code().name());
        Optional<Duration> retry = refusal.retryAfter();
        if (retry.isPresent()) {
            out.ascii(" retry=").number(seconds(retry.get()));
        }
        return out.ascii(" ").text(refusal.words()).end();
    }

    /** Whole seconds, rounded up: who comes back a moment early is refused again. */
    static long seconds(Duration retryAfter) {
        return retryAfter.plusNanos(999_999_999).toSeconds();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextFormat;
    }

    @Override
    public int hashCode() {
        return TextFormat.class.hashCode();
    }

    @Override
    public String toString() {
        return "text";
    }
}
