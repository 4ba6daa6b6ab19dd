package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form is chosen line by line; what is no request in JSON gets its code, and the connection lives on. */
class JsonTest {
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

    @Test
    void theReplyHasTheFormOfItsRequestAndEventsTheFormOfTheLast() {
        assertThat(alice.askJson("{'type':'private','to':'BOB','text':'hi','ref':'7'}"))
                .isEqualTo("{'type':'ok','of':'private','ref':'7','to':'bob','seq':1}");
        assertThat(bob.event()).isEqualTo("PRIVATE alice hi");
        assertThat(bob.askJson("{'type':'ping'}")).isEqualTo("{'type':'ok','of':'ping'}");
        assertThat(alice.ask("MESSAGE hello")).isEqualTo("OK MESSAGE 1");
        assertThat(bob.eventJson()).isEqualTo("{'type':'message','from':'alice','text':'hello','seq':1}");
        assertThat(bob.ask("PING")).isEqualTo("OK PING");
        alice.ask("MESSAGE again");
        assertThat(bob.event()).isEqualTo("MESSAGE alice again");

        alice.send("#a PING", Client.json("{'type':'ping','ref':'b'}"), "#c PING");
        assertThat(alice.replies(3))
                .containsExactly("#a OK PING", Client.json("{'type':'ok','of':'ping','ref':'b'}"), "#c OK PING");
    }

    @Test
    void timesAreInUtcWithMilliseconds() {
        String posted = alice.ask(Client.json("{'type':'message','text':'hi'}"));
        assertThat(posted).matches(".*\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\".*");
        List<String> page = bob.askLines(Client.json("{'type':'history','conversation':['lobby'],'ref':'h'}"));
        String time = posted.replaceAll(".*(\"time\":\"[^\"]*\").*", "$1");
        assertThat(page.get(0)).isEqualTo(Client.json("MESSAGE alice hi"));
        assertThat(Client.plain(page.get(1)))
                .isEqualTo("{'type':'history','ref':'h','conversation':['lobby'],'from':'alice','text':'hi','seq':1}");
        assertThat(page.get(1)).contains(time);
        assertThat(Client.plain(page.get(2)))
                .isEqualTo("{'type':'ok','of':'history','ref':'h','count':1,'more':false}");
    }

    @Test
    void aTextOfSeveralLinesIsOneEventAndOneLine() {
        bob.askJson("{'type':'ping'}");
        Client carol = chat.join("carol");
        assertThat(alice.ask("{\"type\":\"message\",\"text\":\"hi\\r\\nQUIT\\nOK\"}"))
                .contains("\"seq\":1");

        assertThat(carol.event()).isEqualTo("MESSAGE alice hi\u2424QUIT\u2424OK");
        assertThat(Client.plain(bob.event()))
                .isEqualTo("{'type':'message','from':'alice','text':'hi\\nQUIT\\nOK','seq':1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                                       | BAD_REQUEST",
                "{}                                                      | BAD_REQUEST",
                "{'type':'message','text':'hi'} x                        | BAD_REQUEST",
                "{'type':'message','text':'hi'}{'type':'ping'}           | BAD_REQUEST",
                "{'type':'message','text':'hi','text':'ho'}              | BAD_REQUEST",
                "{'type':'message','text':'hi','x':{'a':1,'a':2}}        | BAD_REQUEST",
                "{'type':'message','text':7}                             | BAD_REQUEST",
                "{'type':'message','text':['hi']}                        | BAD_REQUEST",
                "{'type':7}                                              | BAD_REQUEST",
                "{'type':'read','conversation':['lobby'],'seq':'1'}      | BAD_REQUEST",
                "{'type':'read','conversation':['lobby'],'seq':1e999999999} | BAD_REQUEST",
                "{'type':'read','conversation':['lobby'],'seq':1.5}      | BAD_REQUEST",
                "{'type':'message','text':'hi','ref':7}                  | BAD_REQUEST",
                "{'type':'message','text':'hi','ref':'a b'}              | BAD_REQUEST",
                "{'type':'message','text':'hi','id':7}                   | BAD_REQUEST",
                "{'type':'message','text':'hi','id':''}                  | BAD_ARGUMENT",
                "{'type':'message'}                                      | BAD_ARGUMENT",
                "{'type':'message','text':''}                            | BAD_ARGUMENT",
                "{'type':'read','conversation':['attic'],'seq':1}        | BAD_ARGUMENT",
                "{'type':'history','conversation':['lobby'],'limit':-1}  | BAD_ARGUMENT",
                "{'type':'history','conversation':['lobby'],'limit':2147483648} | BAD_ARGUMENT",
                "{'type':'history','conversation':['lobby'],'before':1,'after':2} | BAD_ARGUMENT",
                "{'type':'history','conversation':['private','nobody']}  | NO_SUCH_USER",
                "{'type':'private','to':'nobody','text':'hi'}            | NO_SUCH_USER",
                "{'type':'nonsense','text':'hi'}                         | UNKNOWN_COMMAND",
                "{'type':'login','user':'bob','password':'correct horse'} | ALREADY_LOGGED_IN",
                "{'type':'message','text':'\\ud800'}                     | BAD_ENCODING",
                "{'type':'message','text':'\\udc00\\ud800'}              | BAD_ENCODING",
                "{'type':'message','text':'\\u0000'}                     | BAD_TEXT",
                "{'type':'message','text':'\\u001b[2J'}                  | BAD_TEXT",
                "{'type':'message','text':'\\u009b'}                     | BAD_TEXT",
                "{'type':'message','text':'a\\rb'}                       | BAD_TEXT",
            })
    void whatIsNoRequestGetsItsCodeAndTheConnectionLivesOn(String line, String code) {
        assertThat(alice.askJson(line))
                .startsWith("{'type':'error'")
                .contains("'code':'" + code + "'", "'temporary':false");
        livesOn();
    }

