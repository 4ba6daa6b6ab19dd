package io.implatform.testkit;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A wire format of its own: the verb and its arguments in capitals and divided by {@code |}, after the
 * reference, if any, and {@code >}. What it writes is not meant to be pretty.
 */
class SampleFormat implements WireFormat {

    static byte[] spell(@Nullable String ref, Command command) {
        String[] words = TextRequests.text(null, command).split(" ", argumentCount(command.verb()));
        return ((ref == null ? "" : ref + ">") + String.join("|", words)).getBytes(StandardCharsets.UTF_8);
    }

    /** As many arguments, the verb included, as a request is split into: the last one may hold anything. */
    private static int argumentCount(Verb verb) {
        return switch (verb) {
            case MESSAGE, HISTORY -> 2;
            default -> 3;
        };
    }

    @Override
    public Request decode(byte[] bytes, int offset, int length) {
        String line;
        try {
            line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return Request.malformed(this, null, length, null, Refusal.of(RefusalCode.BAD_ENCODING, "not UTF-8"));
        }
        String ref = ref(line);
        String[] parts = (ref == null ? line : line.substring(ref.length() + 1)).split("\\|", 3);
        try {
            return Request.of(this, ref, length, command(Verb.valueOf(parts[0]), parts));
        } catch (RuntimeException e) {
            return Request.malformed(this, ref, length, null, Refusal.of(RefusalCode.BAD_REQUEST, "what is that"));
        }
    }

    private static @Nullable String ref(String line) {
        int end = line.indexOf('>');
        return end < 1 || !line.substring(0, end).matches("[A-Za-z0-9._:-]{1,64}") ? null : line.substring(0, end);
    }

    private static Command command(Verb verb, String[] parts) {
        return switch (verb) {
            case REGISTER -> new Command.Register(parts[1], parts[2]);
            case LOGIN -> new Command.Login(parts[1], parts[2]);
            case ONLINE -> new Command.Online();
            case MESSAGE -> new Command.Post(ConversationRef.lobby(), parts[1], null);
            case PRIVATE -> new Command.Post(ConversationRef.with(parts[1]), parts[2], null);
            case HISTORY -> history(parts[1].split(" "), 0);
            case HELP -> new Command.Help();
            case PING -> new Command.Ping();
            case QUIT -> new Command.Quit();
        };
    }

    private static Command history(String[] words, int at) {
        boolean isLobby = words[0].equals("lobby");
        ConversationRef of = isLobby
                ? ConversationRef.lobby()
                : words[0].equals("private") ? ConversationRef.with(words[1]) : ConversationRef.group(words[1]);
        int next = at + (isLobby ? 1 : 2);
        PageRequest page = PageRequest.newest();
        if (words.length > next + 1) {
            long seq = Long.parseLong(words[next + 1]);
            page = words[next].equals("before") ? PageRequest.before(seq) : PageRequest.after(seq);
            next += 2;
        }
        return new Command.History(
                of, page, words.length > next ? OptionalLong.of(Long.parseLong(words[next])) : OptionalLong.empty());
    }

    @Override
    public Request refuse(byte[] beginning, int offset, int length, Refusal refusal) {
        String start = new String(beginning, offset, length, StandardCharsets.UTF_8);
        return Request.malformed(this, ref(start), length, null, refusal);
    }

    @Override
    public byte[] encode(Event event) {
        String text = event.match(new Event.Cases<>() {
            @Override
            public String welcome(Event.Welcome welcome) {
                return "";
            }

            @Override
            public String posted(Event.Posted posted) {
                return said(posted.message());
            }

            @Override
            public String received(Event.PrivateReceived received) {
                return said(received.message());
            }

            @Override
            public String sent(Event.PrivateSent sent) {
                return said(sent.message());
            }

            @Override
            public String bye(Event.Bye bye) {
                return "";
            }
        });
        return line(event + text);
    }

    private static String said(Message message) {
        return message.conversation().equals(ConversationId.LOBBY) ? " all " + message.text() : " " + message.text();
    }

    @Override
    public byte[] encode(@Nullable String ref, Reply reply) {
        if (reply instanceof Reply.HistoryPart part) {
            return part.messages().stream()
                    .map(message -> shown(message + message.text()))
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8);
        }
        String more = reply instanceof Reply.Refused refused
                ? refused.refusal()
                        .retryAfter()
                        .map(after -> " " + after.toSeconds())
                        .orElse("")
                : "";
        return line((ref == null ? "" : ref + ">") + reply + more);
    }

    /** A line that shows {@code text}. */
    byte[] line(String text) {
        return shown(text).getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        return text.replace("\n", "\\n") + "\n";
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // the broken ones that extend it are other formats
    public boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass();
    }

    @Override
    public int hashCode() {
        return getClass().hashCode();
    }
}
