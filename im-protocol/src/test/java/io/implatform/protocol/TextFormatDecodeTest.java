package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.spi.Request;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in the text form, line by line as the protocol has them. */
final class TextFormatDecodeTest {

    static Stream<Arguments> goodLines() {
        return Stream.of(
                Arguments.of("REGISTER alice correct horse", new Command.Register("alice", "correct horse")),
                Arguments.of("REGISTER alice  two spaces ", new Command.Register("alice", " two spaces ")),
                Arguments.of("REGISTER alice ", new Command.Register("alice", "")),
                Arguments.of("REGISTER  secret", new Command.Register("", "secret")),
                Arguments.of("LOGIN alice pass word", login("alice", "pass word")),
                Arguments.of("LOGIN * p", login("*", "p")),
                Arguments.of("LOGIN а\u202e pässwörd", login("а\u202e", "pässwörd")),
                Arguments.of("ONLINE", new Command.Online()),
                Arguments.of("ONLINE  ", new Command.Online()),
                Arguments.of("HELP", new Command.Help()),
                Arguments.of("PING", new Command.Ping()),
                Arguments.of("PING ", new Command.Ping()),
                Arguments.of("QUIT", new Command.Quit()),
                Arguments.of("MESSAGE hi", lobby("hi")),
                Arguments.of("MESSAGE  hi", lobby(" hi")),
                Arguments.of("MESSAGE hi  ", lobby("hi  ")),
                Arguments.of("MESSAGE  ", lobby(" ")),
                Arguments.of("MESSAGE a\tb", lobby("a\tb")),
                Arguments.of("MESSAGE #7 PING", lobby("#7 PING")),
                Arguments.of("MESSAGE ✓ 😀", lobby("✓ 😀")),
                Arguments.of("MESSAGE <script>'; DROP TABLE % _", lobby("<script>'; DROP TABLE % _")),
                // Control characters are judged where all the rules about texts stand.
                Arguments.of("MESSAGE a\rb\u0000\u001b[2J\u009b", lobby("a\rb\u0000\u001b[2J\u009b")),
                Arguments.of("PRIVATE bob hi", to("bob", "hi")),
                Arguments.of("PRIVATE bob  hi ", to("bob", " hi ")),
                Arguments.of("PRIVATE  hi you", to("", "hi you")),
                Arguments.of("HISTORY lobby", history(ConversationRef.lobby(), PageRequest.newest(), -1)),
                Arguments.of("HISTORY lobby 20", history(ConversationRef.lobby(), PageRequest.newest(), 20)),
                Arguments.of("HISTORY LOBBY Before 7", history(ConversationRef.lobby(), PageRequest.before(7), -1)),
                Arguments.of("HISTORY lobby after 0 500", history(ConversationRef.lobby(), PageRequest.after(0), 500)),
                Arguments.of("HISTORY lobby 0 ", history(ConversationRef.lobby(), PageRequest.newest(), 0)),
                Arguments.of(
                        "HISTORY lobby 2147483648",
                        history(ConversationRef.lobby(), PageRequest.newest(), 2_147_483_648L)),
                Arguments.of(
                        "HISTORY lobby before 9223372036854775807 0001",
                        history(ConversationRef.lobby(), PageRequest.before(Long.MAX_VALUE), 1)),
                Arguments.of(
                        "HISTORY private Bob before 7 3",
                        history(ConversationRef.with("Bob"), PageRequest.before(7), 3)),
                Arguments.of("HISTORY PRIVATE bob 3", history(ConversationRef.with("bob"), PageRequest.newest(), 3)),
                Arguments.of(
                        "HISTORY private before", history(ConversationRef.with("before"), PageRequest.newest(), -1)),
                Arguments.of("HISTORY group dev", history(ConversationRef.group("dev"), PageRequest.newest(), -1)),
                Arguments.of("PASSWORD old new one ", new Command.ChangePassword("old", "new one ")),
                Arguments.of("PASSWORD  new", new Command.ChangePassword("", "new")),
                Arguments.of("UNREGISTER correct horse ", new Command.Unregister("correct horse ")),
                Arguments.of("LOGOUT", new Command.Logout(false)),
                Arguments.of("LOGOUT Everywhere ", new Command.Logout(true)),
                Arguments.of("STATUS away", status(Status.State.AWAY, "")),
                Arguments.of("STATUS aWay ", status(Status.State.AWAY, "")),
                Arguments.of("STATUS BUSY  two words ", status(Status.State.BUSY, " two words ")),
                Arguments.of("STATUS invisible", status(Status.State.INVISIBLE, "")),
                Arguments.of("STATUS online back", status(Status.State.ONLINE, "back")),
                Arguments.of("WATCH", new Command.Watch(true)),
                Arguments.of("UNWATCH ", new Command.Watch(false)),
                Arguments.of("GROUP dev hi all ", Command.Say.post(ConversationRef.group("dev"), "hi all ", null)),
                Arguments.of("REPLY lobby 7  hi ", say(Command.Say.What.REPLY, ConversationRef.lobby(), 7, " hi ")),
                Arguments.of(
                        "REPLY private Bob 7 hi you",
                        say(Command.Say.What.REPLY, ConversationRef.with("Bob"), 7, "hi you")),
                Arguments.of(
                        "EDIT GROUP dev 0012 hi", say(Command.Say.What.EDIT, ConversationRef.group("dev"), 12, "hi")),
                Arguments.of(
                        "EDIT group lobby 1 2", say(Command.Say.What.EDIT, ConversationRef.group("lobby"), 1, "2")),
                Arguments.of("DELETE Lobby 0 ", say(Command.Say.What.DELETE, ConversationRef.lobby(), 0, "")),
                Arguments.of("DELETE group dev 7", say(Command.Say.What.DELETE, ConversationRef.group("dev"), 7, "")),
                Arguments.of("TYPING private bob", new Command.Typing(ConversationRef.with("bob"))),
                Arguments.of("TYPING lobby", new Command.Typing(ConversationRef.lobby())),
                Arguments.of("READ private bob 12", new Command.Mark(ConversationRef.with("bob"), 12, true)),
                Arguments.of("ACK lobby 0", new Command.Mark(ConversationRef.lobby(), 0, false)),
                Arguments.of("UNREAD", new Command.Unread()),
                Arguments.of("POSITIONS group dev", new Command.Positions(ConversationRef.group("dev"))),
                Arguments.of("CREATE dev", new Command.CreateGroup("dev", false)),
                Arguments.of("CREATE dev Private ", new Command.CreateGroup("dev", true)),
                Arguments.of("CREATE private", new Command.CreateGroup("private", false)),
                Arguments.of("JOIN dev", group(Verb.JOIN, "", "")),
                Arguments.of("LEAVE dev  ", group(Verb.LEAVE, "", "")),
                Arguments.of("INVITE dev bob", group(Verb.INVITE, "bob", "")),
                Arguments.of("KICK dev *", group(Verb.KICK, "*", "")),
                Arguments.of(
                        "ROLE dev bob Moderator",
                        new Command.ChangeGroup(Verb.ROLE, "dev", "bob", Optional.of(Role.MODERATOR), "")),
                Arguments.of("TOPIC dev", group(Verb.TOPIC, "", "")),
                Arguments.of("TOPIC dev ", group(Verb.TOPIC, "", "")),
                Arguments.of("TOPIC dev  the weather ", group(Verb.TOPIC, "", " the weather ")),
                Arguments.of("GROUPS", new Command.Groups()),
                Arguments.of("MEMBERS dev", new Command.Members("dev")),
                Arguments.of("BLOCK bob", new Command.Block("bob", true)),
                Arguments.of("UNBLOCK bob", new Command.Block("bob", false)),
                Arguments.of("BLOCKED", new Command.Blocked()));
    }

