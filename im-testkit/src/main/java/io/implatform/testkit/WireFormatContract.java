package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link WireFormat} must do, rule by rule; {@code docs/contracts.md} gives the intent of each.
 *
 * <p>To hold a format to it, extend it, say which format and how a client spells a request in it, and
 * run it with JUnit. It is for formats whose requests, replies and events are lines.
 */
public abstract class WireFormatContract {
    private static final UserId ALICE = UserId.of("Alice");
    private static final UserId BOB = UserId.of("bob-2");
    private static final Instant TIME = Instant.parse("2026-11-22T08:09:10.120Z");
    private static final int RANDOM_REQUESTS = 20_000;

    /** What every form can say: no client ids, tokens or resuming. */
    private static final List<Command> COMMANDS = List.of(
            new Command.Register("alice", "correct horse"),
            new Command.Login(new Command.PasswordCredentials("Alice", "correct horse"), Optional.empty(), false),
            new Command.ChangePassword("old-horse", "correct horse"),
            new Command.Unregister("correct horse"),
            new Command.Logout(false),
            new Command.Logout(true),
            new Command.Online(),
            new Command.SetStatus(new Status(Status.State.AWAY, "")),
            new Command.SetStatus(new Status(Status.State.INVISIBLE, "at lunch")),
            new Command.Watch(true),
            new Command.Watch(false),
            Command.Say.post(ConversationRef.lobby(), "hello", null),
            Command.Say.post(ConversationRef.with("bob"), "hello you", null),
            Command.Say.post(ConversationRef.group("dev"), "hello all", null),
            new Command.Say(Command.Say.What.REPLY, ConversationRef.with("bob"), 12, "so do I", null),
            new Command.Say(Command.Say.What.EDIT, ConversationRef.lobby(), 12, "hello you", null),
            new Command.Say(Command.Say.What.DELETE, ConversationRef.group("dev"), Long.MAX_VALUE, "", null),
            new Command.Typing(ConversationRef.with("bob")),
            history(ConversationRef.lobby(), PageRequest.newest(), OptionalLong.empty()),
            history(ConversationRef.with("bob"), PageRequest.before(12), OptionalLong.empty()),
            history(ConversationRef.group("dev"), PageRequest.after(0), OptionalLong.of(500)),
            history(ConversationRef.lobby(), PageRequest.newest(), OptionalLong.of(7)),
            new Command.Mark(ConversationRef.group("dev"), 12, true),
            new Command.Mark(ConversationRef.lobby(), 0, false),
            new Command.Unread(),
            new Command.Positions(ConversationRef.group("dev")),
            new Command.CreateGroup("dev", false),
            new Command.CreateGroup("dev", true),
            inGroup(Verb.JOIN, ""),
            inGroup(Verb.LEAVE, ""),
            inGroup(Verb.INVITE, "bob"),
            inGroup(Verb.KICK, "bob"),
            new Command.ChangeGroup(Verb.ROLE, "dev", "bob", Optional.of(Role.MODERATOR), ""),
            new Command.ChangeGroup(Verb.TOPIC, "dev", "", Optional.empty(), "the weather"),
            new Command.ChangeGroup(Verb.TOPIC, "dev", "", Optional.empty(), ""),
            new Command.Groups(),
            new Command.Members("dev"),
            new Command.Block("bob", true),
            new Command.Block("bob", false),
            new Command.Blocked(),
            new Command.Moderate(Verb.MUTE, "bob", "", Optional.of(Duration.ofMinutes(10)), "so loud"),
            new Command.Moderate(Verb.MUTE, "bob", "", Optional.empty(), ""),
            new Command.Moderate(Verb.UNMUTE, "bob", "", Optional.empty(), ""),
            new Command.Moderate(Verb.BAN, "bob", "", Optional.empty(), "spam, again"),
            new Command.Moderate(Verb.BAN, "", "192.0.2.0/24", Optional.of(Duration.ofDays(7)), ""),
            new Command.Moderate(Verb.BAN, "", "2001:db8::1", Optional.of(Duration.ofSeconds(90)), "why not"),
            new Command.Moderate(Verb.UNBAN, "", "192.0.2.7", Optional.empty(), ""),
            new Command.Moderate(Verb.UNBAN, "bob", "", Optional.empty(), ""),
            new Command.Moderate(Verb.DISCONNECT, "bob", "", Optional.empty(), "come back"),
            new Command.Announce("maintenance at noon"),
            new Command.Help(),
            new Command.Ping(),
            new Command.Quit());

