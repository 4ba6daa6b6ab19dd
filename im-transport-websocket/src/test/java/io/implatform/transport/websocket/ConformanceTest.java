package io.implatform.transport.websocket;

import static io.implatform.transport.websocket.RawClient.BINARY;
import static io.implatform.transport.websocket.RawClient.CLOSE;
import static io.implatform.transport.websocket.RawClient.PING;
import static io.implatform.transport.websocket.RawClient.PONG;
import static io.implatform.transport.websocket.RawClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 6455, case by case: framing, pings, reserved bits, opcodes, fragmentation, UTF-8 and closing, in the order of
 * the Autobahn test suite, whose numbers stand beside. After each case somebody else is still served.
 */
final class ConformanceTest {
    private static final int LIMIT = 65_536;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private static ChatServer server;
    private static URI address;
    private static RawClient bystander;
    private static int asked;
    private RawClient client;

    @BeforeAll
    static void start() throws IOException {
        // Nobody logs in here; what that bounds is LoginLimitTest's.
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS.with(Limit.LOGIN_REQUEST_BYTES, LIMIT))
                .transport(WebSocketTransport.on("127.0.0.1", 0))
                .start();
        address = server.addresses().get(0);
        bystander = RawClient.open(address);
        assertThat(bystander.frame().text()).contains("\"welcome\"");
    }

    @AfterAll
    static void stop() throws IOException {
        bystander.close();
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = RawClient.open(address);
        assertThat(client.frame().text()).startsWith("{\"type\":\"welcome\",\"server\":\"");
    }

    @AfterEach
    void othersAreServed() throws IOException {
        client.close();
        asked++;
        bystander.write(request("b" + asked, 0));
        assertThat(bystander.frame().text()).contains("\"ref\":\"b" + asked + "\"");
    }

    /** A request that is answered with its ref, as a frame with a payload of so many bytes; 0 is as few as it takes. */
    private static byte[] request(String ref, int bytes) {
        return RawClient.text(json(ref, bytes));
    }

    private static String json(String ref, int bytes) {
        String json = "{\"type\":\"ping\",\"ref\":\"" + ref + "\"}";
        return json + " ".repeat(Math.max(0, bytes - json.length()));
    }

    private void assertAnswered(String ref) throws IOException {
        RawClient.Frame frame = client.frame();
        assertThat(frame.opcode()).isEqualTo(TEXT);
        assertThat(frame.isLast()).isTrue();
        assertThat(frame.text()).startsWith("{\"type\":\"ok\"").contains("\"ref\":\"" + ref + "\"");
    }

    private void assertClosedWith(int code) throws IOException {
        assertThat(client.closeCode()).isEqualTo(code);
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static byte[] part(int first, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return RawClient.frame(first, MASKED, bytes.length, bytes);
    }

    // 1: framing

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 128, 65_535, 65_536})
    void aTextOfAnyLengthWithinTheLimitIsAnswered(int bytes) throws IOException { // 1.1.2 - 1.1.7
        client.write(request("r", bytes));
        assertAnswered("r");
    }

    @Test
    void anEmptyTextIsAnsweredAsNoRequest() throws IOException { // 1.1.1
        client.send("");
        assertThat(client.frame().text()).contains("BAD_REQUEST");
        client.write(request("r", 0));
        assertAnswered("r");
    }

    @Test
    void aTextThatComesByteByByteIsAnswered() throws IOException { // 1.1.8
        for (byte b : request("r", 300)) {
            client.write(new byte[] {b});
        }
        assertAnswered("r");
    }

    @Test
    void twoHundredTextsInOnePieceAreAnsweredInOrder() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            all.writeBytes(request("r" + i, 0));
        }
        client.write(all.toByteArray());
        for (int i = 0; i < 200; i++) {
            assertAnswered("r" + i);
        }
    }

    @Test
    void framesBehindTheOpeningRequestAreTaken() throws IOException {
        try (RawClient eager = new RawClient(address)) {
            eager.write(join(eager.opening().getBytes(StandardCharsets.UTF_8), request("r", 0)));
            assertThat(eager.answer().status()).isEqualTo(101);
            assertThat(eager.frame().text()).contains("welcome");
            assertThat(eager.frame().text()).contains("\"ref\":\"r\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 65_536})
    void binaryIsUnsupported(int bytes) throws IOException { // 1.2
        client.write(RawClient.frame(BINARY, new byte[bytes]));
        assertClosedWith(1003);
    }

    // 2: pings and pongs

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 125})
    void aPingIsAnsweredWithItsPayload(int bytes) throws IOException { // 2.1 - 2.4
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) (i + 0xFB);
        }
        client.write(RawClient.frame(PING, payload));
        RawClient.Frame pong = client.frame();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }

    @Test
    void aPingOf126BytesIsAProtocolError() throws IOException { // 2.5
        client.write(RawClient.frame(PING, new byte[126]));
        assertClosedWith(1002);
    }

    @Test
    void aPingThatComesByteByByteIsAnswered() throws IOException { // 2.6
        for (byte b : RawClient.frame(PING, new byte[125])) {
            client.write(new byte[] {b});
        }
        assertThat(client.frame().opcode()).isEqualTo(PONG);
    }

    @Test
    void pongsThatNobodyAskedForAreIgnored() throws IOException { // 2.7 - 2.9
        client.write(join(RawClient.frame(PONG, new byte[0]), RawClient.frame(PONG, new byte[125])));
        client.write(RawClient.frame(PING, new byte[] {7}));
        assertThat(client.frame().payload()).containsExactly(7);
    }

    @Test
    void tenPingsInOnePieceAreAnsweredInOrder() throws IOException { // 2.10
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            all.writeBytes(RawClient.frame(PING, new byte[] {(byte) i}));
        }
        client.write(all.toByteArray());
        for (int i = 0; i < 10; i++) {
            assertThat(client.frame().payload()).containsExactly(i);
        }
    }

    @Test
    void aFloodOfPingsIsTakenAndAtLeastTheLastIsAnswered() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            all.writeBytes(RawClient.frame(PING, new byte[] {(byte) (i >> 8), (byte) i}));
        }
        client.write(all.toByteArray());
        byte[] last = {(byte) (19_999 >> 8), (byte) 19_999};
        while (!Arrays.equals(client.frame().payload(), last)) {
            // Those before it, as many as there was room for.
        }
    }

    // 3: reserved bits

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x60, 0x50, 0x30, 0x70})
    void reservedBitsAreAProtocolError(int bits) throws IOException {
        client.write(RawClient.frame(FIN | bits | TEXT, MASKED, 2, "{}".getBytes(StandardCharsets.UTF_8)));
        assertClosedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, CLOSE, PONG})
    void reservedBitsOfAControlFrameToo(int opcode) throws IOException { // 3.6, 3.7
        client.write(RawClient.frame(FIN | 0x40 | opcode, MASKED, 0, new byte[0]));
        assertClosedWith(1002);
    }

    // 4: opcodes

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void opcodesThatAreNoneAreAProtocolError(int opcode) throws IOException {
        client.write(RawClient.frame(opcode, new byte[0]));
        assertClosedWith(1002);
    }

    // 5: fragmentation

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void aFragmentedControlFrameIsAProtocolError(int opcode) throws IOException { // 5.1, 5.2
        client.write(RawClient.frame(opcode, MASKED, 0, new byte[0]));
        assertClosedWith(1002);
    }

    @Test
    void aTextInFragmentsIsOneText() throws IOException { // 5.3 - 5.5
        String json = json("r", 0);
        client.write(part(TEXT, json.substring(0, 7)));
        client.write(part(0, ""));
        client.write(part(0, json.substring(7, 12)));
        client.write(part(FIN, json.substring(12)));
        assertAnswered("r");
        client.write(part(TEXT, json));
        client.write(part(FIN, ""));
        assertAnswered("r");
        client.write(part(TEXT, ""));
        client.write(part(FIN, json));
        assertAnswered("r");
    }

    @Test
    void pingsMayComeBetweenFragments() throws IOException { // 5.6 - 5.8
        String json = json("r", 0);
        client.write(join(
                part(TEXT, json.substring(0, 9)),
                RawClient.frame(PING, new byte[] {1}),
                part(0, ""),
                RawClient.frame(PONG, new byte[] {2}),
                part(FIN, json.substring(9))));
        RawClient.Frame first = client.frame();
        RawClient.Frame second = client.frame();
        assertThat(new int[] {first.opcode(), second.opcode()}).containsExactlyInAnyOrder(PONG, TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, FIN})
    void aContinuationOfNothingIsAProtocolError(int first) throws IOException { // 5.9 - 5.14
        client.write(part(first, "x"));
        assertClosedWith(1002);
    }

    @Test
    void aContinuationAfterTheEndIsAProtocolError() throws IOException { // 5.15
        client.write(join(part(TEXT, "{\"type\":\"ping\","), part(FIN, "\"ref\":\"r\"}"), part(0, "x")));
        assertClosedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, FIN | TEXT, BINARY, FIN | BINARY})
    void anotherMessageWithinAMessageIsAProtocolError(int first) throws IOException { // 5.16 - 5.18
        client.write(join(part(TEXT, "{"), part(first, "}")));
        assertClosedWith(1002);
    }

    // 6: UTF-8

    @Test
    void aCharacterMayBeCutByFragments() throws IOException { // 6.2
        byte[] text = "{\"type\":\"ping\",\"ref\":\"r\",\"x\":\"κόσμε\uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            int first = (i == 0 ? TEXT : 0) | (i == text.length - 1 ? FIN : 0);
            client.write(RawClient.frame(first, MASKED, 1, new byte[] {text[i]}));
        }
        assertAnswered("r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cebae1bdb9cf83cebcceb5eda080656469746564", // 6.3: a surrogate
                "f4908080", // 6.4: above U+10FFFF
                "80", // 6.8 and on: a continuation alone
                "bf",
                "c0",
                "c2",
                "c328",
                "c0af", // overlong
                "e080af",
                "f08080af",
                "e28228",
                "f8888080af",
                "fc84808080af",
                "fe",
                "ff",
                "eda080", // 6.20: surrogates
                "edbfbf",
                "edafbfedbfbf",
                "e282", // cut off at the end
                "f0908d"
            })
    void whatIsNoUtf8IsBadData(String hex) throws IOException {
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] text = join("{\"x\":\"".getBytes(StandardCharsets.UTF_8), bad);
        client.write(RawClient.frame(TEXT, text));
        assertClosedWith(1007);
    }

    @Test
    void badUtf8InAFragmentIsTold() throws IOException { // 6.3.2
        client.write(RawClient.frame(TEXT, MASKED, 2, new byte[] {(byte) 0xC3, 0x28}));
        assertClosedWith(1007);
    }

    @Test
    void halfASurrogatePairThatJsonEscapesIsRefusedAndTheSessionLives() throws IOException {
        client.send("{\"type\":\"message\",\"text\":\"\\ud800\",\"ref\":\"r\"}");
        assertThat(client.frame().text()).contains("\"error\"", "\"ref\":\"r\"");
        client.write(request("s", 0));
        assertAnswered("s");
    }

    // 7: closing

    @Test
    void requestsBeforeCloseAreAnsweredAndThoseBehindItAreNot() throws IOException { // 7.1.1 - 7.1.5
        client.write(join(request("r", 0), RawClient.close(1000, ""), request("s", 0), RawClient.close(1000, "")));
        assertAnswered("r");
        assertThat(client.frame().closeCode()).isEqualTo(1000);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void anEmptyCloseIsAnsweredWithOne() throws IOException { // 7.3.1
        client.write(RawClient.frame(CLOSE, new byte[0]));
        assertClosedWith(1005);
    }

    @Test
    void aCloseOfOneByteIsAProtocolError() throws IOException { // 7.3.2
        client.write(RawClient.frame(CLOSE, new byte[1]));
        assertClosedWith(1002);
    }

    @Test
    void aCloseWithTheLongestReasonIsAnswered() throws IOException { // 7.3.5
        client.write(RawClient.close(1000, "x".repeat(123)));
        assertClosedWith(1000);
    }

    @Test
    void aCloseThatIsTooLongIsAProtocolError() throws IOException { // 7.3.6
        client.write(RawClient.close(1000, "x".repeat(124)));
        assertClosedWith(1002);
    }

    @Test
    void aReasonThatIsNoUtf8IsBadData() throws IOException { // 7.5.1
        client.write(RawClient.frame(CLOSE, HexFormat.of().parseHex("03e8cebae1bdb9eda080")));
        assertClosedWith(1007);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void aGoodCodeIsGivenBack(int code) throws IOException { // 7.7
        client.write(RawClient.close(code, "bye"));
        assertClosedWith(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535})
    void aCodeThatIsNoneIsAProtocolError(int code) throws IOException { // 7.9, 7.13
        client.write(RawClient.close(code, ""));
        assertClosedWith(1002);
    }

    @Test
    void quitIsAnsweredAndClosedAsNormal() throws IOException {
        client.send("{\"type\":\"quit\"}");
        assertThat(client.frame().text()).contains("\"of\":\"quit\"");
        assertClosedWith(1000);
    }

    // 9: limits

    @Test
    void aTextOverTheLimitIsTooBigBeforeItCame() throws IOException {
        client.write(RawClient.frame(FIN | TEXT, MASKED, LIMIT + 1L, new byte[0]));
        assertClosedWith(1009);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 20, 1L << 31, 1L << 32, Long.MAX_VALUE})
    void noClaimedLengthIsTooBigToRefuse(long length) throws IOException {
        client.write(RawClient.frame(FIN | TEXT, MASKED, 127, length, new byte[0]));
        assertClosedWith(1009);
    }

    @Test
    void aLengthWithItsHighestBitSetIsAProtocolError() throws IOException {
        client.write(RawClient.frame(FIN | TEXT, MASKED, 127, Long.MIN_VALUE | 5, new byte[0]));
        assertClosedWith(1002);
    }

    @Test
    void aLengthInALongerFormThanItNeedsIsAProtocolError() throws IOException {
        client.write(RawClient.frame(FIN | TEXT, MASKED, 126, 125, new byte[125]));
        assertClosedWith(1002);
    }

    @Test
    void eightBytesForALengthOfTwoAreAProtocolError() throws IOException {
        client.write(RawClient.frame(FIN | TEXT, MASKED, 127, 65_535, new byte[0]));
        assertClosedWith(1002);
    }

    @Test
    void fragmentsThatAddUpToTheLimitAreOneText() throws IOException {
        byte[] json = json("r", LIMIT).getBytes(StandardCharsets.UTF_8);
        int half = LIMIT / 2;
        client.write(RawClient.frame(TEXT, MASKED, half, Arrays.copyOf(json, half)));
        client.write(RawClient.frame(FIN, MASKED, half, Arrays.copyOfRange(json, half, LIMIT)));
        assertAnswered("r");
    }

    @Test
    void fragmentsThatAddUpToMoreAreTooBig() throws IOException {
        byte[] piece = new byte[LIMIT / 4];
        Arrays.fill(piece, (byte) ' ');
        client.write(RawClient.frame(TEXT, MASKED, piece.length, piece));
        for (int i = 0; i < 3; i++) {
            client.write(RawClient.frame(0, MASKED, piece.length, piece));
        }
        client.write(RawClient.frame(0, MASKED, 1, new byte[] {' '}));
        assertClosedWith(1009);
    }

    @Test
    void fragmentsWithoutEndAreTooBigThoughTheyAreEmpty() throws IOException {
        client.write(part(TEXT, "{"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i <= LIMIT; i++) {
            all.writeBytes(part(0, ""));
        }
        client.write(all.toByteArray());
        assertClosedWith(1009);
    }

    // Masks

    @Test
    void aFrameWithoutAMaskIsAProtocolError() throws IOException {
        client.write(RawClient.frame(FIN | TEXT, 0, 2, "{}".getBytes(StandardCharsets.UTF_8)));
        assertClosedWith(1002);
    }

    @Test
    void whatWasAskedBeforeAFaultMayBeAnsweredAndTheCloseCodeComesAllTheSame() throws IOException {
        client.write(join(request("r", 0), RawClient.frame(3, new byte[0]), request("s", 60_000)));
        assertClosedWith(1002);
    }
}