    @ParameterizedTest
    @MethodSource("goodLines")
    void aGoodLineIsItsCommand(String line, Command command) {
        Request request = decode(line);
        assertThat(request.refusal()).isEmpty();
        assertThat(request.command()).contains(command);
        assertThat(request.ref()).isNull();
        assertThat(decode("#r-1 " + line).command()).contains(command);
        assertThat(decode("#r-1 " + line).ref()).isEqualTo("r-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REGISTER",
                "REGISTER ",
                "REGISTER alice",
                "LOGIN",
                "LOGIN alice",
                "MESSAGE",
                "MESSAGE ",
                "PRIVATE",
                "PRIVATE bob",
                "PRIVATE bob ",
                "ONLINE foo",
                "PING x",
                "HELP  me",
                "QUIT now",
                "PING \t",
                "HISTORY",
                "HISTORY ",
                "HISTORY everything",
                "HISTORY private",
                "HISTORY private ",
                "HISTORY group",
                "HISTORY lobby -1",
                "HISTORY lobby +1",
                "HISTORY lobby 1.0",
                "HISTORY lobby 1e3",
                "HISTORY lobby ten",
                "HISTORY lobby ١٢",
                "HISTORY lobby before",
                "HISTORY lobby before x",
                "HISTORY lobby before -1",
                "HISTORY lobby after 1 2 3",
                "HISTORY lobby 9223372036854775808",
                "HISTORY lobby after 99999999999999999999999999999999",
                "HISTORY lobby  7",
                "HISTORY lobby 10 before 5",
                "HISTORY lobby before 5 after 2",
                "HISTORY  lobby",
                "HISTORY lobbY\u0000",
                "HISTORY prıvate bob",
                "HISTORY lobby around 7"
            })
    void argumentsThatDoNotFitAreBadAndTheUsageIsShown(String line) {
        Request request = decode("#7 " + line);
        Verb verb = Verb.valueOf(line.split(" ", 2)[0]);
        assertThat(request.command()).isEmpty();
        assertThat(request.verb()).contains(verb);
        assertThat(request.ref()).isEqualTo("7");
        assertThat(code(request)).isEqualTo(RefusalCode.BAD_ARGUMENT);
        assertThat(words(request)).isEqualTo("usage: " + verb.usage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOO",
                "GET / HTTP/1.1",
                "{\"type\":\"ping\"}",
                "PINGPONG",
                "PIN",
                "PİNG",
                "pıng",
                "ſPING",
                "ＰＩＮＧ",
                "PING\r",
                "PI\u0000NG",
                "MESSAGE\thi",
                "\u001b[2J",
                "\ufeffPING",
                "-",
                "OK",
                "7"
            })
    void whatIsNoVerbIsUnknown(String line) {
        for (String ref : new @Nullable String[] {null, "x"}) {
            Request request = decode((ref == null ? "" : "#" + ref + " ") + line);
            assertThat(code(request)).isEqualTo(RefusalCode.UNKNOWN_COMMAND);
            assertThat(request.verb()).isEmpty();
            assertThat(request.ref()).isEqualTo(ref);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "ping", "Ping", "pINg"})
    void verbsAreReadInAnyCaseUnderAnyLocale(String line) {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(decode(line).command()).contains(new Command.Ping());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aReferenceHas1To64OfItsCharacters() {
        for (String ref : new String[] {"7", "A-Za-z0-9._:-", "x".repeat(64), "-", ":"}) {
            assertThat(decode("#" + ref + " PING").ref()).isEqualTo(ref);
        }
        for (String ref : new String[] {"", "x".repeat(65), "é", "a/b", "a\tb", "#", "a,b", "x".repeat(10_000)}) {
            Request request = decode("#" + ref + " PING");
            assertThat(code(request)).as(ref).isEqualTo(RefusalCode.BAD_REQUEST);
            assertThat(request.ref()).isNull();
            assertThat(request.verb()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#7", "#7 ", "#7  PING"})
    void aReferenceWithoutARequestIsCarriedBack(String line) {
        Request request = decode(line);
        assertThat(code(request)).isEqualTo(RefusalCode.BAD_REQUEST);
        assertThat(request.ref()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " PING"})
    void aLineWithoutACommandAtItsBeginningIsNoRequest(String line) {
        assertThat(code(decode(line))).isEqualTo(RefusalCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c328", "c0af", "80", "e282", "eda080", "f4908080", "ff", "c3"})
    void badEncodingIsRefusedAndAGoodReferenceCarriedBack(String hex) {
        for (String start : new String[] {"#7 MESSAGE a", "#7 FOO", "#7 ", "#7 LOGIN alice "}) {
            Request request = decode(start, hex);
            assertThat(code(request)).isEqualTo(RefusalCode.BAD_ENCODING);
            assertThat(request.ref()).isEqualTo("7");
        }
        for (String start : new String[] {"", "MESSAGE ", "#", "#7", "#" + "x".repeat(65) + " PING "}) {
            Request request = decode(start, hex);
            assertThat(code(request)).isIn(RefusalCode.BAD_ENCODING, RefusalCode.BAD_REQUEST);
            assertThat(request.ref()).isNull();
        }
    }

    @Test
    void aRefusedBeginningShowsItsReferenceOnlyWhenItIsWhole() {
        assertThat(refuse("#7 MESSAGE aaaa").ref()).isEqualTo("7");
        assertThat(refuse("#7 ").ref()).isEqualTo("7");
        assertThat(refuse("#7").ref()).isNull();
        assertThat(refuse("#é MESSAGE").ref()).isNull();
        assertThat(refuse("#" + "x".repeat(16_383)).ref()).isNull();
        assertThat(refuse("MESSAGE #7 x").ref()).isNull();
        assertThat(refuse("").ref()).isNull();
    }

    private static Command login(String user, String password) {
        return new Command.Login(new Command.PasswordCredentials(user, password), Optional.empty(), false);
    }

    private static Command status(Status.State state, String text) {
        return new Command.SetStatus(new Status(state, text));
    }

    private static Command say(Command.Say.What what, ConversationRef in, long seq, String text) {
        return new Command.Say(what, in, seq, text, null);
    }

    private static Command group(Verb verb, String user, String topic) {
        return new Command.ChangeGroup(verb, "dev", user, Optional.empty(), topic);
    }

    private static Command lobby(String text) {
        return Command.Say.post(ConversationRef.lobby(), text, null);
    }

    private static Command to(String user, String text) {
        return Command.Say.post(ConversationRef.with(user), text, null);
    }

    private static Command history(ConversationRef of, PageRequest page, long limit) {
        return new Command.History(of, page, limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit));
    }

    private static Request decode(String line) {
        return decode(line, "");
    }

    private static Request decode(String line, String hexBehind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(HexFormat.of().parseHex(hexBehind));
        byte[] bytes = out.toByteArray();
        return TextFormat.INSTANCE.decode(bytes, 0, bytes.length);
    }

    private static Request refuse(String beginning) {
        byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
        return TextFormat.INSTANCE.refuse(bytes, 0, bytes.length, Refusal.of(RefusalCode.TOO_LONG, "too long"));
    }

    private static RefusalCode code(Request request) {
        return request.refusal().orElseThrow().code();
    }

    private static String words(Request request) {
        return request.refusal().orElseThrow().words();
    }
}
