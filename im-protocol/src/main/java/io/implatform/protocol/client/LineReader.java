package io.implatform.protocol.client;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Position;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.UserId;
import io.implatform.protocol.internal.JsonWriter;
import io.implatform.protocol.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of a server. */
final class LineReader {
    private static final int EXCERPT_LENGTH = 100;

    /** {@code WELCOME <name>/<version> …} */
    private static final Pattern WELCOME = Pattern.compile("WELCOME (\\S+)(?: .*)?", Pattern.DOTALL);

    private static final Pattern SERVER = Pattern.compile("(.+)/([^/]+)", Pattern.DOTALL);

    /** {@code [#ref ]ERR <CODE> [retry=<seconds> ]<words>}, and {@code BYE …} likewise. */
    private static final Pattern REFUSAL = Pattern.compile(
            "(?:#([A-Za-z0-9._:-]{1,64}) )?(ERR|BYE) ([A-Z_]{1,64})(?: retry=(\\d{1,9}))?(?: (.*))?", Pattern.DOTALL);

    private static final Map<String, Verb> VERBS = new HashMap<>();

    static {
        for (Verb verb : Verb.values()) {
            VERBS.put(JsonWriter.key(verb), verb);
        }
    }

    private LineReader() {}

    static ServerLine read(byte[] bytes, int offset, int length) {
        String line = Utf8.decode(bytes, offset, offset + length);
        if (line == null) {
            return foreign(new String(bytes, offset, Math.min(length, EXCERPT_LENGTH), StandardCharsets.ISO_8859_1));
        }
        if (!line.startsWith("{")) {
            return text(line);
        }
        JsonObject object = JsonObject.parse(line);
        Optional<String> type = object == null ? Optional.empty() : object.stringIf("type");
        if (object == null || type.isEmpty()) {
            return foreign(line);
        }
        try {
            return object(type.get(), object);
        } catch (JsonObject.Unreadable e) {
            return unknown(type.get(), object);
        }
    }

    // Text

    private static ServerLine text(String line) {
        Matcher welcome = WELCOME.matcher(line);
        if (welcome.matches()) {
            return welcome(welcome.group(1)).orElseGet(() -> foreign(line));
        }
        Matcher refusal = REFUSAL.matcher(line);
        return refusal.matches() ? refusal(refusal) : foreign(line);
    }

    /** From {@code <name>/<version>}. */
    private static Optional<ServerLine> welcome(String nameAndVersion) {
        Matcher server = SERVER.matcher(nameAndVersion);
        return server.matches()
                ? Optional.of(new ServerLine.Welcome(server.group(1), server.group(2)))
                : Optional.empty();
    }

    private static ServerLine refusal(Matcher line) {
        String code = line.group(3);
        String words = Optional.ofNullable(line.group(5)).orElse("");
        Optional<Duration> retryAfter =
                Optional.ofNullable(line.group(4)).map(Long::valueOf).map(Duration::ofSeconds);
        if (line.group(2).equals("BYE")) {
            return new ServerLine.Told(new ServerEvent.Bye(code, words, retryAfter));
        }
        boolean temporary = Arrays.stream(RefusalCode.values())
                .anyMatch(known -> known.name().equals(code) && known.isTemporary());
        return new ServerLine.Refused(
                Optional.ofNullable(line.group(1)), Optional.empty(), code, words, temporary, retryAfter);
    }

    private static ServerLine foreign(String line) {
        StringBuilder excerpt = new StringBuilder();
        line.codePoints()
                .limit(EXCERPT_LENGTH)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\ufffd' : c)
                .takeWhile(c -> excerpt.length() + Character.charCount(c) <= EXCERPT_LENGTH)
                .forEach(excerpt::appendCodePoint);
        return new ServerLine.Foreign(excerpt.toString());
    }

    // JSON

    private static ServerLine unknown(String type, JsonObject line) {
        return new ServerLine.Unknown(line.stringIf("ref"), type);
    }

    private static ServerLine object(String type, JsonObject line) {
        return switch (type) {
            case "welcome" -> welcome(line.string("server")).orElseGet(() -> unknown(type, line));
            case "ok" ->
                Optional.ofNullable(VERBS.get(line.string("of")))
                        .<ServerLine>map(of -> new ServerLine.Ok(line.stringIf("ref"), of, result(of, line)))
                        .orElseGet(() -> unknown(type, line));
            case "history" ->
                new ServerLine.HistoryLine(line.stringIf("ref"), line.conversation("conversation"), line.said());
            case "error" ->
                new ServerLine.Refused(
                        line.stringIf("ref"),
                        line.stringIf("of").map(VERBS::get),
                        line.string("code"),
                        line.stringIf("message").orElse(""),
                        line.flag("temporary"),
                        line.seconds("retry"));
            default -> event(type, line).<ServerLine>map(ServerLine.Told::new).orElseGet(() -> unknown(type, line));
        };
    }

    private static Map<ConversationRef, Long> positions(JsonObject login) {
        Map<ConversationRef, Long> positions = new HashMap<>();
        login.objects(
                "positions", position -> positions.put(position.conversation("conversation"), position.number("seq")));
        return positions;
    }

