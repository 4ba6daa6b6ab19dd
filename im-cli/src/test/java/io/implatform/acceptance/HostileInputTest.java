package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A table of things that nobody who means well sends, and what each gets. Beside whoever sends them two others talk
 * with one another: after each input they are served as before, and were told nothing of it.
 */
class HostileInputTest {
    private static Chat chat;
    private static Client alice;
    private static Client bob;
    private static int said;

    /** One line of input, named, its bytes as Latin-1, and what its reply begins with: {@code OK} or a code. */
    private record Input(String name, String bytes, String answer) {}

    private final List<Input> inputs = new ArrayList<>();

    @BeforeAll
    static void join() {
        chat = Chat.start();
        alice = chat.join("alice");
        bob = chat.join("bob");
        chat.register("mallory");
        assertThat(alice.ask("CREATE secret private")).isEqualTo("OK CREATE secret");
        assertThat(alice.ask("CREATE open")).isEqualTo("OK CREATE open");
        assertThat(alice.ask("MESSAGE hers")).isEqualTo("OK MESSAGE 1");
        assertThat(bob.event()).isEqualTo("MESSAGE alice hers");
    }

    @AfterAll
    static void close() {
        chat.close();
    }

    /** Alice and bob are served, and hear of one another alone. */
    private static void others() {
        said++;
        assertThat(alice.ask("PRIVATE bob " + said)).isEqualTo("OK PRIVATE bob " + said);
        assertThat(bob.event()).isEqualTo("PRIVATE alice " + said);
        assertThat(alice.ask("PING")).isEqualTo("OK PING");
    }

    private void text(String name, String line, String answer) {
        bytes(name, answer, line);
    }