    private static final List<Reply> REPLIES = List.of(
            new Reply.Registered(ALICE),
            new Reply.LoggedIn(ALICE, "epoch-1", Optional.empty(), false, Map.of()),
            new Reply.LoggedIn(ALICE, "epoch-1", Optional.of("t0ken"), true, Map.of()),
            new Reply.Online(List.of()),
            new Reply.Online(List.of(
                    new Reply.Present(ALICE, Status.ONLINE),
                    new Reply.Present(BOB, new Status(Status.State.AWAY, "at lunch")))),
            posted(Verb.MESSAGE, ConversationRef.lobby(), 0),
            posted(Verb.PRIVATE, ConversationRef.with("bob-2"), 0),
            posted(Verb.GROUP, ConversationRef.group("dev"), 0),
            posted(Verb.REPLY, ConversationRef.with("bob-2"), 3),
            posted(Verb.EDIT, ConversationRef.group("dev"), 3),
            posted(Verb.DELETE, ConversationRef.lobby(), 3),
            new Reply.HistoryPart(ConversationRef.lobby(), List.of(message("one"), message("two"))),
            new Reply.HistoryEnd(ConversationRef.lobby(), 2, true),
            new Reply.HistoryEnd(ConversationRef.with("bob-2"), 0, false),
            new Reply.Marked(Verb.READ, ConversationRef.with("bob-2"), 7),
            new Reply.Marked(Verb.ACK, ConversationRef.lobby(), 7),
            new Reply.Unread(List.of()),
            new Reply.Unread(List.of(
                    new Reply.Count(ConversationRef.lobby(), 3), new Reply.Count(ConversationRef.with("bob-2"), 1))),
            new Reply.Positions(ConversationRef.with("bob-2"), List.of(new Reply.Mark(BOB, new Position(7, 3)))),
            new Reply.Groups(List.of(
                    new Reply.Standing("dev", true, Optional.of(Role.OWNER), "the weather"),
                    new Reply.Standing("ops", false, Optional.empty(), ""))),
            new Reply.Members("dev", Map.of(ALICE, Role.OWNER)),
            new Reply.Blocked(List.of(BOB)),
            Reply.Done.of(Verb.PASSWORD),
            Reply.Done.of(Verb.ROLE, "group", "dev", "user", "bob-2", "role", "moderator"),
            new Reply.Help(List.of(Verb.values())),
            new Reply.Pong(),
            new Reply.Goodbye(Verb.QUIT),
            new Reply.Goodbye(Verb.LOGOUT),
            new Reply.Refused(Optional.of(Verb.LOGIN), Refusal.retry(RefusalCode.BUSY, 3, "try again")),
            new Reply.Refused(Optional.empty(), Refusal.of(RefusalCode.BAD_REQUEST, "what is that")));

    /** Texts that try to be more than a text. */
    private static final List<String> HOSTILE_TEXTS = List.of(
            "one\ntwo",
            "\nBYE RESTART gone",
            "hi\r\nQUIT",
            "\n\n\n",
            "OK MESSAGE 1",
            "#7 OK LOGIN root",
            "\",\"text\":\"x",
            "{\"type\":\"bye\"}",
            "back\\slash \"quotes\" \t tab",
            "\u2028\u2029\u0085 separators",
            "é ✓ 😀 \u202e",
            " spaces on both ends ");

    /** The format. Two calls return equal formats. */
    protected abstract WireFormat format();

    /**
     * A request as a client spells it, without its line end.
     *
     * @param ref the client's own mark, or none
     */
    protected abstract byte[] spell(@Nullable String ref, Command command);

    // Reading

