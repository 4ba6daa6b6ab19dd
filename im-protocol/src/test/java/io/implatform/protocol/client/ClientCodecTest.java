package io.implatform.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Message;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side: servers of other versions, foreign servers, and bad ones. Apostrophes stand for quotes. */
final class ClientCodecTest {

    @Test
    void theFirstLineOfAServerTellsItsNameAndVersion() {
        assertThat(read("WELCOME im/0.1.0 HELP lists the commands")).isEqualTo(new ServerLine.Welcome("im", "0.1.0"));
        assertThat(read("WELCOME im/0.1.0")).isEqualTo(new ServerLine.Welcome("im", "0.1.0"));
        assertThat(read("WELCOME a/b/2 x")).isEqualTo(new ServerLine.Welcome("a/b", "2"));
        assertThat(read("{'type':'welcome','server':'im/1.2','more':[{}]}"))
                .isEqualTo(new ServerLine.Welcome("im", "1.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request",
                "220 mail.example ESMTP",
                "SSH-2.0-OpenSSH_9.6",
                ":irc NOTICE * :hi",
                "WELCOME",
                "WELCOME im",
                "WELCOME /1",
                "WELCOME im/ x",
                "welcome im/1",
                "",
                " ",
                "MESSAGE bob hi",
                "OK LOGIN alice",
                "{",
                "{}",
                "[]",
                "{'type':7}",
                "{'type':'ok'",
                "{'type':'ok','type':'ok'}",
                "ERR",
                "ERR so it is"
            })
    void whatIsNoneOfTheProtocolIsForeign(String line) {
        assertThat(read(line)).isEqualTo(new ServerLine.Foreign(line.replace('\'', '"')));
    }

    @Test
    void theExcerptOfAForeignLineIsShortAndHarmless() {
        byte[] tls = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, (byte) 0x80, (byte) 0x9b};
        assertThat(ClientCodec.decode(tls, 0, tls.length)).isEqualTo(new ServerLine.Foreign("\ufffd".repeat(8)));
        assertThat(((ServerLine.Foreign) read("\u001b[2J\u009b1;31m" + "😀".repeat(200))).excerpt())
                .hasSizeLessThanOrEqualTo(100)
                .startsWith("\ufffd[2J\ufffd1;31m😀")
                .endsWith("😀");
    }

    @Test
    void whatIsSaidAsTextBeforeTheFirstRequestIsUnderstood() {
        assertThat(read("BYE TOO_MANY_CONNECTIONS retry=5 the server is full"))
                .isEqualTo(new ServerLine.Told(new ServerEvent.Bye(
                        "TOO_MANY_CONNECTIONS", "the server is full", Optional.of(Duration.ofSeconds(5)))));
        assertThat(read("BYE TIMEOUT"))
                .isEqualTo(new ServerLine.Told(new ServerEvent.Bye("TIMEOUT", "", Optional.empty())));
    }

    @Test
    void aServerWithoutTheJsonFormIsUnderstoodToRefuseIt() {
        assertThat(read("ERR UNKNOWN_COMMAND there is no such command; HELP lists those there are"))
                .isEqualTo(new ServerLine.Refused(
                        Optional.empty(),
                        Optional.empty(),
                        "UNKNOWN_COMMAND",
                        "there is no such command; HELP lists those there are",
                        false,
                        Optional.empty()));
        assertThat(read("#7 ERR BUSY retry=3 later"))
                .isEqualTo(new ServerLine.Refused(
                        Optional.of("7"), Optional.empty(), "BUSY", "later", true, Optional.of(Duration.ofSeconds(3))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'poll','ref':'7'}",
                "{'type':'ok','of':'poll','ref':'7'}",
                "{'type':'ok','ref':'7'}",
                "{'type':'ok','of':'message','ref':'7'}",
                "{'type':'ok','of':'message','ref':'7','seq':'1','time':'x'}",
                "{'type':'ok','of':'message','ref':'7','seq':-1,'time':'2026-11-22T08:09:10.005Z'}",
                "{'type':'ok','of':'message','ref':'7','seq':1,'time':'yesterday'}",
                "{'type':'ok','of':'online','ref':'7','users':['bob']}",
                "{'type':'ok','of':'blocked','ref':'7','users':[7]}",
                "{'type':'ok','of':'read','ref':'7','seq':1,'conversation':['room']}",
                "{'type':'error','ref':'7'}",
                "{'type':'history','ref':'7'}",
                "{'type':'welcome','ref':'7','server':'im'}",
                "{'type':'joined','ref':'7','group':'dev','user':'b b'}"
            })
    void whatThisVersionDoesNotKnowIsUnknownAndStillAnswersItsRequest(String line) {
        ServerLine read = read(line);
        assertThat(read).isInstanceOf(ServerLine.Unknown.class);
        assertThat(((ServerLine.Unknown) read).ref()).contains("7");
    }