    private void bytes(String name, String answer, Object... parts) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                line.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            } else if (part instanceof Character one) {
                line.write(one);
            } else {
                line.write((Integer) part);
            }
        }
        inputs.add(new Input(name, line.toString(StandardCharsets.ISO_8859_1), answer));
    }

    /** With ' for ". */
    private void json(String name, String line, String answer) {
        text("JSON: " + name, line.replace('\'', '"'), answer);
    }

    private void verbs() {
        text("a verb of 10,000 letters", "X".repeat(10_000), "UNKNOWN_COMMAND");
        text("a verb with a Cyrillic letter", "\u041cESSAGE hi", "UNKNOWN_COMMAND");
        text("a verb in fullwidth letters", "\uff30\uff29\uff2e\uff27", "UNKNOWN_COMMAND");
        text("a byte order mark before the verb", "\ufeffPING", "UNKNOWN_COMMAND");
        text("a no-break space behind the verb", "PING\u00a0", "UNKNOWN_COMMAND");
        text("a tab behind the verb", "MESSAGE\thi", "UNKNOWN_COMMAND");
        text("a NUL within the verb", "PI\u0000NG", "UNKNOWN_COMMAND");
        text("a terminal's escape for a verb", "\u001b[2J", "UNKNOWN_COMMAND");
        text("a reference too long by one", "#" + "a".repeat(65) + " PING", "BAD_REQUEST");
        text("a reference that tries to look like a reply", "#OK\u00a0QUIT PING", "BAD_REQUEST");
        text("a format string", "%s%s%n%x", "UNKNOWN_COMMAND");
        text("a lookup in braces", "${jndi:ldap://127.0.0.1/a}", "UNKNOWN_COMMAND");
        text("a shell command", "; rm -rf /", "UNKNOWN_COMMAND");
        text("an event for a request", "BYE RESTART now", "UNKNOWN_COMMAND");
        text("a reply for a request", "OK LOGIN alice", "UNKNOWN_COMMAND");
    }

    private void arguments() {
        text("a group without a text", "GROUP open", "BAD_ARGUMENT");
        text("a group that is a path", "GROUP ../../etc/passwd hi", "NO_SUCH_GROUP");
        text("a private group of others", "GROUP secret hi", "NO_SUCH_GROUP");
        text("the members of a private group of others", "MEMBERS secret", "NO_SUCH_GROUP");
        text("the history of a private group of others", "HISTORY group secret", "NO_SUCH_GROUP");
        text("the positions in a private group of others", "POSITIONS group secret", "NO_SUCH_GROUP");
        text("joining a private group of others", "JOIN secret", "NO_SUCH_GROUP");
        text("inviting oneself to a private group", "INVITE secret mallory", "NO_SUCH_GROUP");
        text("making oneself an owner", "ROLE open mallory owner", "NOT_A_MEMBER");
        text("removing the owner", "KICK open alice", "NOT_A_MEMBER");
        text("a topic in a group of others", "TOPIC open mine now", "NOT_A_MEMBER");
        text("a group called *", "CREATE *", "BAD_NAME");
        text("a group with a zero-width space", "CREATE ad\u200bmin", "BAD_NAME");
        text("a group with a right-to-left override", "CREATE \u202enimda", "BAD_NAME");
        text("a group with a Cyrillic letter", "CREATE \u0430dmin", "BAD_NAME");
        text("a group of 33 letters", "CREATE " + "a".repeat(33), "BAD_NAME");
        text("a group of 10,000 letters", "CREATE " + "a".repeat(10_000), "BAD_NAME");
        text("a group with too many arguments", "CREATE a private now", "BAD_ARGUMENT");
        text("a group neither public nor private", "CREATE a secret", "BAD_ARGUMENT");
        text("reading past the end", "READ lobby 99999", "BAD_ARGUMENT");
        text("reading to minus one", "READ lobby -1", "BAD_ARGUMENT");
        text("reading to 2^63", "READ lobby 9223372036854775808", "BAD_ARGUMENT");
        text("reading to 1e3", "READ lobby 1e3", "BAD_ARGUMENT");
        text("a message in the words of its number", "EDIT lobby one stolen", "BAD_ARGUMENT");
        text("changing another's message", "EDIT lobby 1 stolen", "NOT_ALLOWED");
        text("deleting another's message", "DELETE lobby 1", "NOT_ALLOWED");
        text("changing what is not there", "EDIT lobby 99999 x", "NO_SUCH_MESSAGE");
        text("deleting what is not there", "DELETE lobby 9223372036854775807", "NO_SUCH_MESSAGE");
        text("changing what others said in private", "EDIT private bob 1 stolen", "NO_SUCH_MESSAGE");
        text("answering what is not there", "REPLY lobby 99999 hi", "NO_SUCH_MESSAGE");
        text("a state that is none", "STATUS hungry", "BAD_ARGUMENT");
        text("a state with a terminal's escape", "STATUS away \u001b]0;mine\u0007", "BAD_TEXT");
        text("a state of 513 bytes", "STATUS away " + "x".repeat(513), "TOO_LONG");
        text("fullwidth digits", "HISTORY lobby \uff15", "BAD_ARGUMENT");
        text("a number with a sign", "HISTORY lobby +5", "BAD_ARGUMENT");
        text("a number in hexadecimal", "HISTORY lobby 0x10", "BAD_ARGUMENT");
        text("a number of 10,000 digits", "HISTORY lobby " + "9".repeat(10_000), "BAD_ARGUMENT");
        text("blocking nobody", "BLOCK nobody", "NO_SUCH_USER");
        text("a message to a wildcard", "PRIVATE * hi", "NO_SUCH_USER");
        text("a message to a name with a quote", "PRIVATE bob'-- hi", "NO_SUCH_USER");
        text("a message to a name of SQL's wildcards", "PRIVATE %_% hi", "NO_SUCH_USER");
        text("a new password that is common", "PASSWORD whatever1 password", "WEAK_PASSWORD");
        text("a new password of 300 bytes", "PASSWORD whatever1 " + "x".repeat(300), "WEAK_PASSWORD");
        text("registering while logged in with a bad name", "REGISTER a b", "WEAK_PASSWORD");
        text("logging out to nowhere", "LOGOUT nowhere", "BAD_ARGUMENT");
    }

    private void encodings() {
        bytes("a continuation byte alone", "BAD_ENCODING", "MESSAGE ", 0x80);
        bytes("an overlong slash in three bytes", "BAD_ENCODING", "MESSAGE ", 0xE0, 0x80, 0xAF);
        bytes("an overlong NUL", "BAD_ENCODING", "MESSAGE ", 0xC0, 0x80);
        bytes("a character past U+10FFFF", "BAD_ENCODING", "MESSAGE ", 0xF4, 0x90, 0x80, 0x80);
        bytes("a surrogate pair in six bytes", "BAD_ENCODING", "MESSAGE ", 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80);
        bytes("five bytes for one character", "BAD_ENCODING", "MESSAGE ", 0xF8, 0x88, 0x80, 0x80, 0x80);
        bytes("UTF-16 with its mark", "BAD_ENCODING", 0xFE, 0xFF, 0, 'P', 0, 'I');
        bytes("Latin-1", "BAD_ENCODING", "MESSAGE gr", 0xFC, 0xDF, "e");
        bytes("bytes in a name", "BAD_ENCODING", "PRIVATE ", 0xFF, " hi");
        bytes("a broken character cut by the end of the line", "BAD_ENCODING", "MESSAGE x", 0xF0, 0x9F, 0x98);
        bytes("JSON: bytes in a key", "BAD_ENCODING", "{\"", 0xC3, 0x28, "\":1}");
        text("an escape that clears the screen", "MESSAGE \u001b[2J", "BAD_TEXT");
        text("a backspace", "MESSAGE good\b\b\b\bbad", "BAD_TEXT");
        text("a form feed", "MESSAGE a\fb", "BAD_TEXT");
        text("a line end of ISO 6429", "MESSAGE a\u0085b", "BAD_TEXT");
        text("DEL in a state", "STATUS busy \u007f", "BAD_TEXT");
        text("a NUL in a password", "PASSWORD whatever1 good\u0000password", "BAD_TEXT");
    }

    private void json() {
        json("an object without an end", "{", "BAD_REQUEST");
        json("an empty object", "{}", "BAD_REQUEST");
        json("no type", "{'text':'hi'}", "BAD_REQUEST");
        json("a type that is null", "{'type':null}", "BAD_REQUEST");
        json("a type that is a list", "{'type':['ping']}", "BAD_REQUEST");
        json("a type that is empty", "{'type':''}", "UNKNOWN_COMMAND");
        json("the type twice", "{'type':'ping','type':'quit'}", "BAD_REQUEST");
        json("the type twice, once escaped", "{'type':'ping','\\u0074ype':'quit'}", "BAD_REQUEST");
        json("two objects", "{'type':'ping'}{'type':'ping'}", "BAD_REQUEST");
        json("something behind the object", "{'type':'ping'} ping", "BAD_REQUEST");
        json("a comma too many", "{'type':'ping',}", "BAD_REQUEST");
        json("a comment", "{'type':'ping'/* hi */}", "BAD_REQUEST");
        json("a key without quotes", "{type:'ping'}", "BAD_REQUEST");
        json("not a number", "{'type':'history','conversation':['lobby'],'limit':NaN}", "BAD_REQUEST");
        json("infinity", "{'type':'history','conversation':['lobby'],'limit':-Infinity}", "BAD_REQUEST");
        json("a number with a huge exponent", "{'type':'ping','x':1e999999999}", "BAD_REQUEST");
        json(
                "a limit with a huge exponent",
                "{'type':'history','conversation':['lobby'],'limit':1e999999999}",
                "BAD_REQUEST");
        json("a limit with a fraction", "{'type':'history','conversation':['lobby'],'limit':1.5}", "BAD_REQUEST");
        json("a limit in quotes", "{'type':'history','conversation':['lobby'],'limit':'5'}", "BAD_REQUEST");
        json("a number of 2^63", "{'type':'read','conversation':['lobby'],'seq':9223372036854775808}", "BAD_REQUEST");
        json("a number with leading zeros", "{'type':'history','conversation':['lobby'],'limit':007}", "BAD_REQUEST");
        json("a conversation that is a text", "{'type':'history','conversation':'lobby'}", "BAD_REQUEST");
        json("a conversation that is empty", "{'type':'history','conversation':[]}", "BAD_ARGUMENT");
        json("a conversation of one's own making", "{'type':'history','conversation':['lobby','x']}", "BAD_ARGUMENT");
        json("a private conversation with a number", "{'type':'history','conversation':['private',5]}", "BAD_REQUEST");
        json("a text that is a number", "{'type':'message','text':5}", "BAD_REQUEST");
        json("a text that is null", "{'type':'message','text':null}", "BAD_REQUEST");
        json("no text", "{'type':'private','to':'bob'}", "BAD_ARGUMENT");
        json("an addressee that is a list", "{'type':'private','to':['bob','alice'],'text':'hi'}", "BAD_REQUEST");
        json("a reference that is a number", "{'type':'ping','ref':5}", "BAD_REQUEST");
        json("a reference with a line end", "{'type':'ping','ref':'a\\nb'}", "BAD_REQUEST");
        json("an id that is empty", "{'type':'message','text':'hi','id':''}", "BAD_ARGUMENT");
        json("an id that is a number", "{'type':'message','text':'hi','id':5}", "BAD_REQUEST");
        json("an escape that is none", "{'type':'message','text':'\\x41'}", "BAD_REQUEST");
        json("half a surrogate in a key", "{'type':'ping','\\ud800':1}", "BAD_REQUEST");
        json("a control character that is not escaped", "{'type':'message','text':'a\u0001b'}", "BAD_REQUEST");
        json("a text without an end", "{'type':'message','text':'hi", "BAD_REQUEST");
        json("nested 33 deep", "{'type':'ping','x':" + "[".repeat(33) + "]".repeat(33) + "}", "BAD_REQUEST");
        json("a key of 15,000 letters", "{'type':'ping','" + "k".repeat(15_000) + "':1}", "BAD_REQUEST");
        json("a thousand unknown fields", "{'type':'ping'" + fields(1_000) + "}", "OK");
        json("a mark before the object", "\ufeff{'type':'ping'}", "UNKNOWN_COMMAND");
        json("a prototype", "{'type':'ping','__proto__':{'admin':true},'constructor':{}}", "OK");
        json("a class to make", "{'@class':'java.net.URL','type':'ping'}", "OK");
        json("reading past the end", "{'type':'read','conversation':['lobby'],'seq':99999}", "BAD_ARGUMENT");
        json("confirming past the end", "{'type':'ack','conversation':['lobby'],'seq':99999}", "BAD_ARGUMENT");
        json(
                "typing in a private group of others",
                "{'type':'typing','conversation':['group','secret']}",
                "NO_SUCH_GROUP");
        json(
                "the positions in a private group",
                "{'type':'positions','conversation':['group','secret']}",
                "NO_SUCH_GROUP");
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append(",'f").append(i).append("':").append(i);
        }
        return fields.toString();
    }

    @TestFactory
    Stream<DynamicTest> everyInputGetsItsAnswerAndTheOthersAreServed() {
        verbs();
        arguments();
        encodings();
        json();
        Set<String> names = new HashSet<>();
        assertThat(inputs).allMatch(input -> names.add(input.name())).hasSizeGreaterThan(100);
        Client mallory = chat.login("mallory");
        return inputs.stream()
                .map(input -> DynamicTest.dynamicTest(input.name(), () -> {
                    mallory.raw((input.bytes() + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    String reply = mallory.reply();
                    if (reply.startsWith("{")) {
                        String code = Client.field(reply, "code");
                        assertThat(code == null ? "OK" : code).as(reply).isEqualTo(input.answer());
                    } else {
                        assertThat(reply)
                                .startsWith(input.answer().equals("OK") ? "OK " : "ERR " + input.answer() + " ");
                    }
                    assertThat(reply).doesNotContain("Exception", "\tat ", "java.", "io.implatform");
                    others();
                    assertThat(mallory.ask("PING")).isEqualTo("OK PING");
                }));
    }

    // What is more than a line

    @Test
    void aGibibyteWithoutALineEndCostsNothingAndTheConnectionLivesOn() {
        Client mallory = chat.login("mallory");
        byte[] much = new byte[1 << 20];
        java.util.Arrays.fill(much, (byte) 'x');
        int mebibytes = Integer.getInteger("im.hostile.mebibytes", 128);
        for (int i = 0; i < mebibytes; i++) {
            mallory.raw(much);
            if (i % 16 == 0) {
                others();
            }
        }
        assertThat(mallory.reply()).startsWith("ERR TOO_LONG ");
        mallory.raw((byte) '\n');
        assertThat(mallory.ask("PING")).isEqualTo("OK PING");
    }

    @Test
    void tenThousandBrokenLinesInOneWriteGetTenThousandAnswers() throws InterruptedException {
        Client mallory = chat.login("mallory");
        Thread sending = new Thread(() -> mallory.send(java.util.Collections.nCopies(10_000, "{\"type\":")));
        sending.start();
        others();
        List<String> replies = mallory.replies(10_000);
        assertThat(replies).allMatch(reply -> reply.contains("\"BAD_REQUEST\""));
        sending.join();
        others();
    }

    @Test
    void connectionsThatEndInTheMiddleOfALineLeaveNothingBehind() {
        for (int i = 0; i < 200; i++) {
            Client passing = chat.connect();
            passing.raw("LOGIN mallory corr".getBytes(StandardCharsets.UTF_8));
            if (i % 2 == 0) {
                passing.reset();
            } else {
                passing.close();
            }
        }
        others();
        assertThat(alice.ask("ONLINE")).contains("alice", "bob");
    }

    @Test
    void aLineOfTheGreatestLengthIsNotCutShortBeforeTheLogin() {
        Client stranger = chat.connect();
        int limit = (int) Limit.LINE_BYTES.defaultValue();
        assertThat(stranger.ask("LOGIN alice " + "x".repeat(limit - 12))).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(stranger.ask("LOGIN alice " + "x".repeat(limit))).startsWith("ERR TOO_LONG ");
        others();
    }
}