    @Test
    @DisplayName("W1: every command is read as what the client meant, with its reference, size and form")
    public void rule_W01_everyCommandIsRead() {
        for (Command command : COMMANDS) {
            for (String ref : new @Nullable String[] {null, "7", "A-z_0.9:x", "r".repeat(64)}) {
                byte[] bytes = spell(ref, command);
                Request request = format().decode(bytes, 0, bytes.length);
                assertThat(request.command()).as(request.toString()).contains(command);
                assertThat(request.verb()).contains(command.verb());
                assertThat(request.refusal()).isEmpty();
                assertThat(request.ref()).isEqualTo(ref);
                assertThat(request.size()).isEqualTo(bytes.length);
                assertThat(request.format()).isEqualTo(format());
            }
        }
    }

    @Test
    @DisplayName("W2: nothing around the request is read, and nothing is changed or kept")
    public void rule_W02_onlyTheRequestIsRead() {
        for (Command command : COMMANDS) {
            byte[] bytes = spell("7", command);
            byte[] around = new byte[bytes.length + 40];
            Arrays.fill(around, (byte) 'x');
            System.arraycopy(bytes, 0, around, 13, bytes.length);
            byte[] before = around.clone();
            Request request = format().decode(around, 13, bytes.length);
            assertThat(around).isEqualTo(before);
            Arrays.fill(around, (byte) 0);
            assertThat(request.command()).contains(command);
            assertThat(request.ref()).isEqualTo("7");
        }
    }

    @Test
    @DisplayName("W3: a text is read verbatim")
    public void rule_W03_textsAreVerbatim() {
        for (String text : HOSTILE_TEXTS) {
            if (text.indexOf('\n') < 0) {
                Command command = Command.Say.post(ConversationRef.with("bob"), text, null);
                byte[] bytes = spell(null, command);
                assertThat(format().decode(bytes, 0, bytes.length).command()).contains(command);
            }
        }
    }

    @Test
    @DisplayName("W4: what is not well-formed UTF-8 is refused as BAD_ENCODING")
    public void rule_W04_badEncodingIsRefused() {
        for (String hex : List.of(
                "c328",
                "c0af",
                "80",
                "bf",
                "e282",
                "e28228",
                "eda080",
                "edbfbf",
                "e080af",
                "f08080af",
                "f0288cbc",
                "f4908080",
                "f5808080",
                "ff",
                "fe")) {
            byte[] bytes = replace(
                    spell("7", Command.Say.post(ConversationRef.lobby(), "a@z", null)),
                    (byte) '@',
                    HexFormat.of().parseHex(hex));
            Request request = format().decode(bytes, 0, bytes.length);
            assertThat(request.refusal().map(Refusal::code)).as(hex).contains(RefusalCode.BAD_ENCODING);
        }
    }

