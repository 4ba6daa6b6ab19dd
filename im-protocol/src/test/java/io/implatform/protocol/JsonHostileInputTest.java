package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.spi.Request;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is meant to harm the reader of the JSON form: each is refused with its code, on a small stack and
 * with memory in proportion to its length. Apostrophes stand for quotes.
 */
final class JsonHostileInputTest {
    /** Room for a reader that does not recurse as deep as a peer asks it to. */
    private static final long STACK_BYTES = 128 * 1024;

    /** The characters of a line, a copy of them, and what is read from it. */
    private static final int MEMORY_A_BYTE = 40;

    private static final long MEMORY_A_REQUEST = 256 * 1024;

    private static final int HUGE = 1_000_000;

    @Test
    void aDeepNestIsRefusedWhereverItStands() {
        for (String nest : new String[] {"[".repeat(100_000), "{'x':".repeat(100_000)}) {
            badRequest("{'type':'ping','x':" + nest);
            badRequest("{'type':'typing','conversation':" + nest);
            badRequest("{'type':'login','token':'t','resume':{'epoch':" + nest);
            badRequest("{'type':" + nest);
            badRequest("{'ref':" + nest);
            badRequest(nest);
        }
        badRequest("{'type':'ping','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    }

    @Test
    void thirtyTwoLevelsAreReadAndNoMore() {
        String inside = "[".repeat(31) + "]".repeat(31);
        assertThat(decode(bytes("{'type':'ping','x':" + inside + "}")).command())
                .isPresent();
        badRequest("{'type':'ping','x':[" + inside + "]}");
    }

    @Test
    void aHugeNumberIsRefusedWhereverItStands() {
        for (String number : new String[] {
            "1".repeat(HUGE),
            "-" + "9".repeat(HUGE),
            "1." + "0".repeat(HUGE),
            "1e" + "9".repeat(HUGE),
            "0." + "0".repeat(HUGE) + "1",
            "1e999999999",
            "-1e999999999",
            "1.5E+999999999",
            "9".repeat(101)
        }) {
            badRequest("{'type':'read','conversation':['lobby'],'seq':" + number + "}");
            badRequest("{'type':'history','conversation':['lobby'],'limit':" + number + "}");
            badRequest("{'type':'ping','x':" + number + "}");
            badRequest("{'type':'ping','x':[{'y':" + number + "}]}");
            badRequest("{'type':'login','token':'t','resume':{'epoch':'e','positions':[['lobby'," + number + "]]}}");
        }
        badRequest("{'type':'read','conversation':['lobby'],'seq':1e-999999999}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ping','type':'ping'}",
                "{'type':'ping','type':'quit'}",
                "{'type':'ping','ref':'1','ref':'2'}",
                "{'type':'ping','x':1,'x':1}",
                "{'type':'ping','x':{'y':1,'y':2}}",
                "{'type':'ping','x':[[{'y':1,'y':2}]]}",
                "{'type':'ping','\\u0074ype':'ping'}",
                "{'type':'ping','ref':'1','\\u0072ef':'1'}",
                "{'type':'login','token':'t','resume':{'epoch':'e','epoch':'e','positions':[]}}"
            })
    void aDuplicateKeyIsRefusedAtAnyLevel(String object) {
        badRequest(object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "[{'type':'ping'}]",
                "'ping'",
                "7",
                "null",
                "true",
                "{",
                "{'type'",
                "{'type':",
                "{'type':'ping'",
                "{'type':'ping'}}",
                "{'type':'ping'} {'type':'ping'}",
                "{'type':'ping'}x",
                "{'type':'ping'},",
                "{'type':'ping'}\0",
                "{'type':'ping',}",
                "{,'type':'ping'}",
                "{type:'ping'}",
                "{'type':ping}",
                "{'type':'ping' 'x':1}",
                "{'type':'ping'/**/}",
                "{'type':'ping'}//",
                "{'type':'ping','x':NaN}",
                "{'type':'ping','x':Infinity}",
                "{'type':'ping','x':+1}",
                "{'type':'ping','x':01}",
                "{'type':'ping','x':.5}",
                "{'type':'ping','x':1.}",
                "{'type':'ping','x':0x10}",
                "{'type':'ping','x':'\\x41'}",
                "{'type':'ping','x':'\\u12'}",
                "{'type':'ping','x':'a\tb'}",
                "{'type':'ping','x':'a\nb'}",
                "{'type':'message','text':'a\0b'}",
                "{'type':'message','text':'\u001b[2J'}",
                "{'type':'ping','x':'\u001f'}",
                "\ufeff{'type':'ping'}",
                "{\u00a0'type':'ping'}",
                "{'type':'ping'}\u2028",
                "{'type':'message','text':'abc",
                "{'type':'message','text':'abc\\"
            })
    void whatIsNotOneJsonObjectIsRefused(String text) {
        badRequest(text);
    }

    @Test
    void anotherEncodingIsNotGuessedAt() {
        for (Charset encoding : new Charset[] {
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16LE,
            Charset.forName("UTF-32BE"),
            Charset.forName("UTF-32LE")
        }) {
            assertThat(code("{\"type\":\"ping\"}".getBytes(encoding))).isEqualTo(RefusalCode.BAD_REQUEST);
        }
    }

    @Test
    void aNameMayBeLongButNotWithoutEnd() {
        assertThat(decode(bytes("{'" + "x".repeat(256) + "':1,'type':'ping'}")).command())
                .isPresent();
        badRequest("{'" + "x".repeat(257) + "':1,'type':'ping'}");
        badRequest("{'type':'ping','x':{'" + "x".repeat(HUGE) + "':1}}");
    }

    @Test
    void manyFieldsCostNoMoreThanTheirLength() {
        String fields =
                IntStream.range(0, 50_000).mapToObj(i -> "'x" + i + "':0").collect(Collectors.joining(","));
        Request request = bounded(bytes("{" + fields + ",'type':'ping'}"));
        assertThat(request.command()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"c328", "c0af", "80", "e282", "eda080", "edb080", "f4908080", "ff", "c3"})
    void whatIsNotUtf8IsBadEncodingAndAGoodReferenceIsCarriedBack(String hex) {
        for (String[] around : new String[][] {
            {"{'ref':'7','type':'message','text':'a", "'}"},
            {"{'ref':'7','type':'ping','x':'", "'}"},
            {"{'ref':'7','type':'ping','", "':1}"},
            {"{'ref':'7','type':'ping'}", ""},
            {"{'ref':'7',", "x"}
        }) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.writeBytes(bytes(around[0]));
            line.writeBytes(HexFormat.of().parseHex(hex));
            line.writeBytes(bytes(around[1]));
            Request request = decode(line.toByteArray());
            assertThat(request.refusal().orElseThrow().code()).isEqualTo(RefusalCode.BAD_ENCODING);
            assertThat(request.ref()).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "\\ud800x", "x\\udfff", "\\udc00\\ud800", "\\ud83d\\ude00\\ud83d"})
    void halfASurrogatePairIsBadEncoding(String half) {
        for (String object : new String[] {
            "{'type':'message','text':'@'}",
            "{'type':'private','to':'@','text':'x'}",
            "{'type':'private','to':'bob','text':'x','id':'@'}",
            "{'type':'edit','conversation':['private','@'],'seq':1,'text':'x'}",
            "{'type':'register','user':'a','password':'@'}",
            "{'type':'status','state':'away','text':'@'}",
            "{'type':'topic','group':'dev','text':'@'}"
        }) {
            assertThat(code(bytes(object.replace("@", half)))).isEqualTo(RefusalCode.BAD_ENCODING);
        }
        assertThat(decode(bytes("{'type':'message','text':'\\ud83d\\ude00'}")).command())
                .isPresent();
    }

    private static void badRequest(String text) {
        Request request = bounded(bytes(text));
        assertThat(request.refusal().orElseThrow().code())
                .as(text.substring(0, Math.min(80, text.length())))
                .isEqualTo(RefusalCode.BAD_REQUEST);
        assertThat(request.command()).isEmpty();
    }

    /** Decodes, and has the reader's stack and memory looked at. */
    private static Request bounded(byte[] bytes) {
        CompletableFuture<Request> read = new CompletableFuture<>();
        CompletableFuture<Long> allocated = new CompletableFuture<>();
        Thread reader = new Thread(
                null,
                () -> {
                    try {
                        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                        // The first time loads classes, which is not what the request costs.
                        JsonFormat.INSTANCE.decode(bytes, 0, bytes.length);
                        long before = memory.getCurrentThreadAllocatedBytes();
                        Request request = JsonFormat.INSTANCE.decode(bytes, 0, bytes.length);
                        allocated.complete(memory.getCurrentThreadAllocatedBytes() - before);
                        read.complete(request);
                    } catch (RuntimeException | Error e) {
                        read.completeExceptionally(e);
                    }
                },
                "reader",
                STACK_BYTES);
        reader.start();
        Request request = read.join();
        assertThat(allocated.join()).isLessThan(MEMORY_A_REQUEST + (long) MEMORY_A_BYTE * bytes.length);
        return request;
    }

    private static RefusalCode code(byte[] bytes) {
        return decode(bytes).refusal().orElseThrow().code();
    }

    private static Request decode(byte[] bytes) {
        return JsonFormat.INSTANCE.decode(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
