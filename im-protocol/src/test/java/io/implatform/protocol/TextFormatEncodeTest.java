package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies and events in the text form, line by line as the protocol has them. */
final class TextFormatEncodeTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final UserId BOB = UserId.of("Bob");
    private static final Instant TIME = Instant.parse("2026-11-22T08:09:10.005Z");

    static Stream<Arguments> oneLineReplies() {
        return Stream.of(
                Arguments.of(new Reply.Registered(ALICE), "OK REGISTER alice"),
                Arguments.of(new Reply.LoggedIn(BOB), "OK LOGIN Bob"),
                Arguments.of(new Reply.Online(List.of()), "OK ONLINE 0"),
                Arguments.of(new Reply.Online(List.of(ALICE, BOB)), "OK ONLINE 2 alice Bob"),
                Arguments.of(new Reply.Posted(ConversationRef.lobby(), 12, TIME, false), "OK MESSAGE 12"),
                Arguments.of(new Reply.Posted(ConversationRef.with("Bob"), 1, TIME, true), "OK PRIVATE Bob 1"),
                Arguments.of(
                        new Reply.Posted(ConversationRef.group("dev"), Long.MAX_VALUE, TIME, false),
                        "OK GROUP dev 9223372036854775807"),
                Arguments.of(new Reply.HistoryEnd(ConversationRef.lobby(), 50, true), "OK HISTORY 50 more"),
                Arguments.of(new Reply.HistoryEnd(ConversationRef.with("bob"), 0, false), "OK HISTORY 0 end"),
                Arguments.of(new Reply.Pong(), "OK PING"),
                Arguments.of(new Reply.Goodbye(), "OK QUIT"),
                Arguments.of(
                        refused(Refusal.of(RefusalCode.NO_SUCH_USER, "there is no such user")),
                        "ERR NO_SUCH_USER there is no such user"),
                Arguments.of(refused(Refusal.retry(RefusalCode.BUSY, 3, "try again")), "ERR BUSY retry=3 try again"),
                Arguments.of(
                        refused(new Refusal(
                                RefusalCode.RATE_LIMITED, "too many", Optional.of(Duration.ofMillis(1_001)))),
                        "ERR RATE_LIMITED retry=2 too many"));
    }

    @ParameterizedTest
    @MethodSource("oneLineReplies")
    void aReplyIsItsLineWithTheReferenceInFront(Reply reply, String line) {
        assertThat(encode(null, reply)).isEqualTo(line + "\n");
        assertThat(encode("7:x", reply)).isEqualTo("#7:x " + line + "\n");
    }

    @Test
    void historyLinesHaveTheTimeInMillisecondsAndNeverTheReference() {
        Reply part = new Reply.HistoryPart(
                ConversationRef.lobby(),
                List.of(
                        new Message(ConversationId.LOBBY, 9, Instant.parse("2026-11-22T08:09:10Z"), ALICE, "hi"),
                        new Message(ConversationId.LOBBY, 10, TIME, BOB, "two\nlines é"),
                        new Message(ConversationId.LOBBY, 11, Instant.EPOCH.plusMillis(120), BOB, " x ")));
        assertThat(encode("7", part)).isEqualTo("""
                        HISTORY 9 2026-11-22T08:09:10.000Z alice hi
                        HISTORY 10 2026-11-22T08:09:10.005Z Bob two␤lines é
                        HISTORY 11 1970-01-01T00:00:00.120Z Bob  x\s
                        """);
        assertThat(encode("7", new Reply.HistoryPart(ConversationRef.lobby(), List.of())))
                .isEmpty();
    }

    @Test
    void helpIsALineACommandAndTheReferenceOnTheLastOne() {
        assertThat(encode("7", new Reply.Help(List.of(Verb.PRIVATE, Verb.PING))))
                .isEqualTo("""
                        HELP PRIVATE <user> <text> - send a message to one user
                        HELP PING - ask for a sign of life
                        #7 OK HELP
                        """);
        assertThat(encode(null, new Reply.Help(List.of()))).isEqualTo("OK HELP\n");
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(new Event.Welcome("im", "0.1.0"), "WELCOME im/0.1.0 HELP lists the commands"),
                Arguments.of(new Event.Posted(said(ConversationId.LOBBY, "hi")), "MESSAGE alice hi"),
                Arguments.of(new Event.Posted(said(ConversationId.group("Dev"), "hi")), "GROUP Dev alice hi"),
                Arguments.of(
                        new Event.PrivateReceived(said(ConversationId.between(ALICE, BOB), " hi "), BOB),
                        "PRIVATE alice  hi "),
                Arguments.of(new Event.PrivateSent(said(ConversationId.between(ALICE, BOB), "hi"), BOB), "SENT Bob hi"),
                Arguments.of(
                        new Event.Bye(Refusal.of(RefusalCode.TIMEOUT, "no login in time")),
                        "BYE TIMEOUT no login in time"),
                Arguments.of(
                        new Event.Bye(Refusal.retry(RefusalCode.RESTART, 5, "back soon")),
                        "BYE RESTART retry=5 back soon"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsItsLine(Event event, String line) {
        assertThat(new String(TextFormat.INSTANCE.encode(event), StandardCharsets.UTF_8))
                .isEqualTo(line + "\n");
    }

    @Test
    void aTextOfSeveralLinesIsOneLineOfTheTextForm() {
        String line = new String(
                TextFormat.INSTANCE.encode(new Event.Posted(said(ConversationId.LOBBY, "hi\nQUIT\n\n#7 OK"))),
                StandardCharsets.UTF_8);
        assertThat(line).isEqualTo("MESSAGE alice hi␤QUIT␤␤#7 OK\n");
    }

    @Test
    void aLongTextIsWrittenWhole() {
        String text = "é😀x".repeat(2_000);
        assertThat(new String(
                        TextFormat.INSTANCE.encode(new Event.Posted(said(ConversationId.LOBBY, text))),
                        StandardCharsets.UTF_8))
                .isEqualTo("MESSAGE alice " + text + "\n");
    }

    private static Message said(ConversationId conversation, String text) {
        return new Message(conversation, 12, TIME, ALICE, text);
    }

    private static Reply refused(Refusal refusal) {
        return new Reply.Refused(Optional.empty(), refusal);
    }

    private static String encode(String ref, Reply reply) {
        return new String(TextFormat.INSTANCE.encode(ref, reply), StandardCharsets.UTF_8);
    }
}
