package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Durations;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.spi.Request;
import io.implatform.protocol.JsonFields.Field;
import io.implatform.protocol.internal.JsonNames;
import io.implatform.protocol.internal.JsonWriter;
import io.implatform.protocol.internal.Utf8;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request object, judged: from its fields to a command, or to the first reason why it is none. What
 * is read after that reason has no meaning. For one thread.
 */
final class JsonRequest {
    private static final Map<String, Verb> TYPES = new HashMap<>();

    static {
        for (Verb verb : Verb.values()) {
            TYPES.put(JsonWriter.key(verb), verb);
        }
    }

    private static final Refusal BAD_REF =
            Refusal.of(RefusalCode.BAD_REQUEST, "\"ref\" is a string of 1-64 of A-Z a-z 0-9 . _ : -");
    private static final Refusal NO_TYPE =
            Refusal.of(RefusalCode.BAD_REQUEST, "\"type\" is a string that says what is asked for");
    private static final Refusal UNKNOWN =
            Refusal.of(RefusalCode.UNKNOWN_COMMAND, "there is no such type; \"help\" lists those there are");

    private final JsonFields fields;
    private @Nullable Refusal refusal;

    JsonRequest(JsonFields fields) {
        this.fields = fields;
    }

    Request decode(JsonFormat format, int size) {
        String ref = fields.ref();
        Object type = fields.get(Field.TYPE);
        Verb verb = type instanceof String ? TYPES.get(type) : null;
        if (ref == null && fields.get(Field.REF) != null) {
            return Request.malformed(format, null, size, verb, BAD_REF);
        }
        if (verb == null) {
            return Request.malformed(format, ref, size, null, type instanceof String ? UNKNOWN : NO_TYPE);
        }
        Command command = command(verb);
        return refusal == null
                ? Request.of(format, ref, size, command)
                : Request.malformed(format, ref, size, verb, refusal);
    }

    private Command command(Verb verb) {
        return switch (verb) {
            case REGISTER -> new Command.Register(string(Field.USER), string(Field.PASSWORD));
            case LOGIN -> login();
            case PASSWORD -> new Command.ChangePassword(string(Field.OLD), string(Field.NEW));
            case UNREGISTER -> new Command.Unregister(string(Field.PASSWORD));
            case LOGOUT -> new Command.Logout(flag(Field.EVERYWHERE, false));
            case ONLINE -> new Command.Online();
            case STATUS -> new Command.SetStatus(new Status(state(), string(Field.TEXT, "")));
            case WATCH, UNWATCH -> new Command.Watch(verb == Verb.WATCH);
            case MESSAGE -> Command.Say.post(ConversationRef.lobby(), text(), id());
            case PRIVATE -> Command.Say.post(ConversationRef.with(string(Field.TO)), text(), id());
            case GROUP -> Command.Say.post(ConversationRef.group(string(Field.GROUP)), text(), id());
            case REPLY -> new Command.Say(Command.Say.What.REPLY, conversation(), number(Field.SEQ), text(), id());
            case EDIT -> new Command.Say(Command.Say.What.EDIT, conversation(), number(Field.SEQ), text(), id());
            case DELETE -> new Command.Say(Command.Say.What.DELETE, conversation(), number(Field.SEQ), "", id());
            case TYPING -> new Command.Typing(conversation());
            case HISTORY -> new Command.History(conversation(), page(), limit());
            case READ, ACK -> new Command.Mark(conversation(), number(Field.SEQ), verb == Verb.READ);
            case POSITIONS -> new Command.Positions(conversation());
            case UNREAD -> new Command.Unread();
            case CREATE -> new Command.CreateGroup(string(Field.GROUP), flag(Field.PRIVATE, false));
            case JOIN, LEAVE -> changeGroup(verb, "", Optional.empty(), "");
            case INVITE, KICK -> changeGroup(verb, string(Field.USER), Optional.empty(), "");
            case ROLE -> changeGroup(verb, string(Field.USER), Optional.of(role()), "");
            case TOPIC -> changeGroup(verb, "", Optional.empty(), string(Field.TEXT, ""));
            case GROUPS -> new Command.Groups();
            case MEMBERS -> new Command.Members(string(Field.GROUP));
            case BLOCK, UNBLOCK -> new Command.Block(string(Field.USER), verb == Verb.BLOCK);
            case BLOCKED -> new Command.Blocked();
            case MUTE -> moderate(verb, string(Field.USER), "", duration());
            case UNMUTE, DISCONNECT -> moderate(verb, string(Field.USER), "", Optional.empty());
            case BAN, UNBAN -> ban(verb);
            case ANNOUNCE -> new Command.Announce(text());
            case HELP -> new Command.Help();
            case PING -> new Command.Ping();
            case QUIT -> new Command.Quit();
        };
    }