    private void livesOn() {
        assertThat(alice.askJson("{'type':'private','to':'bob','text':'still here','ref':'x'}"))
                .isEqualTo("{'type':'ok','of':'private','ref':'x','to':'bob','seq':1}");
        assertThat(bob.event()).isEqualTo("PRIVATE alice still here");
    }

    @Test
    void whatIsHugeIsRefusedInBoundedTimeAndTheConnectionLivesOn() {
        assertThat(alice.askJson("{'type':'ping','x':" + "[".repeat(8_000) + "]".repeat(8_000) + "}"))
                .contains("'code':'BAD_REQUEST'");
        assertThat(alice.askJson("{'type':'ping','x':" + "[".repeat(100_000) + "}"))
                .contains("'code':'TOO_LONG'");
        assertThat(alice.askJson("{'type':'ping','x':" + "9".repeat(16_000) + "}"))
                .contains("'code':'BAD_REQUEST'");
        assertThat(alice.askJson("{'type':'ping','x':" + "9".repeat(1_000_000) + "}"))
                .contains("'code':'TOO_LONG'");
        assertThat(alice.askJson("{'type':'message','text':'" + "x".repeat(8_193) + "'}"))
                .contains("'code':'TOO_LONG'");
        assertThat(alice.askJson("{'type':'message','text':'hi','id':'" + "x".repeat(65) + "'}"))
                .contains("'code':'BAD_ARGUMENT'");
        livesOn();
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        for (int[] bad : new int[][] {{0xC3, 0x28}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xFF}}) {
            byte[] head = Client.json("{'type':'message','text':'").getBytes(StandardCharsets.UTF_8);
            byte[] line = new byte[head.length + bad.length + 3];
            System.arraycopy(head, 0, line, 0, head.length);
            for (int i = 0; i < bad.length; i++) {
                line[head.length + i] = (byte) bad[i];
            }
            line[line.length - 3] = '"';
            line[line.length - 2] = '}';
            line[line.length - 1] = '\n';
            alice.raw(line);
            assertThat(Client.plain(alice.reply())).contains("'code':'BAD_ENCODING'");
        }
        livesOn();
    }

    @Test
    void unknownFieldsAreIgnoredWhateverTheyAreCalled() {
        assertThat(alice.askJson(
                        "{'type':'message','text':'hi','__proto__':{'a':[1,null]},'@class':'java.lang.Runtime'}"))
                .isEqualTo("{'type':'ok','of':'message','seq':1}");
    }

    @Test
    void whatIsSentVerbatimComesBackVerbatim() {
        bob.askJson("{'type':'ping'}");
        alice.ask("MESSAGE <script>\"\\\\' \u2028 %s 𝄞 \t</script>");
        String event = bob.event();
        assertThat(event).contains("\\\"", "\\\\\\\\", "𝄞", "\\t");
    }

    @Test
    void beforeALoginOnlyWhatNeedsNoneIsDone() {
        Client stranger = chat.connect();
        for (String type : new String[] {"message", "groups", "unread", "watch", "logout", "typing", "unregister"}) {
            assertThat(stranger.askJson("{'type':'" + type + "'}"))
                    .contains("'of':'" + type + "'", "'code':'NOT_LOGGED_IN'");
        }
        assertThat(stranger.ask(Client.json("{'type':'help'}"))).contains("\"commands\":[{\"verb\":\"register\"");
        assertThat(stranger.askJson("{'type':'register','user':'carol','password':'correct horse'}"))
                .isEqualTo("{'type':'ok','of':'register','user':'carol'}");
        assertThat(stranger.askJson("{'type':'login','user':'carol','password':'wrong horse'}"))
                .contains("'code':'BAD_CREDENTIALS'");
        assertThat(stranger.askJson("{'type':'quit','ref':'q'}")).isEqualTo("{'type':'ok','of':'quit','ref':'q'}");
        assertThat(stranger.linesToEnd()).isEmpty();
    }

    @Test
    void typingIsRelayedToProgramsAndNeverStored() {
        Client phone = chat.loginJson("bob");
        Client carol = chat.join("carol");
        assertThat(alice.askJson("{'type':'typing','conversation':['private','bob']}"))
                .isEqualTo("{'type':'ok','of':'typing'}");
        assertThat(phone.eventJson()).isEqualTo("{'type':'typing','conversation':['private','alice'],'user':'alice'}");
        assertThat(alice.ask("TYPING lobby")).isEqualTo("OK TYPING");
        assertThat(phone.eventJson()).isEqualTo("{'type':'typing','conversation':['lobby'],'user':'alice'}");
        assertThat(alice.ask("TYPING private nobody")).startsWith("ERR NO_SUCH_USER ");
        alice.ask("PRIVATE bob written");
        assertThat(bob.event()).isEqualTo("PRIVATE alice written");
        assertThat(bob.askLines("HISTORY private alice")).hasSize(2);
        alice.ask("MESSAGE the end");
        assertThat(carol.event()).isEqualTo("MESSAGE alice the end");
    }
}