    static Stream<Arguments> linesOfALaterVersion() {
        UserId bob = UserId.of("bob");
        return Stream.of(
                Arguments.of(
                        "{'type':'message','from':'bob','text':'hi','seq':1,'time':'2026-11-22T08:09:10Z','color':{'r':1},"
                                + "'edited':null}",
                        new ServerLine.Told(new ServerEvent.Posted(
                                ConversationRef.lobby(),
                                new Said(
                                        1,
                                        Instant.parse("2026-11-22T08:09:10Z"),
                                        bob,
                                        "hi",
                                        0,
                                        Message.State.ORIGINAL)))),
                Arguments.of(
                        "{'type':'error','code':'MOON_PHASE','message':'x','temporary':true,'of':'poll'}",
                        new ServerLine.Refused(
                                Optional.empty(), Optional.empty(), "MOON_PHASE", "x", true, Optional.empty())),
                Arguments.of(
                        "{'type':'bye','code':'MOON_PHASE','why':7}",
                        new ServerLine.Told(new ServerEvent.Bye("MOON_PHASE", "", Optional.empty()))),
                Arguments.of(
                        "{'type':'status','user':'bob','state':'asleep'}",
                        new ServerLine.Told(new ServerEvent.StatusChanged(bob, Status.ONLINE))),
                Arguments.of(
                        "{'type':'role','group':'dev','user':'bob','role':'king'}",
                        new ServerLine.Told(new ServerEvent.RoleGiven("dev", bob, Role.MEMBER))),
                Arguments.of(
                        "{'type':'ok','of':'groups','ref':'7','groups':[{'group':'dev','role':'king','icon':'x'}]}",
                        new ServerLine.Ok(
                                Optional.of("7"),
                                Verb.GROUPS,
                                new Result.Groups(
                                        List.of(new Reply.Standing("dev", false, Optional.of(Role.MEMBER), ""))))));
    }

    @ParameterizedTest
    @MethodSource("linesOfALaterVersion")
    void aLaterVersionIsUnderstoodAsFarAsItCanBe(String line, ServerLine expected) {
        assertThat(read(line)).isEqualTo(expected);
    }

    @Test
    void aPrivateMessageIsInTheConversationWithTheOtherOne() {
        UserId alice = UserId.of("alice");
        UserId bob = UserId.of("Bob");
        Said said = new Said(1, Instant.EPOCH, alice, "hi", 0, Message.State.ORIGINAL);
        ServerEvent.SaidPrivately event = new ServerEvent.SaidPrivately(bob, said);
        assertThat(event.in(alice)).isEqualTo(ConversationRef.with("Bob"));
        assertThat(event.in(UserId.of("bob"))).isEqualTo(ConversationRef.with("alice"));
    }

    @Test
    void nothingThatAServerSendsMakesItThrow() {
        long seed = Long.getLong("im.test.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] line = bytes("{'type':'ok','of':'online','ref':'7','users':[{'user':'bob','state':'away','text':'é'}]}");
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = line.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\":,0nt\\".charAt(random.nextInt(11));
            }
            int length = random.nextInt(changed.length + 1);
            try {
                assertThat(ClientCodec.decode(changed, 0, length)).isNotNull();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ", " + new String(changed, 0, length, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    @Test
    void aDeepNestFromAServerIsForeign() {
        assertThat(read("{'type':'ok','x':" + "[".repeat(100_000))).isInstanceOf(ServerLine.Foreign.class);
    }

    @Test
    void secretsAndTextsAreInNoToString() {
        assertThat(read("{'type':'ok','of':'login','user':'bob','epoch':'e','token':'s3cret','positions':[]}")
                        .toString())
                .contains("bob")
                .doesNotContain("s3cret");
        for (String type : List.of("'message'", "'private','to':'eve'", "'group','group':'dev'")) {
            assertThat(read("{'type':" + type
                                    + ",'from':'bob','text':'s3cret','seq':1,'time':'2026-11-22T08:09:10.005Z'}")
                            .toString())
                    .contains("bob")
                    .doesNotContain("s3cret");
        }
        assertThat(read("{'type':'edit','conversation':['lobby'],'target':1,'from':'bob','text':'s3cret','seq':2,"
                                + "'time':'2026-11-22T08:09:10.005Z'}")
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void theReferenceStandsInFrontSoThatALineThatIsTooLongStillShowsIt() {
        String line = new String(
                ClientCodec.encode("7", Command.Say.post(ConversationRef.with("bob"), "hi\n", "c1")),
                StandardCharsets.UTF_8);
        assertThat(line)
                .isEqualTo("{\"type\":\"private\",\"ref\":\"7\",\"to\":\"bob\",\"text\":\"hi\\n\",\"id\":\"c1\"}\n");
    }

    @Test
    void halfASurrogatePairIsSentSoThatTheServerCanRefuseIt() {
        String line = new String(
                ClientCodec.encode(null, Command.Say.post(ConversationRef.lobby(), "a\ud83d b\ude00 😀", null)),
                StandardCharsets.UTF_8);
        assertThat(line).isEqualTo("{\"type\":\"message\",\"text\":\"a\\ud83d b\\ude00 😀\"}\n");
    }

    private static ServerLine read(String line) {
        byte[] bytes = bytes(line);
        return ClientCodec.decode(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String line) {
        return line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
