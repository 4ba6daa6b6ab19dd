package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Message;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies and events in the JSON form, line by line. Apostrophes stand for quotes, {@code @} for the time. */
final class JsonFormatEncodeTest {
    private static final UserId ALICE = UserId.of("alice");
    private static final UserId BOB = UserId.of("Bob");
    private static final Instant TIME = Instant.parse("2026-11-22T08:09:10.005Z");
    private static final ConversationId DEV = new ConversationId.Group("3f2a", "dev");

    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of(new Reply.Registered(ALICE), "{'type':'ok','of':'register'#,'user':'alice'}"),
                Arguments.of(
                        new Reply.LoggedIn(BOB, "e-1", Optional.empty(), false, Map.of()),
                        "{'type':'ok','of':'login'#,'user':'Bob','epoch':'e-1','positions':[]}"),
                Arguments.of(
                        new Reply.LoggedIn(
                                BOB,
                                "e-1",
                                Optional.of("t0k"),
                                true,
                                Map.of(ConversationRef.with("Al"), 7L, ConversationRef.lobby(), 41L)),
                        "{'type':'ok','of':'login'#,'user':'Bob','epoch':'e-1','token':'t0k','reset':true,'positions':["
                                + "{'conversation':['lobby'],'seq':41},{'conversation':['private','Al'],'seq':7}]}"),
                Arguments.of(
                        new Reply.Online(List.of(
                                new Reply.Present(ALICE, Status.ONLINE),
                                new Reply.Present(BOB, new Status(Status.State.AWAY, "at lunch")))),
                        "{'type':'ok','of':'online'#,'count':2,'users':[{'user':'alice','state':'online','text':''},"
                                + "{'user':'Bob','state':'away','text':'at lunch'}]}"),
                Arguments.of(new Reply.Online(List.of()), "{'type':'ok','of':'online'#,'count':0,'users':[]}"),
                Arguments.of(
                        new Reply.Posted(Verb.MESSAGE, ConversationRef.lobby(), 0, 12, TIME, false),
                        "{'type':'ok','of':'message'#,'seq':12,'time':'@'}"),
                Arguments.of(
                        new Reply.Posted(Verb.PRIVATE, ConversationRef.with("Bob"), 0, 12, TIME, true),
                        "{'type':'ok','of':'private'#,'to':'Bob','seq':12,'time':'@','duplicate':true}"),
                Arguments.of(
                        new Reply.Posted(Verb.GROUP, ConversationRef.group("dev"), 0, 12, TIME, false),
                        "{'type':'ok','of':'group'#,'group':'dev','seq':12,'time':'@'}"),
                Arguments.of(
                        new Reply.Posted(Verb.REPLY, ConversationRef.lobby(), 7, 12, TIME, false),
                        "{'type':'ok','of':'reply'#,'conversation':['lobby'],'target':7,'seq':12,'time':'@'}"),
                Arguments.of(
                        new Reply.Posted(Verb.EDIT, ConversationRef.with("Bob"), 7, 12, TIME, true),
                        "{'type':'ok','of':'edit'#,'conversation':['private','Bob'],'target':7,'seq':12,'time':'@',"
                                + "'duplicate':true}"),
                Arguments.of(
                        new Reply.Posted(Verb.DELETE, ConversationRef.group("dev"), 7, 12, TIME, false),
                        "{'type':'ok','of':'delete'#,'conversation':['group','dev'],'target':7,'seq':12,'time':'@'}"),
                Arguments.of(
                        new Reply.HistoryEnd(ConversationRef.lobby(), 50, true),
                        "{'type':'ok','of':'history'#,'count':50,'more':true}"),
                Arguments.of(
                        new Reply.HistoryEnd(ConversationRef.lobby(), 0, false),
                        "{'type':'ok','of':'history'#,'count':0,'more':false}"),
                Arguments.of(
                        new Reply.Marked(Verb.READ, ConversationRef.with("Bob"), 12),
                        "{'type':'ok','of':'read'#,'conversation':['private','Bob'],'seq':12}"),
                Arguments.of(
                        new Reply.Unread(List.of(
                                new Reply.Count(ConversationRef.lobby(), 3),
                                new Reply.Count(ConversationRef.group("dev"), 1))),
                        "{'type':'ok','of':'unread'#,'count':2,'conversations':[{'conversation':['lobby'],'unread':3},"
                                + "{'conversation':['group','dev'],'unread':1}]}"),
                Arguments.of(
                        new Reply.Groups(List.of(
                                new Reply.Standing("dev", true, Optional.of(Role.OWNER), "a \"b\""),
                                new Reply.Standing("ops", false, Optional.empty(), ""))),
                        "{'type':'ok','of':'groups'#,'count':2,'groups':[{'group':'dev','private':true,'role':'owner',"
                                + "'topic':'a \\'b\\''},{'group':'ops','private':false,'role':'invited','topic':''}]}"),
                Arguments.of(
                        new Reply.Members("dev", Map.of(BOB, Role.MEMBER)),
                        "{'type':'ok','of':'members'#,'group':'dev','count':1,'members':[{'user':'Bob','role':'member'}]}"),
                Arguments.of(
                        new Reply.Blocked(List.of(ALICE, BOB)),
                        "{'type':'ok','of':'blocked'#,'count':2,'users':['alice','Bob']}"),
                Arguments.of(Reply.Done.of(Verb.PASSWORD), "{'type':'ok','of':'password'#}"),
                Arguments.of(
                        Reply.Done.of(Verb.TOPIC, "group", "dev", "topic", ""),
                        "{'type':'ok','of':'topic'#,'group':'dev','topic':''}"),
                Arguments.of(
                        new Reply.Help(List.of(Verb.PING)),
                        "{'type':'ok','of':'help'#,'commands':[{'verb':'ping','usage':'PING','summary':'ask for a sign of"
                                + " life'}]}"),
                Arguments.of(new Reply.Pong(), "{'type':'ok','of':'ping'#}"),
                Arguments.of(new Reply.Goodbye(Verb.LOGOUT), "{'type':'ok','of':'logout'#}"),
                Arguments.of(
                        new Reply.Refused(
                                Optional.of(Verb.PRIVATE),
                                Refusal.of(RefusalCode.NO_SUCH_USER, "there is no such user")),
                        "{'type':'error','of':'private'#,'code':'NO_SUCH_USER','message':'there is no such user',"
                                + "'temporary':false}"),
                Arguments.of(
                        new Reply.Refused(
                                Optional.empty(),
                                new Refusal(RefusalCode.BUSY, "later", Optional.of(Duration.ofMillis(1_001)))),
                        "{'type':'error'#,'code':'BUSY','message':'later','temporary':true,'retry':2}"));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyIsItsLineWithTheReferenceInIt(Reply reply, String line) {
        assertThat(encode(null, reply)).isEqualTo(json(line.replace("#", "")) + "\n");
        assertThat(encode("7:x", reply)).isEqualTo(json(line.replace("#", ",'ref':'7:x'")) + "\n");
    }

    @Test
    void everyHistoryLineCarriesTheReference() {
        Reply part = new Reply.HistoryPart(
                ConversationRef.with("Bob"),
                List.of(
                        message(Message.Kind.TEXT, 0, "hi", Message.State.ORIGINAL),
                        message(Message.Kind.TEXT, 3, "so\ndo I", Message.State.EDITED),
                        message(Message.Kind.TEXT, 0, "", Message.State.DELETED)));
        String start = "{'type':'history','ref':'7','conversation':['private','Bob'],'from':'alice',";
        assertThat(encode("7", part))
                .isEqualTo(json(start + "'text':'hi','seq':12,'time':'@'}\n"
                        + start + "'text':'so\\ndo I','seq':12,'time':'@','replyTo':3,'edited':true}\n"
                        + start + "'text':'','seq':12,'time':'@','deleted':true}\n"));
        assertThat(encode(null, part)).doesNotContain("ref");
        assertThat(encode("7", new Reply.HistoryPart(ConversationRef.lobby(), List.of())))
                .isEmpty();
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(new Event.Welcome("im", "0.1.0"), "{'type':'welcome','server':'im/0.1.0'}"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 0, "hi", Message.State.ORIGINAL)),
                        "{'type':'message','from':'alice','text':'hi','seq':12,'time':'@'}"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 3, "hi", Message.State.EDITED)),
                        "{'type':'message','from':'alice','text':'hi','seq':12,'time':'@','replyTo':3,'edited':true}"),
                Arguments.of(
                        new Event.Posted(message(Message.Kind.TEXT, 0, "", Message.State.DELETED)),
                        "{'type':'message','from':'alice','text':'','seq':12,'time':'@','deleted':true}"),
                Arguments.of(
                        new Event.Posted(new Message(DEV, 12, TIME, ALICE, "hi")),
                        "{'type':'group','group':'dev','from':'alice','text':'hi','seq':12,'time':'@'}"),
                Arguments.of(
                        new Event.PrivateReceived(pair(), BOB),
                        "{'type':'private','from':'alice','to':'Bob','text':'hi','seq':12,'time':'@'}"),
                Arguments.of(
                        new Event.PrivateSent(pair(), BOB),
                        "{'type':'private','from':'alice','to':'Bob','text':'hi','seq':12,'time':'@'}"),
                Arguments.of(
                        new Event.Amended(
                                message(Message.Kind.EDIT, 5, "new", Message.State.ORIGINAL),
                                ConversationRef.with("Bob")),
                        "{'type':'edit','conversation':['private','Bob'],'target':5,'seq':12,'from':'alice','text':'new',"
                                + "'time':'@'}"),
                Arguments.of(
                        new Event.Amended(
                                message(Message.Kind.DELETION, 5, "", Message.State.ORIGINAL), ConversationRef.lobby()),
                        "{'type':'delete','conversation':['lobby'],'target':5,'seq':12,'from':'alice','time':'@'}"),
                Arguments.of(
                        new Event.Read(BOB, ConversationRef.with("Bob"), 12),
                        "{'type':'read','conversation':['private','Bob'],'user':'Bob','seq':12}"),
                Arguments.of(
                        new Event.StatusChanged(BOB, Status.OFFLINE),
                        "{'type':'status','user':'Bob','state':'offline','text':''}"),
                Arguments.of(
                        new Event.Delivered(BOB, ConversationRef.with("Bob"), 9),
                        "{'type':'delivered','conversation':['private','Bob'],'user':'Bob','seq':9}"),
                Arguments.of(
                        new Event.Typing(BOB, ConversationRef.group("dev")),
                        "{'type':'typing','conversation':['group','dev'],'user':'Bob'}"),
                Arguments.of(new Event.Invited("dev", BOB), "{'type':'invited','group':'dev','by':'Bob'}"),
                Arguments.of(new Event.Joined("dev", BOB), "{'type':'joined','group':'dev','user':'Bob'}"),
                Arguments.of(
                        new Event.Left("dev", BOB, Optional.empty()), "{'type':'left','group':'dev','user':'Bob'}"),
                Arguments.of(
                        new Event.Left("dev", BOB, Optional.of(ALICE)),
                        "{'type':'left','group':'dev','user':'Bob','by':'alice'}"),
                Arguments.of(
                        new Event.TopicSet("dev", BOB, "the weather"),
                        "{'type':'topic','group':'dev','user':'Bob','text':'the weather'}"),
                Arguments.of(
                        new Event.RoleGiven("dev", BOB, Role.MODERATOR),
                        "{'type':'role','group':'dev','user':'Bob','role':'moderator'}"),
                Arguments.of(new Event.Ping(), "{'type':'ping'}"),
                Arguments.of(
                        new Event.Bye(Refusal.of(RefusalCode.TIMEOUT, "no login in time")),
                        "{'type':'bye','code':'TIMEOUT','message':'no login in time'}"),
                Arguments.of(
                        new Event.Bye(Refusal.retry(RefusalCode.RESTART, 5, "back soon")),
                        "{'type':'bye','code':'RESTART','message':'back soon','retry':5}"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsItsLine(Event event, String line) {
        assertThat(new String(JsonFormat.INSTANCE.encode(event), StandardCharsets.UTF_8))
                .isEqualTo(json(line) + "\n");
    }

    @Test
    void aTextIsEscapedWhereJsonAsksForItAndNowhereElse() {
        String text = "\u0000\u0001\b\t\n\f\r\u001f \"\\/<>&'\u007f\u0085é\u2028✓😀\uffff";
        assertThat(new String(
                        JsonFormat.INSTANCE.encode(
                                new Event.Posted(new Message(ConversationId.LOBBY, 1, TIME, BOB, text))),
                        StandardCharsets.UTF_8))
                .contains(
                        "\"text\":\"\\u0000\\u0001\\u0008\\t\\n\\u000c\\r\\u001f \\\"\\\\/<>&'\u007f\u0085é\u2028✓😀\uffff\",");
    }

    @Test
    void timesAreRfc3339InUtcWithMilliseconds() {
        for (String time : List.of(
                "1970-01-01T00:00:00.000Z",
                "2024-02-29T23:59:59.999Z",
                "2026-11-22T08:09:10.120Z",
                "1969-12-31T23:59:59.001Z",
                "9999-12-31T23:59:59.999Z",
                "0000-01-01T00:00:00.000Z",
                "+10000-01-01T00:00:00.000Z")) {
            Message message = new Message(ConversationId.LOBBY, 1, Instant.parse(time), BOB, "x");
            assertThat(new String(JsonFormat.INSTANCE.encode(new Event.Posted(message)), StandardCharsets.UTF_8))
                    .contains("\"time\":\"" + time + "\"");
        }
    }

    private static String json(String line) {
        return line.replace('\'', '"').replace("@", "2026-11-22T08:09:10.005Z");
    }

    private static Message message(Message.Kind kind, long refersTo, String text, Message.State state) {
        return new Message(ConversationId.LOBBY, 12, TIME, ALICE, kind, refersTo, text, state);
    }

    private static Message pair() {
        return new Message(ConversationId.between(ALICE, BOB), 12, TIME, ALICE, "hi");
    }

    private static String encode(String ref, Reply reply) {
        return new String(JsonFormat.INSTANCE.encode(ref, reply), StandardCharsets.UTF_8);
    }
}