    private Command changeGroup(Verb verb, String user, Optional<Role> role, String topic) {
        return new Command.ChangeGroup(verb, string(Field.GROUP), user, role, topic);
    }

    private Command moderate(Verb verb, String user, String address, Optional<Duration> duration) {
        return new Command.Moderate(verb, user, address, duration, string(Field.REASON, ""));
    }

    private Command ban(Verb verb) {
        boolean isUser = fields.get(Field.USER) != null;
        if (isUser && fields.get(Field.ADDRESS) != null) {
            refuse(RefusalCode.BAD_ARGUMENT, "a ban is on a \"user\" or on an \"address\", not on both");
        }
        String user = isUser || fields.get(Field.ADDRESS) == null ? string(Field.USER) : "";
        String address = isUser ? "" : string(Field.ADDRESS, "");
        if (user.isEmpty() && address.isEmpty()) {
            refuse(RefusalCode.BAD_ARGUMENT, "whom it is about is empty");
        }
        return moderate(verb, user, address, verb == Verb.BAN ? duration() : Optional.empty());
    }

    private Optional<Duration> duration() {
        if (fields.get(Field.DURATION) == null) {
            return Optional.empty();
        }
        Optional<Duration> duration = Durations.parse(string(Field.DURATION));
        if (duration.isEmpty()) {
            refuse(RefusalCode.BAD_ARGUMENT, "\"duration\" is such as \"90s\", \"10m\", \"2h\", \"7d\" or \"4w\"");
        }
        return duration;
    }

    private Command login() {
        Command.Credentials credentials = credentials();
        return new Command.Login(credentials, resume(), flag(Field.WANTS_TOKEN, credentials.wantsTokenUnlessSaid()));
    }

    private Command.Credentials credentials() {
        List<Field> given = Stream.of(Field.PASSWORD, Field.TOKEN, Field.HOST_TOKEN, Field.CERTIFICATE)
                .filter(field -> fields.get(field) != null)
                .toList();
        boolean isByPassword = given.isEmpty() || given.contains(Field.PASSWORD);
        if (given.size() > 1 || (!isByPassword && fields.get(Field.USER) != null)) {
            refuse(
                    RefusalCode.BAD_ARGUMENT,
                    "a login is by \"user\" and \"password\", by \"token\", by \"hostToken\" or by"
                            + " \"certificate\", not by several of them");
        }
        if (isByPassword) {
            return new Command.PasswordCredentials(string(Field.USER), string(Field.PASSWORD));
        }
        return switch (given.get(0)) {
            case HOST_TOKEN -> new Command.HostTokenCredentials(string(Field.HOST_TOKEN));
            case CERTIFICATE -> {
                if (!flag(Field.CERTIFICATE, true)) {
                    refuse(RefusalCode.BAD_ARGUMENT, "\"certificate\" is true, or left out");
                }
                yield new Command.CertificateCredentials();
            }
            default -> new Command.TokenCredentials(string(Field.TOKEN));
        };
    }