    private static Result result(Verb of, JsonObject line) {
        return switch (of) {
            case LOGIN ->
                new Result.LoggedIn(
                        line.user("user"),
                        line.string("epoch"),
                        line.stringIf("token"),
                        line.flag("reset"),
                        positions(line));
            case MESSAGE -> stored(ConversationRef.lobby(), line);
            case PRIVATE -> stored(ConversationRef.with(line.string("to")), line);
            case GROUP -> stored(ConversationRef.group(line.string("group")), line);
            case REPLY, EDIT, DELETE -> stored(line.conversation("conversation"), line);
            case HISTORY ->
                new Result.HistoryEnd((int) Math.min(line.number("count"), Integer.MAX_VALUE), line.flag("more"));
            case READ, ACK -> new Result.Marked(line.conversation("conversation"), line.number("seq"));
            case ONLINE ->
                new Result.Online(line.objects("users", user -> new Reply.Present(user.user("user"), user.status())));
            case UNREAD ->
                new Result.Unread(line.objects(
                        "conversations",
                        count -> new Reply.Count(count.conversation("conversation"), count.number("unread"))));
            case POSITIONS ->
                new Result.Positions(
                        line.conversation("conversation"),
                        line.objects(
                                "positions",
                                mark -> new Reply.Mark(
                                        mark.user("user"),
                                        new Position(mark.number("delivered"), mark.number("read")))));
            case GROUPS -> new Result.Groups(line.objects("groups", LineReader::standing));
            case MEMBERS -> members(line);
            case BLOCKED -> new Result.Blocked(line.users("users"));
            case HELP ->
                new Result.Help(line.objects(
                        "commands",
                        entry -> new Result.Help.Entry(
                                entry.string("verb"), entry.string("usage"), entry.string("summary"))));
            default -> done(line);
        };
    }

    private static Result stored(ConversationRef in, JsonObject line) {
        return new Result.Stored(
                in, line.number("seq"), line.time("time"), line.numberOr0("target"), line.flag("duplicate"));
    }

    private static Reply.Standing standing(JsonObject group) {
        Optional<Role> role =
                group.string("role").equals("invited") ? Optional.empty() : Optional.of(group.role("role"));
        return new Reply.Standing(
                group.string("group"),
                group.flag("private"),
                role,
                group.stringIf("topic").orElse(""));
    }

    private static Result members(JsonObject line) {
        Map<UserId, Role> members = new LinkedHashMap<>();
        for (Map.Entry<UserId, Role> member :
                line.objects("members", each -> Map.entry(each.user("user"), each.role("role")))) {
            members.put(member.getKey(), member.getValue());
        }
        return new Result.Members(line.string("group"), members);
    }

    private static Result done(JsonObject line) {
        Map<String, String> fields = line.strings();
        fields.keySet().removeAll(Set.of("type", "of", "ref"));
        return new Result.Done(fields);
    }

    private static Optional<ServerEvent> event(String type, JsonObject line) {
        return Optional.ofNullable(
                switch (type) {
                    case "message" -> new ServerEvent.Posted(ConversationRef.lobby(), line.said());
                    case "group" -> new ServerEvent.Posted(ConversationRef.group(line.string("group")), line.said());
                    case "private" -> new ServerEvent.SaidPrivately(line.user("to"), line.said());
                    case "edit" ->
                        new ServerEvent.Edited(
                                line.conversation("conversation"),
                                line.number("target"),
                                line.number("seq"),
                                line.time("time"),
                                line.user("from"),
                                line.string("text"));
                    case "delete" ->
                        new ServerEvent.Deleted(
                                line.conversation("conversation"),
                                line.number("target"),
                                line.number("seq"),
                                line.time("time"),
                                line.user("from"));
                    case "read" ->
                        new ServerEvent.Read(line.conversation("conversation"), line.user("user"), line.number("seq"));
                    case "status" -> new ServerEvent.StatusChanged(line.user("user"), line.status());
                    case "delivered" ->
                        new ServerEvent.Delivered(
                                line.conversation("conversation"), line.user("user"), line.number("seq"));
                    case "typing" -> new ServerEvent.Typing(line.conversation("conversation"), line.user("user"));
                    case "invited" -> new ServerEvent.Invited(line.string("group"), line.user("by"));
                    case "joined" -> new ServerEvent.Joined(line.string("group"), line.user("user"));
                    case "left" -> new ServerEvent.Left(line.string("group"), line.user("user"), line.userIf("by"));
                    case "topic" ->
                        new ServerEvent.TopicSet(line.string("group"), line.user("user"), line.string("text"));
                    case "role" ->
                        new ServerEvent.RoleGiven(line.string("group"), line.user("user"), line.role("role"));
                    case "announce" -> new ServerEvent.Announced(line.string("text"), line.time("time"));
                    case "bye" ->
                        new ServerEvent.Bye(
                                line.string("code"), line.stringIf("message").orElse(""), line.seconds("retry"));
                    case "ping" -> new ServerEvent.Ping();
                    default -> null;
                });
    }
}
