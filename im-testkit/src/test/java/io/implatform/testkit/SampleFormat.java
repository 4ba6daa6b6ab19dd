package io.implatform.testkit;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Network;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
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
            case REGISTER, LOGIN, PASSWORD, PRIVATE, GROUP, STATUS, TOPIC -> 3;
            case INVITE, KICK, CREATE -> 3;
            case ROLE -> 4;
            default -> 2;
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
        String[] parts = (ref == null ? line : line.substring(ref.length() + 1)).split("\\|", 4);
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
            case LOGIN ->
                new Command.Login(new Command.PasswordCredentials(parts[1], parts[2]), Optional.empty(), false);
            case PASSWORD -> new Command.ChangePassword(parts[1], parts[2]);
            case UNREGISTER -> new Command.Unregister(parts[1]);
            case LOGOUT -> new Command.Logout(parts.length > 1);
            case ONLINE -> new Command.Online();
            case STATUS ->
                new Command.SetStatus(
                        new Status(Status.State.find(parts[1]).orElseThrow(), parts.length > 2 ? parts[2] : ""));
            case WATCH, UNWATCH -> new Command.Watch(verb == Verb.WATCH);
            case MESSAGE -> Command.Say.post(ConversationRef.lobby(), parts[1], null);
            case PRIVATE -> Command.Say.post(ConversationRef.with(parts[1]), parts[2], null);
            case GROUP -> Command.Say.post(ConversationRef.group(parts[1]), parts[2], null);
            case REPLY -> change(Command.Say.What.REPLY, parts[1]);
            case EDIT -> change(Command.Say.What.EDIT, parts[1]);
            case DELETE -> change(Command.Say.What.DELETE, parts[1] + " ");
            case TYPING -> new Command.Typing(conversation(parts[1].split(" ")));
            case HISTORY -> history(parts[1].split(" "));
            case READ, ACK -> mark(verb, parts[1].split(" "));
            case POSITIONS -> new Command.Positions(conversation(parts[1].split(" ")));
            case UNREAD -> new Command.Unread();
            case CREATE -> new Command.CreateGroup(parts[1], parts.length > 2);
            case JOIN, LEAVE -> new Command.ChangeGroup(verb, parts[1], "", Optional.empty(), "");
            case INVITE, KICK -> new Command.ChangeGroup(verb, parts[1], parts[2], Optional.empty(), "");
            case ROLE -> new Command.ChangeGroup(verb, parts[1], parts[2], Role.find(parts[3]), "");
            case TOPIC ->
                new Command.ChangeGroup(verb, parts[1], "", Optional.empty(), parts.length > 2 ? parts[2] : "");
            case GROUPS -> new Command.Groups();
            case MEMBERS -> new Command.Members(parts[1]);
            case BLOCK, UNBLOCK -> new Command.Block(parts[1], verb == Verb.BLOCK);
            case BLOCKED -> new Command.Blocked();
            case MUTE, UNMUTE, BAN, UNBAN, DISCONNECT -> moderate(verb, parts[1].split(" ", 2));
            case ANNOUNCE -> new Command.Announce(parts[1]);
            case HELP -> new Command.Help();
            case PING -> new Command.Ping();
            case QUIT -> new Command.Quit();
        };
    }

    private static Command moderate(Verb verb, String[] words) {
        boolean isAddress = Network.parse(words[0]).isPresent();
        String rest = words.length > 1 ? words[1] : "";
        Optional<Duration> duration = Durations.parse(rest.split(" ", -1)[0]);
        String reason = duration.isEmpty() ? rest : rest.contains(" ") ? rest.substring(rest.indexOf(' ') + 1) : "";
        return new Command.Moderate(verb, isAddress ? "" : words[0], isAddress ? words[0] : "", duration, reason);
    }

    private static ConversationRef conversation(String[] words) {
        return switch (words[0]) {
            case "lobby" -> ConversationRef.lobby();
            case "private" -> ConversationRef.with(words[1]);
            default -> ConversationRef.group(words[1]);
        };
    }

    private static Command change(Command.Say.What what, String argument) {
        boolean isLobby = argument.startsWith("lobby");
        String[] words = argument.split(" ", isLobby ? 3 : 4);
        int at = isLobby ? 1 : 2;
        return new Command.Say(what, conversation(words), Long.parseLong(words[at]), words[at + 1], null);
    }

    private static Command mark(Verb verb, String[] words) {
        return new Command.Mark(conversation(words), Long.parseLong(words[words.length - 1]), verb == Verb.READ);
    }

    private static Command history(String[] words) {
        ConversationRef of = conversation(words);
        PageRequest page = PageRequest.newest();
        int next = of.kind() == ConversationRef.Kind.LOBBY ? 1 : 2;
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
        String text = "";
        if (event instanceof Event.Posted posted) {
            text = said(posted.message());
        } else if (event instanceof Event.PrivateReceived received) {
            text = said(received.message());
        } else if (event instanceof Event.PrivateSent sent) {
            text = said(sent.message());
        } else if (event instanceof Event.Amended amended) {
            text = amended.fact().refersTo() + " " + said(amended.fact());
        }
        return line(spelled(event) + text);
    }

    /** With the names of roles and states as they are on the wire. */
    private static String spelled(Event event) {
        return event.toString().replace("role=OWNER", "role=owner").replace("state=BUSY", "state=busy");
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