    private Optional<Command.Resume> resume() {
        Object value = fields.get(Field.RESUME);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Map<?, ?> resume)
                || !(resume.get("epoch") instanceof String epoch)
                || !(resume.get("positions") instanceof List<?> positions)) {
            return badResume(RefusalCode.BAD_REQUEST);
        }
        Map<ConversationRef, Long> read = new HashMap<>();
        for (Object position : positions) {
            if (!(position instanceof List<?> parts)
                    || parts.isEmpty()
                    || !(parts.get(parts.size() - 1) instanceof Long seq)) {
                return badResume(RefusalCode.BAD_REQUEST);
            }
            ConversationRef in = JsonNames.conversation(parts.subList(0, parts.size() - 1));
            if (in == null || seq < 0 || read.put(in, seq) != null) {
                return badResume(RefusalCode.BAD_ARGUMENT);
            }
        }
        return Optional.of(new Command.Resume(epoch, read));
    }

    private Optional<Command.Resume> badResume(RefusalCode code) {
        refuse(
                code,
                "\"resume\" holds \"epoch\" and \"positions\", the latter an array of such as [\"private\",\"bob\",12],"
                        + " each conversation once");
        return Optional.empty();
    }

    private PageRequest page() {
        boolean isBefore = fields.get(Field.BEFORE) != null;
        boolean isAfter = fields.get(Field.AFTER) != null;
        if (isBefore && isAfter) {
            refuse(RefusalCode.BAD_ARGUMENT, "a page is \"before\" or \"after\" a number, not both");
        }
        return isBefore
                ? PageRequest.before(number(Field.BEFORE))
                : isAfter ? PageRequest.after(number(Field.AFTER)) : PageRequest.newest();
    }

    /** The limit as it is given: its range is a rule of its own. */
    private OptionalLong limit() {
        Object value = fields.get(Field.LIMIT);
        if (value == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(value instanceof Long limit ? limit : wrongType(Field.LIMIT, "an integer", 0L));
    }

    private ConversationRef conversation() {
        Object value = fields.get(Field.CONVERSATION);
        if (value == null) {
            return missing(Field.CONVERSATION, ConversationRef.lobby());
        }
        if (!(value instanceof List<?> parts) || !JsonNames.isArrayOfStrings(parts)) {
            return wrongType(Field.CONVERSATION, "an array of strings", ConversationRef.lobby());
        }
        ConversationRef conversation = JsonNames.conversation(parts);
        if (conversation == null) {
            refuse(
                    RefusalCode.BAD_ARGUMENT,
                    "\"conversation\" is [\"lobby\"], [\"private\",\"<user>\"] or [\"group\",\"<group>\"]");
            return ConversationRef.lobby();
        }
        checkEncoding(Field.CONVERSATION, conversation.name());
        return conversation;
    }

    private Status.State state() {
        String key = string(Field.STATE);
        return Status.State.find(key).filter(state -> state.key().equals(key)).orElseGet(() -> {
            refuse(RefusalCode.BAD_ARGUMENT, "\"state\" is online, away, busy or invisible");
            return Status.State.ONLINE;
        });
    }

    private Role role() {
        String key = string(Field.ROLE);
        return Role.find(key).filter(role -> role.key().equals(key)).orElseGet(() -> {
            refuse(RefusalCode.BAD_ARGUMENT, "\"role\" is member, moderator or owner");
            return Role.MEMBER;
        });
    }

    /** A message's text: its lines may be ended by CR LF, too. */
    private String text() {
        String text = string(Field.TEXT);
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n");
    }

    private @Nullable String id() {
        return fields.get(Field.ID) == null ? null : string(Field.ID);
    }

    private String string(Field field, String otherwise) {
        return fields.get(field) == null ? otherwise : string(field);
    }

    private String string(Field field) {
        Object value = fields.get(field);
        if (value == null) {
            return missing(field, "");
        }
        if (!(value instanceof String string)) {
            return wrongType(field, "a string", "");
        }
        checkEncoding(field, string);
        return string;
    }

    private void checkEncoding(Field field, String value) {
        if (Utf8.hasLoneSurrogate(value)) {
            refuse(RefusalCode.BAD_ENCODING, "\"" + field.key() + "\" holds half a surrogate pair");
        }
    }

    /** A number that counts messages: from 0. */
    private long number(Field field) {
        Object value = fields.get(field);
        if (value == null) {
            return missing(field, 0L);
        }
        if (!(value instanceof Long number)) {
            return wrongType(field, "an integer", 0L);
        }
        if (number < 0) {
            refuse(RefusalCode.BAD_ARGUMENT, "\"" + field.key() + "\" is less than 0");
            return 0;
        }
        return number;
    }

    private boolean flag(Field field, boolean otherwise) {
        Object value = fields.get(field);
        return value == null
                ? otherwise
                : value instanceof Boolean flag ? flag : wrongType(field, "true or false", otherwise);
    }

    private <T> T missing(Field field, T otherwise) {
        refuse(RefusalCode.BAD_ARGUMENT, "\"" + field.key() + "\" is missing");
        return otherwise;
    }

    private <T> T wrongType(Field field, String type, T otherwise) {
        refuse(RefusalCode.BAD_REQUEST, "\"" + field.key() + "\" is not " + type);
        return otherwise;
    }

    private void refuse(RefusalCode code, String words) {
        if (refusal == null) {
            refusal = Refusal.of(code, words);
        }
    }
}
