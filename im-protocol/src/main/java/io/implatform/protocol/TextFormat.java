package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
 * or a password is the whole rest of the line after one space, verbatim.
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
        String line = string(bytes, at, end);
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
        String arguments = verbEnd == end ? null : line.substring(verbEnd - at + 1);
        Command command = command(verb, arguments);
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
        if (end == from || end - from > REF_MAX) {
            return null;
        }
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            boolean good = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '.'
                    || b == '_'
                    || b == ':'
                    || b == '-';
            if (!good) {
                return null;
            }
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** The bytes as characters; {@code null} if they are not well-formed UTF-8. */
    private static @Nullable String string(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] < 0) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, from, end - from))
                            .toString();
                } catch (CharacterCodingException e) {
                    return null;
                }
            }
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
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

    /**
     * The command; {@code null} if the arguments are not those of the verb.
     *
     * @param arguments what follows the space after the verb; {@code null} if there is no such space
     */
    private static @Nullable Command command(Verb verb, @Nullable String arguments) {
        return switch (verb) {
            case REGISTER, LOGIN, PRIVATE -> arguments == null ? null : nameAndRest(verb, arguments);
            case MESSAGE ->
                arguments == null || arguments.isEmpty()
                        ? null
                        : new Command.Post(ConversationRef.lobby(), arguments, null);
            case HISTORY -> arguments == null ? null : HistoryArguments.parse(arguments);
            case ONLINE -> hasNone(arguments) ? new Command.Online() : null;
            case HELP -> hasNone(arguments) ? new Command.Help() : null;
            case PING -> hasNone(arguments) ? new Command.Ping() : null;
            case QUIT -> hasNone(arguments) ? new Command.Quit() : null;
        };
    }

    private static @Nullable Command nameAndRest(Verb verb, String arguments) {
        int space = arguments.indexOf(' ');
        if (space < 0) {
            return null;
        }
        String name = arguments.substring(0, space);
        String rest = arguments.substring(space + 1);
        if (verb == Verb.REGISTER) {
            return new Command.Register(name, rest);
        }
        if (verb == Verb.LOGIN) {
            return new Command.Login(name, rest);
        }
        return rest.isEmpty() ? null : new Command.Post(ConversationRef.with(name), rest, null);
    }

    /** Spaces after a verb that takes no argument are let pass: a person does not see them. */
    private static boolean hasNone(@Nullable String arguments) {
        return arguments == null || arguments.chars().allMatch(c -> c == ' ');
    }

    @Override
    public byte[] encode(Event event) {
        return event.match(EVENTS);
    }

    @Override
    public byte[] encode(@Nullable String ref, Reply reply) {
        return reply.match(new TextReplies(ref));
    }

    private static final Event.Cases<byte[]> EVENTS = new TextEvents();

    static LineWriter refusal(LineWriter out, Refusal refusal) {
        out.ascii(refusal.code().name());
        Optional<Duration> retry = refusal.retryAfter();
        if (retry.isPresent()) {
            // Rounded up: who comes back a moment early is refused again.
            out.ascii(" retry=").number(retry.get().plusNanos(999_999_999).toSeconds());
        }
        return out.ascii(" ").text(refusal.words()).end();
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