    @Test
    @DisplayName("W5: nothing that a peer sends makes decode throw; it is a command or a refusal, never both")
    public void rule_W05_nothingMakesItThrow() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int i = 0; i < RANDOM_REQUESTS; i++) {
            byte[] bytes = mutated(random);
            try {
                Request request = format().decode(bytes, 0, bytes.length);
                assertThat(request.command().isPresent())
                        .isNotEqualTo(request.refusal().isPresent());
                assertThat(request.size()).isEqualTo(bytes.length);
                format().refuse(bytes, 0, bytes.length, Refusal.of(RefusalCode.TOO_LONG, "too long"));
                request.refusal()
                        .ifPresent(refusal -> assertThat(refusal.words()).isNotEmpty());
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ", request " + HexFormat.of().formatHex(bytes), e);
            }
        }
    }

    @Test
    @DisplayName("W6: a refusal does not repeat what the peer wrote")
    public void rule_W06_refusalsRepeatNothing() {
        String secret = "Xyzzy42";
        List<byte[]> lines = new ArrayList<>();
        for (Command command : COMMANDS) {
            byte[] bytes = spell(null, command);
            for (int cut = 0; cut <= bytes.length; cut++) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                line.write(bytes, 0, cut);
                line.writeBytes(secret.getBytes(StandardCharsets.US_ASCII));
                line.write(bytes, cut, bytes.length - cut);
                lines.add(line.toByteArray());
            }
        }
        for (byte[] line : lines) {
            Request request = format().decode(line, 0, line.length);
            request.refusal().ifPresent(refusal -> assertThat(refusal.words()).doesNotContain(secret));
            assertThat(request.toString()).doesNotContain(secret);
        }
    }

    @Test
    @DisplayName(
            "W7: a request that is refused by its beginning carries the refusal, and its reference where that shows")
    public void rule_W07_aBeginningIsEnoughToRefuse() {
        byte[] bytes = spell("ref-7", Command.Say.post(ConversationRef.lobby(), "long ".repeat(100), null));
        Refusal refusal = Refusal.of(RefusalCode.TOO_LONG, "too long");
        for (int length : new int[] {0, 1, 3, bytes.length - 100}) {
            Request request = format().refuse(bytes, 0, length, refusal);
            assertThat(request.refusal()).contains(refusal);
            assertThat(request.command()).isEmpty();
            assertThat(request.format()).isEqualTo(format());
            assertThat(request.ref()).isIn("ref-7", null);
        }
        byte[] around = new byte[bytes.length + 10];
        System.arraycopy(bytes, 0, around, 5, bytes.length);
        assertThat(format().refuse(around, 5, bytes.length, refusal).ref()).isEqualTo("ref-7");
        byte[] without = spell(null, COMMANDS.get(0));
        assertThat(format().refuse(without, 0, without.length, refusal).ref()).isNull();
    }

    // Writing

    @Test
    @DisplayName("W8: an event is one line of well-formed UTF-8, whatever its text holds; a passing one may be none")
    public void rule_W08_anEventIsOneLine() throws Exception {
        for (String text : HOSTILE_TEXTS) {
            for (Event event : events(text)) {
                assertThat(lines(format().encode(event))).as(event.toString()).hasSize(1);
            }
        }
        for (Event passing : List.of(
                new Event.Typing(ALICE, ConversationRef.lobby()),
                new Event.Delivered(ALICE, ConversationRef.with("bob-2"), 7),
                new Event.Ping())) {
            byte[] frame = format().encode(passing);
            assertThat(frame.length == 0 ? List.of() : lines(frame)).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    @DisplayName("W9: a message of a history page is one line, whatever its text holds")
    public void rule_W09_aStoredMessageIsOneLine() throws Exception {
        List<Message> messages =
                HOSTILE_TEXTS.stream().map(WireFormatContract::message).toList();
        byte[] part = format().encode("7", new Reply.HistoryPart(ConversationRef.lobby(), messages));
        assertThat(lines(part)).hasSize(messages.size());
        Message gone =
                new Message(ConversationId.LOBBY, 7, TIME, ALICE, Message.Kind.TEXT, 3, "", Message.State.DELETED);
        assertThat(lines(format().encode("7", new Reply.HistoryPart(ConversationRef.lobby(), List.of(gone)))))
                .hasSize(1);
    }

    @Test
    @DisplayName("W10: an event shows who said what")
    public void rule_W10_anEventShowsWhoSaidWhat() throws Exception {
        assertThat(only(new Event.Welcome("im", "1.2"))).contains("im").contains("1.2");
        Message said = message("good morning");
        assertThat(only(new Event.Posted(said))).contains("Alice").contains("good morning");
        assertThat(only(new Event.PrivateReceived(said, BOB))).contains("Alice").contains("good morning");
        assertThat(only(new Event.PrivateSent(said, BOB))).contains("bob-2").contains("good morning");
        Message edit = fact(Message.Kind.EDIT, "good evening");
        assertThat(only(new Event.Amended(edit, ConversationRef.with("bob-2"))))
                .contains("Alice")
                .contains("bob-2")
                .contains("4711")
                .contains("good evening");
        assertThat(only(new Event.Amended(fact(Message.Kind.DELETION, ""), ConversationRef.group("dev"))))
                .contains("Alice")
                .contains("dev")
                .contains("4711");
        assertThat(only(new Event.Read(BOB, ConversationRef.group("dev"), 4711)))
                .contains("bob-2")
                .contains("dev")
                .contains("4711");
        assertThat(only(new Event.StatusChanged(BOB, new Status(Status.State.BUSY, "at work"))))
                .contains("bob-2")
                .contains("busy")
                .contains("at work");
        assertThat(only(new Event.Invited("dev", BOB))).contains("dev").contains("bob-2");
        assertThat(only(new Event.Joined("dev", BOB))).contains("dev").contains("bob-2");
        assertThat(only(new Event.Left("dev", BOB, Optional.of(ALICE))))
                .contains("dev")
                .contains("bob-2")
                .contains("Alice");
        assertThat(only(new Event.TopicSet("dev", BOB, "the weather")))
                .contains("dev")
                .contains("the weather");
        assertThat(only(new Event.RoleGiven("dev", BOB, Role.OWNER)))
                .contains("bob-2")
                .contains("owner");
    }

    @Test
    @DisplayName("W11: a final reply carries its request's reference, and none where there was none")
    public void rule_W11_finalRepliesCarryTheReference() throws Exception {
        for (Reply reply : REPLIES) {
            List<String> with = lines(format().encode("ref:4711", reply));
            List<String> without = lines(format().encode(null, reply));
            assertThat(with).hasSameSizeAs(without).isNotEmpty();
            if (reply.isFinal()) {
                assertThat(with.get(with.size() - 1)).contains("ref:4711");
            }
            assertThat(String.join("", without)).doesNotContain("ref:4711");
        }
    }

    @Test
    @DisplayName("W12: every refusal shows its code and its words, and when to try again where that is known")
    public void rule_W12_refusalsShowTheirCode() throws Exception {
        for (RefusalCode code : RefusalCode.values()) {
            Refusal plain = Refusal.of(code, "so it is");
            Refusal retry = Refusal.retry(code, 4711, "so it is");
            for (String line : List.of(
                    lines(format().encode(null, new Reply.Refused(Optional.of(Verb.PING), plain)))
                            .get(0),
                    only(new Event.Bye(plain)))) {
                assertThat(line).contains(code.name()).contains("so it is");
            }
            assertThat(lines(format().encode(null, new Reply.Refused(Optional.empty(), retry)))
                            .get(0))
                    .contains(code.name())
                    .contains("4711");
        }
    }

    @Test
    @DisplayName("W13: equal formats write equal bytes, and what was written stays as it is")
    public void rule_W13_equalFormatsWriteEqualBytes() {
        WireFormat one = format();
        WireFormat two = format();
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.equals(null)).isFalse();
        List<byte[]> written = new ArrayList<>();
        List<byte[]> copies = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (Reply reply : REPLIES) {
                byte[] bytes = one.encode("7", reply);
                assertThat(two.encode("7", reply)).isEqualTo(bytes);
                written.add(bytes);
                copies.add(bytes.clone());
            }
            for (Event event : events("text " + round)) {
                byte[] bytes = one.encode(event);
                assertThat(two.encode(event)).isEqualTo(bytes);
                written.add(bytes);
                copies.add(bytes.clone());
            }
        }
        for (int i = 0; i < written.size(); i++) {
            assertThat(written.get(i)).isEqualTo(copies.get(i));
        }
    }

    // Surroundings

    @Test
    @DisplayName("W14: the default locale has no say")
    public void rule_W14_theDefaultLocaleHasNoSay() {
        List<Object> expected = everything();
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(everything()).as(tag).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @DisplayName("W15: several threads may use a format at once")
    public void rule_W15_severalThreadsAtOnce() throws Exception {
        WireFormat shared = format();
        List<byte[]> requests = requests();
        List<Object> expected = everything(shared, requests);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 500 && wrong.isEmpty(); i++) {
                    List<Object> got = everything(shared, requests);
                    if (!got.equals(expected)) {
                        wrong.add(got.toString());
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }

    // Helpers

    private static Command history(ConversationRef of, PageRequest page, OptionalLong limit) {
        return new Command.History(of, page, limit);
    }

    private static Message message(String text) {
        return new Message(ConversationId.LOBBY, 7, TIME, ALICE, text);
    }

    /** A fact about message 4711. */
    private static Message fact(Message.Kind kind, String text) {
        return new Message(
                ConversationId.between(ALICE, BOB), 4712, TIME, ALICE, kind, 4711, text, Message.State.ORIGINAL);
    }

    private static Command inGroup(Verb verb, String user) {
        return new Command.ChangeGroup(verb, "dev", user, Optional.empty(), "");
    }

    private static Reply posted(Verb verb, ConversationRef in, long of) {
        return new Reply.Posted(verb, in, of, 7, TIME, of == 0);
    }

    private static List<Event> events(String text) {
        Message lobby = message(text);
        Message group = new Message(new ConversationId.Group("3f2a", "dev"), 7, TIME, ALICE, text);
        Message pair = new Message(ConversationId.between(ALICE, BOB), 7, TIME, ALICE, text);
        return List.of(
                new Event.Welcome("im", "1.0"),
                new Event.Posted(lobby),
                new Event.Posted(group),
                new Event.PrivateReceived(pair, BOB),
                new Event.PrivateSent(pair, BOB),
                new Event.Amended(fact(Message.Kind.EDIT, text), ConversationRef.with("bob-2")),
                new Event.Amended(fact(Message.Kind.DELETION, ""), ConversationRef.lobby()),
                new Event.Read(BOB, ConversationRef.group("dev"), 7),
                new Event.StatusChanged(ALICE, Status.OFFLINE),
                new Event.StatusChanged(ALICE, new Status(Status.State.AWAY, text)),
                new Event.Invited("dev", ALICE),
                new Event.Joined("dev", ALICE),
                new Event.Left("dev", ALICE, Optional.empty()),
                new Event.Left("dev", ALICE, Optional.of(BOB)),
                new Event.TopicSet("dev", ALICE, text),
                new Event.RoleGiven("dev", ALICE, Role.MODERATOR),
                new Event.Bye(Refusal.of(RefusalCode.RESTART, "the server stops")));
    }

    private String only(Event event) throws CharacterCodingException {
        List<String> lines = lines(format().encode(event));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    /** The lines of a frame, each of which must have its end. */
    private static List<String> lines(byte[] frame) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(frame))
                .toString();
        assertThat(text).as("a frame is whole lines").endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private List<Object> everything() {
        return everything(format(), requests());
    }

    /** What a format reads of those requests, and all that it writes. */
    private static List<Object> everything(WireFormat format, List<byte[]> requests) {
        List<Object> all = new ArrayList<>();
        for (byte[] bytes : requests) {
            all.add(format.decode(bytes, 0, bytes.length).command());
        }
        for (Reply reply : REPLIES) {
            all.add(new String(format.encode("7", reply), StandardCharsets.UTF_8));
        }
        for (Event event : events("text")) {
            all.add(new String(format.encode(event), StandardCharsets.UTF_8));
        }
        return all;
    }

    /** Every command as it is spelled, and some in small letters. */
    private List<byte[]> requests() {
        List<byte[]> requests = new ArrayList<>();
        for (Command command : COMMANDS) {
            byte[] bytes = spell("7", command);
            requests.add(bytes);
            String upper = new String(bytes, StandardCharsets.UTF_8);
            requests.add(
                    upper.replace("PING", "ping").replace("ONLINE", "online").getBytes(StandardCharsets.UTF_8));
        }
        return requests;
    }

    private static byte[] replace(byte[] bytes, byte wanted, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (b == wanted) {
                out.writeBytes(by);
            } else {
                out.write(b);
            }
        }
        return out.toByteArray();
    }

    /** A request with a few bytes changed, cut out or put in; or bytes that never were one. */
    private byte[] mutated(Random random) {
        byte[] bytes = spell(random.nextBoolean() ? "7" : null, COMMANDS.get(random.nextInt(COMMANDS.size())));
        if (random.nextInt(10) == 0) {
            bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
        }
        for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = (byte) " #{}\"\\:0-\t\0".charAt(random.nextInt(11));
                    bytes = longer;
                }
            }
        }
        return bytes;
    }
}
