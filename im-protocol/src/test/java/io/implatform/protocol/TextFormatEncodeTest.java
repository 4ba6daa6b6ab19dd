package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                Arguments.of(new Reply.LoggedIn(BOB, "e", Optional.empty(), false, Map.of()), "OK LOGIN Bob"),
                Arguments.of(new Reply.LoggedIn(BOB, "e", Optional.of("t"), true, Map.of()), "OK LOGIN Bob"),
                Arguments.of(new Reply.Online(List.of()), "OK ONLINE 0"),
                Arguments.of(
                        new Reply.Online(List.of(
                                new Reply.Present(ALICE, new Status(Status.State.ONLINE, "here")),
                                new Reply.Present(BOB, new Status(Status.State.AWAY, "at lunch")))),
                        "OK ONLINE 2 alice Bob(away)"),
                Arguments.of(posted(Verb.MESSAGE, ConversationRef.lobby(), 0, 12), "OK MESSAGE 12"),
                Arguments.of(posted(Verb.PRIVATE, ConversationRef.with("Bob"), 0, 1), "OK PRIVATE Bob 1"),
                Arguments.of(
                        posted(Verb.GROUP, ConversationRef.group("dev"), 0, Long.MAX_VALUE),
                        "OK GROUP dev 9223372036854775807"),
                Arguments.of(posted(Verb.REPLY, ConversationRef.lobby(), 3, 12), "OK REPLY lobby 12"),
                Arguments.of(posted(Verb.REPLY, ConversationRef.with("Bob"), 3, 12), "OK REPLY private Bob 12"),
                Arguments.of(posted(Verb.EDIT, ConversationRef.group("dev"), 3, 12), "OK EDIT group dev 3 12"),
                Arguments.of(posted(Verb.DELETE, ConversationRef.lobby(), 3, 12), "OK DELETE lobby 3 12"),
                Arguments.of(new Reply.Marked(Verb.READ, ConversationRef.with("Bob"), 12), "OK READ private Bob 12"),
                Arguments.of(new Reply.Marked(Verb.ACK, ConversationRef.lobby(), 0), "OK ACK lobby 0"),
                Arguments.of(
                        new Reply.Groups(List.of(
                                new Reply.Standing("dev", false, Optional.of(Role.OWNER), "x"),
                                new Reply.Standing("mods", true, Optional.of(Role.MODERATOR), ""),
                                new Reply.Standing("ops", false, Optional.of(Role.MEMBER), ""),
                                new Reply.Standing("news", false, Optional.empty(), ""))),
                        "OK GROUPS 4 dev(owner) mods(moderator) ops news(invited)"),
                Arguments.of(new Reply.Groups(List.of()), "OK GROUPS 0"),
                Arguments.of(new Reply.Members("dev", members()), "OK MEMBERS dev 2 Bob(owner) alice"),
                Arguments.of(new Reply.Blocked(List.of(ALICE, BOB)), "OK BLOCKED 2 alice Bob"),
                Arguments.of(new Reply.Blocked(List.of()), "OK BLOCKED 0"),
                Arguments.of(Reply.Done.of(Verb.PASSWORD), "OK PASSWORD"),
                Arguments.of(Reply.Done.of(Verb.UNREGISTER), "OK UNREGISTER"),
                Arguments.of(Reply.Done.of(Verb.STATUS, "state", "away"), "OK STATUS away"),
                Arguments.of(Reply.Done.of(Verb.INVITE, "group", "dev", "user", "bob"), "OK INVITE dev bob"),
                Arguments.of(
                        Reply.Done.of(Verb.ROLE, "group", "dev", "user", "bob", "role", "owner"),
                        "OK ROLE dev bob owner"),
                Arguments.of(Reply.Done.of(Verb.TOPIC, "group", "dev", "topic", "a b"), "OK TOPIC dev a b"),
                Arguments.of(Reply.Done.of(Verb.TOPIC, "group", "dev", "topic", ""), "OK TOPIC dev"),
                Arguments.of(new Reply.HistoryEnd(ConversationRef.lobby(), 50, true), "OK HISTORY 50 more"),
                Arguments.of(new Reply.HistoryEnd(ConversationRef.with("bob"), 0, false), "OK HISTORY 0 end"),
                Arguments.of(new Reply.Pong(), "OK PING"),
                Arguments.of(new Reply.Goodbye(Verb.QUIT), "OK QUIT"),
                Arguments.of(new Reply.Goodbye(Verb.LOGOUT), "OK LOGOUT"),
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
                        new Message(ConversationId.LOBBY, 11, Instant.EPOCH.plusMillis(120), BOB, " x "),
                        message(Message.Kind.TEXT, 3, "an answer", Message.State.ORIGINAL),
                        message(Message.Kind.TEXT, 0, "changed", Message.State.EDITED),
                        message(Message.Kind.TEXT, 0, "", Message.State.DELETED)));
        assertThat(encode("7", part)).isEqualTo("""
                        HISTORY 9 2026-11-22T08:09:10.000Z alice hi
                        HISTORY 10 2026-11-22T08:09:10.005Z Bob two␤lines é
                        HISTORY 11 1970-01-01T00:00:00.120Z Bob  x\s
                        HISTORY 12 2026-11-22T08:09:10.005Z alice an answer
                        HISTORY 12 2026-11-22T08:09:10.005Z alice changed (edited)
                        HISTORY 12 2026-11-22T08:09:10.005Z alice (deleted)
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
                Arguments.of(
                        new Event.Posted(said(new ConversationId.Group("3f2a", "Dev"), "hi")), "GROUP Dev alice hi"),
                Arguments.of(
                        new Event.PrivateReceived(said(ConversationId.between(ALICE, BOB), " hi "), BOB),
                        "PRIVATE alice  hi "),
                Arguments.of(new Event.PrivateSent(said(ConversationId.between(ALICE, BOB), "hi"), BOB), "SENT Bob hi"),
                Arguments.of(
                        new Event.Bye(Refusal.of(RefusalCode.TIMEOUT, "no login in time")),
                        "BYE TIMEOUT no login in time"),
                Arguments.of(
                        new Event.Bye(Refusal.retry(RefusalCode.RESTART, 5, "back soon")),
                        "BYE RESTART retry=5 back soon"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 3, "so do I", Message.State.ORIGINAL)),
                        "MESSAGE alice so do I"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 0, "changed", Message.State.EDITED)),
                        "MESSAGE alice changed"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 0, "", Message.State.DELETED)),
                        "MESSAGE alice (deleted)"),
                Arguments.of(
                        new Event.Amended(
                                message(Message.Kind.EDIT, 7, "new\ntext", Message.State.ORIGINAL),
                                ConversationRef.with("Bob")),
                        "EDIT private Bob 7 alice new␤text"),
                Arguments.of(
                        new Event.Amended(
                                message(Message.Kind.DELETION, 7, "", Message.State.ORIGINAL),
                                ConversationRef.group("dev")),
                        "DELETE group dev 7 alice"),
                Arguments.of(new Event.Read(BOB, ConversationRef.with("Bob"), 12), "READ private Bob 12 Bob"),
                Arguments.of(new Event.StatusChanged(BOB, Status.OFFLINE), "STATUS Bob offline"),
                Arguments.of(
                        new Event.StatusChanged(BOB, new Status(Status.State.BUSY, "at work")),
                        "STATUS Bob busy at work"),
                Arguments.of(new Event.Invited("dev", BOB), "INVITED dev Bob"),
                Arguments.of(new Event.Joined("dev", BOB), "JOINED dev Bob"),
                Arguments.of(new Event.Left("dev", BOB, Optional.empty()), "LEFT dev Bob"),
                Arguments.of(new Event.Left("dev", BOB, Optional.of(ALICE)), "LEFT dev Bob by alice"),
                Arguments.of(new Event.TopicSet("dev", BOB, "the weather"), "TOPIC dev Bob the weather"),
                Arguments.of(new Event.TopicSet("dev", BOB, ""), "TOPIC dev Bob"),
                Arguments.of(new Event.RoleGiven("dev", BOB, Role.MODERATOR), "ROLE dev Bob moderator"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsItsLine(Event event, String line) {
        assertThat(new String(TextFormat.INSTANCE.encode(event), StandardCharsets.UTF_8))
                .isEqualTo(line + "\n");
    }

    @Test
    void whatIsForProgramsAloneHasNoLine() {
        assertThat(TextFormat.INSTANCE.encode(new Event.Typing(ALICE, ConversationRef.lobby())))
                .isEmpty();
        assertThat(TextFormat.INSTANCE.encode(new Event.Ping())).isEmpty();
    }

    @Test
    void positionsAreALineAUserAndTheReferenceOnTheLastOne() {
        assertThat(encode(
                        "7",
                        new Reply.Positions(
                                ConversationRef.group("dev"), List.of(new Reply.Mark(ALICE, new Position(12, 9))))))
                .isEqualTo("POSITION group dev alice 12 9\n#7 OK POSITIONS group dev 1\n");
        assertThat(TextFormat.INSTANCE.encode(new Event.Delivered(ALICE, ConversationRef.with("Bob"), 3)))
                .isEmpty();
    }

    @Test
    void unreadIsALineAConversationAndTheReferenceOnTheLastOne() {
        assertThat(encode(
                        "7",
                        new Reply.Unread(List.of(
                                new Reply.Count(ConversationRef.lobby(), 3),
                                new Reply.Count(ConversationRef.with("Bob"), 1),
                                new Reply.Count(ConversationRef.group("dev"), 12)))))
                .isEqualTo("UNREAD lobby 3\nUNREAD private Bob 1\nUNREAD group dev 12\n#7 OK UNREAD 3\n");
        assertThat(encode(null, new Reply.Unread(List.of()))).isEqualTo("OK UNREAD 0\n");
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

    private static Message message(Message.Kind kind, long refersTo, String text, Message.State state) {
        return new Message(ConversationId.LOBBY, 12, TIME, ALICE, kind, refersTo, text, state);
    }

    private static Reply posted(Verb verb, ConversationRef in, long of, long seq) {
        return new Reply.Posted(verb, in, of, seq, TIME, false);
    }

    private static Map<UserId, Role> members() {
        Map<UserId, Role> members = new LinkedHashMap<>();
        members.put(BOB, Role.OWNER);
        members.put(ALICE, Role.MEMBER);
        return members;
    }

    private static Reply refused(Refusal refusal) {
        return new Reply.Refused(Optional.empty(), refusal);
    }

    private static String encode(String ref, Reply reply) {
        return new String(TextFormat.INSTANCE.encode(ref, reply), StandardCharsets.UTF_8);
    }
}
