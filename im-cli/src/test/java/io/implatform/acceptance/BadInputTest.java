package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request gets its code, and the connection and everyone else live on. */
class BadInputTest {
    private static final int LINE_BYTES = (int) Limit.LINE_BYTES.defaultValue();
    private static final int TEXT_BYTES = (int) Limit.TEXT_BYTES.defaultValue();

    private final Chat chat = Chat.start();
    private Client alice;
    private Client bob;

    @BeforeEach
    void join() {
        alice = chat.join("alice");
        bob = chat.join("bob");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    /** Whatever alice sent, she is served, and bob was told nothing of it. */
    private void livesOn() {
        assertThat(alice.ask("#after PRIVATE bob still here")).isEqualTo("#after OK PRIVATE bob 1");
        assertThat(bob.event()).isEqualTo("PRIVATE alice still here");
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            } else {
                all.write((Integer) part);
            }
        }
        all.write('\n');
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "NONSENSE, UNKNOWN_COMMAND",
        "PINGX, UNKNOWN_COMMAND",
        "pıng, UNKNOWN_COMMAND",
        "MESSAGE, BAD_ARGUMENT",
        "'MESSAGE ', BAD_ARGUMENT",
        "PRIVATE, BAD_ARGUMENT",
        "PRIVATE bob, BAD_ARGUMENT",
        "'PRIVATE bob ', BAD_ARGUMENT",
        "REGISTER, BAD_ARGUMENT",
        "REGISTER carol, BAD_ARGUMENT",
        "PING pong, BAD_ARGUMENT",
        "ONLINE bob, BAD_ARGUMENT",
        "QUIT now, BAD_ARGUMENT",
        "HISTORY, BAD_ARGUMENT",
        "HISTORY attic, BAD_ARGUMENT",
        "HISTORY private, BAD_ARGUMENT",
        "HISTORY lobby 10 20, BAD_ARGUMENT",
        "HISTORY lobby before, BAD_ARGUMENT",
        "HISTORY lobby before x, BAD_ARGUMENT",
        "HISTORY lobby after -1, BAD_ARGUMENT",
        "HISTORY lobby after 1000000000000000000000000000000, BAD_ARGUMENT",
        "HISTORY lobby -1, BAD_ARGUMENT",
        "HISTORY lobby 0, BAD_ARGUMENT",
        "HISTORY lobby 501, BAD_ARGUMENT",
        "HISTORY lobby 2147483648, BAD_ARGUMENT",
        "HISTORY lobby 4294967297, BAD_ARGUMENT",
        "HISTORY lobby 18446744073709551617, BAD_ARGUMENT",
        "HISTORY lobby 1000000000000000000000000000000, BAD_ARGUMENT",
        "HISTORY lobby 1e2, BAD_ARGUMENT",
        "HISTORY private nobody, NO_SUCH_USER",
        "HISTORY private '*', NO_SUCH_USER",
        "HISTORY group dev, NO_SUCH_GROUP",
        "' PING', BAD_REQUEST",
        "LOGIN alice correct horse, ALREADY_LOGGED_IN",
        "LOGIN bob correct horse, ALREADY_LOGGED_IN",
        "LOGIN, ALREADY_LOGGED_IN",
    })
    void aLineThatIsNoRequestIsAnsweredWithItsCode(String line, String code) {
        assertThat(alice.ask(line)).startsWith("ERR " + code + " ");
        assertThat(alice.ask("#r:1 " + line)).startsWith("#r:1 ERR " + code + " ");
        livesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ONLINE", "MESSAGE hi", "MESSAGE", "PRIVATE bob hi", "PRIVATE", "HISTORY lobby", "HISTORY"})
    void aCommandBeforeTheLoginIsAnsweredSo(String line) {
        Client stranger = chat.connect();

        assertThat(stranger.ask(line)).startsWith("ERR NOT_LOGGED_IN ");
        assertThat(stranger.ask("PING")).isEqualTo("OK PING");
        livesOn();
    }

    @Test
    void helpAndPingNeedNoLoginAndHelpNamesEveryCommand() {
        Client stranger = chat.connect();

        assertThat(stranger.askLines("ping")).containsExactly("OK PING");
        List<String> help = stranger.askLines("#1 Help");
        assertThat(help.remove(help.size() - 1)).isEqualTo("#1 OK HELP");
        assertThat(help)
                .allMatch(line -> line.matches("HELP [A-Z]+( .+)? - .+"))
                .extracting(line -> line.split(" ", -1)[1])
                .contains("REGISTER", "LOGIN", "MESSAGE", "PRIVATE", "ONLINE", "HISTORY", "HELP", "PING", "QUIT");
    }

    @Test
    void aReferenceIsCarriedBack() {
        String longest = "#" + "aZ0._:-x".repeat(8);

        assertThat(alice.ask("#7 PRIVATE bob hi")).isEqualTo("#7 OK PRIVATE bob 1");
        assertThat(alice.ask(longest + " PING")).isEqualTo(longest + " OK PING");
        assertThat(alice.ask("#7 PRIVATE nobody hi")).startsWith("#7 ERR NO_SUCH_USER ");
        assertThat(alice.askLines("#h HISTORY private bob"))
                .satisfiesExactly(
                        line -> assertThat(line).matches("HISTORY 1 \\S+ alice hi"),
                        line -> assertThat(line).isEqualTo("#h OK HISTORY 1 end"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# PING", "#", "#ä PING", "#a/b PING", "#\u202e PING"})
    void aReferenceThatIsNoneIsNotCarriedBack(String line) {
        assertThat(alice.ask(line)).startsWith("ERR BAD_REQUEST ");
        livesOn();
    }

    @Test
    void aReferenceThatIsTooLongIsNotCarriedBack() {
        assertThat(alice.ask("#" + "a".repeat(65) + " PING")).startsWith("ERR BAD_REQUEST ");
        assertThat(alice.ask("#7")).startsWith("#7 ERR BAD_REQUEST ");
        livesOn();
    }

    @Test
    void emptyLinesAreIgnoredAndACarriageReturnBeforeTheLineFeedIsDropped() {
        alice.raw("\n\r\n\n#1 PING\r\n\r\n#2 PRIVATE bob hi\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(alice.replies(2)).containsExactly("#1 OK PING", "#2 OK PRIVATE bob 1");
        assertThat(bob.event()).isEqualTo("PRIVATE alice hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\u001b[2J",
                "\u001b]52;c;aGk=\u0007",
                "\u009b31m",
                "\u0085",
                "a\rb",
                "\u007f",
                "\u0001",
                "\b",
                "end\u0080"
            })
    void aControlCharacterInATextIsRefused(String text) {
        assertThat(alice.ask("MESSAGE " + text)).startsWith("ERR BAD_TEXT ");
        assertThat(alice.ask("#7 PRIVATE bob x" + text + "x")).startsWith("#7 ERR BAD_TEXT ");
        livesOn();
    }

    @Test
    void everyOtherCharacterIsSentVerbatim() {
        String text = " \t<script>alert(1)</script> javascript:x %s {} ␤ 𝄞 \u202e é \uFEFF \u2028 ' \" \\n  ";

        assertThat(alice.ask("MESSAGE " + text)).isEqualTo("OK MESSAGE 1");

        assertThat(bob.event()).isEqualTo("MESSAGE alice " + text);
        assertThat(bob.askLines("HISTORY lobby").get(0)).endsWith(" alice " + text);
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndNeverRelayed() {
        for (byte[] line : List.of(
                bytes("MESSAGE ", 0xC3, 0x28),
                bytes("MESSAGE ", 0xC0, 0xAF),
                bytes("MESSAGE ", 0xED, 0xA0, 0x80),
                bytes("MESSAGE ", 0xF5, 0x80, 0x80, 0x80),
                bytes("MESSAGE cut ", 0xE2, 0x82),
                bytes(0xFF),
                bytes("PRIVATE b", 0xFC, "b hi"))) {
            alice.raw(line);
            assertThat(alice.reply()).startsWith("ERR BAD_ENCODING ");
        }
        alice.raw(bytes("#7 MESSAGE ", 0xC3, 0x28));
        assertThat(alice.reply()).startsWith("#7 ERR BAD_ENCODING ");
        livesOn();
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() {
        String ping = "PING" + " ".repeat(LINE_BYTES - 4);

        assertThat(alice.ask(ping)).isEqualTo("OK PING");
        assertThat(alice.ask(ping + "\r")).isEqualTo("OK PING");
        assertThat(alice.ask(ping + " ")).startsWith("ERR TOO_LONG ");
        assertThat(alice.ask("#7 " + ping)).startsWith("#7 ERR TOO_LONG ");
        livesOn();
    }

    @Test
    void aTextMayBeAsLongAsTheLimitInBytesAndNoLonger() {
        String longest = "é".repeat(TEXT_BYTES / 2);

        assertThat(alice.ask("MESSAGE " + longest)).isEqualTo("OK MESSAGE 1");
        assertThat(alice.ask("MESSAGE x" + longest)).startsWith("ERR TOO_LONG ");
        assertThat(bob.event()).isEqualTo("MESSAGE alice " + longest);
        livesOn();
    }

    @Test
    void aLineWithoutAnEndIsAnsweredOnceAndCostsNoMemory() {
        byte[] mebibyte = new byte[1 << 20];
        Arrays.fill(mebibyte, (byte) 'x');
        alice.raw("#7 MESSAGE ".getBytes(StandardCharsets.UTF_8));
        long before = usedMemory();

        for (int i = 0; i < 64; i++) {
            alice.raw(mebibyte);
        }

        assertThat(alice.reply()).startsWith("#7 ERR TOO_LONG ");
        assertThat(usedMemory() - before).isLessThan(16 << 20);
        alice.raw((byte) '\n');
        livesOn();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aPasswordOfAMebibyteIsRefusedAsALine() {
        Client stranger = chat.connect();

        assertThat(stranger.ask("LOGIN alice " + "x".repeat(1 << 20))).startsWith("ERR TOO_LONG ");
        assertThat(stranger.ask("REGISTER carol " + "x".repeat(1 << 20))).startsWith("ERR TOO_LONG ");
        assertThat(stranger.ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");
    }

    @Test
    void requestsMayComeOneByteAtATime() {
        for (byte b : "#1 MESSAGE grüße\r\n#2 PING\n".getBytes(StandardCharsets.UTF_8)) {
            alice.raw(b);
        }

        assertThat(alice.replies(2)).containsExactly("#1 OK MESSAGE 1", "#2 OK PING");
        assertThat(bob.event()).isEqualTo("MESSAGE alice grüße");
    }

    @Test
    void anHttpRequestGetsOneErrorAndIsClosed() {
        Client browser = chat.connect();

        browser.raw("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(browser.linesToEnd()).singleElement().asString().startsWith("ERR WRONG_PROTOCOL ");
        livesOn();
    }

    @Test
    void aTlsHelloGetsOneErrorAndIsClosed() {
        Client browser = chat.connect();
        byte[] hello = new byte[300];
        hello[0] = 0x16;
        hello[1] = 3;
        hello[2] = 1;
        hello[4] = (byte) 0xF0;
        hello[5] = 1;

        browser.raw(hello);

        assertThat(browser.linesToEnd()).singleElement().asString().startsWith("ERR WRONG_PROTOCOL ");
        livesOn();
    }

    @Test
    void whatAPersonWritesNeverBeginsALine() {
        assertThat(alice.ask("MESSAGE hi\rOK QUIT")).startsWith("ERR BAD_TEXT ");
        assertThat(alice.ask("MESSAGE BYE RESTART now")).isEqualTo("OK MESSAGE 1");

        assertThat(bob.event()).isEqualTo("MESSAGE alice BYE RESTART now");
    }

    @Test
    void whoDoesNotLogInInTimeIsToldSoAndClosedWhateverElseTheySend() throws IOException {
        try (Chat impatient = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.LOGIN_MILLIS, 2_000)))) {
            impatient.register("carol");
            Client carol = impatient.login("carol");
            Client silent = impatient.connect();
            Client talking = impatient.connect();
            assertThat(talking.ask("PING")).isEqualTo("OK PING");
            talking.raw((byte) 'P');

            assertThat(silent.linesToEnd()).singleElement().asString().startsWith("BYE TIMEOUT ");
            assertThat(talking.linesToEnd()).singleElement().asString().startsWith("BYE TIMEOUT ");
            assertThat(carol.ask("PING")).isEqualTo("OK PING");
        }
    }

    @Test
    void aConnectionTooManyIsToldSoAndClosed() {
        try (Chat small = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.SESSIONS, 2)))) {
            Client first = small.connect();
            Client second = small.connect();

            assertThat(small.connect().linesToEnd()).singleElement().asString().startsWith("BYE TOO_MANY_CONNECTIONS ");

            assertThat(first.ask("QUIT")).isEqualTo("OK QUIT");
            assertThat(first.linesToEnd()).isEmpty();
            assertThat(second.ask("PING")).isEqualTo("OK PING");
            assertThat(small.connect().ask("PING")).isEqualTo("OK PING");
        }
    }
}
