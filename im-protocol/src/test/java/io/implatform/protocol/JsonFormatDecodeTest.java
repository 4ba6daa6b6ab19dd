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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in the JSON form, object by object as the protocol has them. Apostrophes stand for quotes. */
final class JsonFormatDecodeTest {

    static Stream<Arguments> goodObjects() {
        return Stream.of(
                Arguments.of(
                        "{'type':'register','user':'alice','password':'correct horse'}",
                        new Command.Register("alice", "correct horse")),
                Arguments.of(
                        "{'type':'login','user':'alice','password':' p '}",
                        new Command.Login(new Command.PasswordCredentials("alice", " p "), Optional.empty(), true)),
                Arguments.of(
                        "{'type':'login','token':'t','wantsToken':true}",
                        new Command.Login(new Command.TokenCredentials("t"), Optional.empty(), true)),
                Arguments.of(
                        "{'type':'login','token':'t','wantsToken':false}",
                        new Command.Login(new Command.TokenCredentials("t"), Optional.empty(), false)),
                Arguments.of(
                        "{'type':'login','token':'t','resume':{'more':{},'epoch':'e','positions':[['lobby',3],"
                                + "['private','bob',12],['group','dev',0]]}}",
                        new Command.Login(
                                new Command.TokenCredentials("t"),
                                Optional.of(new Command.Resume(
                                        "e",
                                        Map.of(
                                                ConversationRef.lobby(),
                                                3L,
                                                ConversationRef.with("bob"),
                                                12L,
                                                ConversationRef.group("dev"),
                                                0L))),
                                false)),
                Arguments.of(
                        "{'type':'login','token':'t','resume':{'epoch':'e','positions':[]}}",
                        new Command.Login(
                                new Command.TokenCredentials("t"),
                                Optional.of(new Command.Resume("e", Map.of())),
                                false)),
                Arguments.of("{'type':'password','old':'a b','new':'c'}", new Command.ChangePassword("a b", "c")),
                Arguments.of("{'type':'unregister','password':'p'}", new Command.Unregister("p")),
                Arguments.of("{'type':'logout'}", new Command.Logout(false)),
                Arguments.of("{'type':'logout','everywhere':true}", new Command.Logout(true)),
                Arguments.of(
                        "{'type':'status','state':'busy','text':'x'}",
                        new Command.SetStatus(new Status(Status.State.BUSY, "x"))),
                Arguments.of(
                        "{'type':'status','state':'away'}", new Command.SetStatus(new Status(Status.State.AWAY, ""))),
                Arguments.of("{'type':'watch'}", new Command.Watch(true)),
                Arguments.of("{'type':'unwatch'}", new Command.Watch(false)),
                Arguments.of(
                        "{'type':'message','text':'hi','id':'c1'}",
                        Command.Say.post(ConversationRef.lobby(), "hi", "c1")),
                Arguments.of("{'type':'message','text':''}", Command.Say.post(ConversationRef.lobby(), "", null)),
                Arguments.of(
                        "{'type':'private','to':'bob','text':'hi'}",
                        Command.Say.post(ConversationRef.with("bob"), "hi", null)),
                Arguments.of(
                        "{'type':'group','group':'dev','text':'hi'}",
                        Command.Say.post(ConversationRef.group("dev"), "hi", null)),
                Arguments.of(
                        "{'type':'reply','conversation':['private','bob'],'seq':7,'text':'hi','id':''}",
                        new Command.Say(Command.Say.What.REPLY, ConversationRef.with("bob"), 7, "hi", "")),
                Arguments.of(
                        "{'type':'edit','conversation':['lobby'],'seq':9223372036854775807,'text':'hi'}",
                        new Command.Say(Command.Say.What.EDIT, ConversationRef.lobby(), Long.MAX_VALUE, "hi", null)),
                Arguments.of(
                        "{'type':'delete','conversation':['group','dev'],'seq':7}",
                        new Command.Say(Command.Say.What.DELETE, ConversationRef.group("dev"), 7, "", null)),
                Arguments.of(
                        "{'type':'positions','conversation':['private','bob']}",
                        new Command.Positions(ConversationRef.with("bob"))),
                Arguments.of("{'type':'typing','conversation':['lobby']}", new Command.Typing(ConversationRef.lobby())),
                Arguments.of(
                        "{'type':'history','conversation':['lobby']}",
                        new Command.History(ConversationRef.lobby(), PageRequest.newest(), OptionalLong.empty())),
                // The range of a limit is a rule of its own.
                Arguments.of(
                        "{'type':'history','conversation':['lobby'],'before':7,'limit':-1}",
                        new Command.History(ConversationRef.lobby(), PageRequest.before(7), OptionalLong.of(-1))),
                Arguments.of(
                        "{'type':'history','conversation':['lobby'],'after':0,'limit':2147483648}",
                        new Command.History(
                                ConversationRef.lobby(), PageRequest.after(0), OptionalLong.of(2_147_483_648L))),
                Arguments.of(
                        "{'type':'read','conversation':['lobby'],'seq':0}",
                        new Command.Mark(ConversationRef.lobby(), 0, true)),
                Arguments.of(
                        "{'type':'ack','conversation':['lobby'],'seq':1}",
                        new Command.Mark(ConversationRef.lobby(), 1, false)),
                Arguments.of("{'type':'create','group':'dev'}", new Command.CreateGroup("dev", false)),
                Arguments.of("{'type':'create','group':'dev','private':true}", new Command.CreateGroup("dev", true)),
                Arguments.of(
                        "{'type':'role','group':'dev','user':'bob','role':'owner'}",
                        new Command.ChangeGroup(Verb.ROLE, "dev", "bob", Optional.of(Role.OWNER), "")),
                Arguments.of(
                        "{'type':'topic','group':'dev'}",
                        new Command.ChangeGroup(Verb.TOPIC, "dev", "", Optional.empty(), "")),
                Arguments.of("{'type':'ping'}", new Command.Ping()),
                // What is no field of a type is not looked at, be it one of another type.
                Arguments.of("{'type':'ping','to':7,'conversation':{},'seq':'x','user':null}", new Command.Ping()),
                Arguments.of(
                        "{'__proto__':{'type':'quit'},'@class':'java.lang.Runtime','type':'ping'}", new Command.Ping()),
                Arguments.of(
                        "{'':0,'x':[{'type':'quit'},[[]],null,1.5e3,-0.0],'type':'ping','\\u0000':1}",
                        new Command.Ping()),
                Arguments.of(" \t{ 'type' :\r\n'ping' } ", new Command.Ping()),
                Arguments.of("{'\\u0074ype':'\\u0070ing'}", new Command.Ping()));
    }

    @ParameterizedTest
    @MethodSource("goodObjects")
    void aGoodObjectIsItsCommand(String object, Command command) {
        Request request = decode(object);
        assertThat(request.refusal()).isEmpty();
        assertThat(request.command()).contains(command);
        assertThat(request.ref()).isNull();
        String withRef = object.substring(0, object.lastIndexOf('}')) + ",'ref':'r-1'}";
        assertThat(decode(withRef).command()).contains(command);
        assertThat(decode(withRef).ref()).isEqualTo("r-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'register','user':'a'}",
                "{'type':'login'}",
                "{'type':'login','user':'a'}",
                "{'type':'login','user':'a','password':'b','token':'c'}",
                "{'type':'login','token':'t','user':'a'}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['lobby',-1]]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['lobby',1],['lobby',2]]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['room',1]]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['private',1]]}}",
                "{'type':'password','old':'a'}",
                "{'type':'unregister'}",
                "{'type':'status'}",
                "{'type':'status','state':'sleepy'}",
                "{'type':'status','state':'offline'}",
                "{'type':'status','state':'AWAY'}",
                "{'type':'message'}",
                "{'type':'private','text':'x'}",
                "{'type':'private','to':'bob'}",
                "{'type':'group','text':'x'}",
                "{'type':'reply','conversation':['lobby'],'text':'x'}",
                "{'type':'reply','seq':1,'text':'x'}",
                "{'type':'edit','conversation':['lobby'],'seq':-1,'text':'x'}",
                "{'type':'delete','conversation':[],'seq':1}",
                "{'type':'typing','conversation':['room']}",
                "{'type':'typing','conversation':['private']}",
                "{'type':'typing','conversation':['lobby','x']}",
                "{'type':'typing','conversation':['group','a','b']}",
                "{'type':'typing','conversation':['LOBBY']}",
                "{'type':'history'}",
                "{'type':'history','conversation':['lobby'],'before':1,'after':2}",
                "{'type':'history','conversation':['lobby'],'before':-1}",
                "{'type':'read','conversation':['lobby']}",
                "{'type':'create'}",
                "{'type':'join'}",
                "{'type':'invite','group':'dev'}",
                "{'type':'kick','user':'bob'}",
                "{'type':'role','group':'dev','user':'bob'}",
                "{'type':'role','group':'dev','user':'bob','role':'Owner'}",
                "{'type':'topic'}",
                "{'type':'members'}",
                "{'type':'block'}",
                "{'type':'unblock'}"
            })
    void aFieldThatIsMissingOrOutOfItsRangeIsABadArgument(String object) {
        refused(object, RefusalCode.BAD_ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'register','user':7,'password':'x'}",
                "{'type':'register','user':null,'password':'x'}",
                "{'type':'login','token':true}",
                "{'type':'login','token':'t','wantsToken':'no'}",
                "{'type':'login','token':'t','resume':'e'}",
                "{'type':'login','token':'t','resume':[]}",
                "{'type':'login','token':'t','resume':{'positions':[]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e'}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':{}}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':['lobby']}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[[]]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['lobby','3']]}}",
                "{'type':'login','token':'t','resume':{'epoch':'e','positions':[['lobby',3.0]]}}",
                "{'type':'logout','everywhere':1}",
                "{'type':'message','text':['x']}",
                "{'type':'message','text':{}}",
                "{'type':'message','text':'x','id':7}",
                "{'type':'message','text':'x','id':null}",
                "{'type':'typing','conversation':'lobby'}",
                "{'type':'typing','conversation':{}}",
                "{'type':'typing','conversation':['private',7]}",
                "{'type':'typing','conversation':['private',['bob']]}",
                "{'type':'read','conversation':['lobby'],'seq':'1'}",
                "{'type':'read','conversation':['lobby'],'seq':1.0}",
                "{'type':'read','conversation':['lobby'],'seq':1e3}",
                "{'type':'read','conversation':['lobby'],'seq':9223372036854775808}",
                "{'type':'history','conversation':['lobby'],'limit':'10'}",
                "{'type':'history','conversation':['lobby'],'limit':99999999999999999999}",
                "{'type':'create','group':'dev','private':'yes'}",
                "{'type':'topic','group':'dev','text':7}"
            })
    void aFieldOfAnotherTypeIsABadRequest(String object) {
        refused(object, RefusalCode.BAD_REQUEST);
    }

    private static void refused(String object, RefusalCode code) {
        Request request = decode(object.replaceFirst("\\{", "{'ref':'7',"));
        assertThat(code(request)).isEqualTo(code);
        assertThat(request.command()).isEmpty();
        assertThat(request.ref()).isEqualTo("7");
        assertThat(request.verb()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'type':7}", "{'type':null}", "{'type':['ping']}", "{'text':'ping'}"})
    void anObjectWithoutATypeIsABadRequest(String object) {
        assertThat(code(decode(object))).isEqualTo(RefusalCode.BAD_REQUEST);
        assertThat(decode(object).verb()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PING", "ping ", "pıng", "ok", "welcome", "\\u0000"})
    void aTypeThatIsNoneIsAnUnknownCommand(String type) {
        Request request = decode("{'type':'" + type + "','ref':'7'}");
        assertThat(code(request)).isEqualTo(RefusalCode.UNKNOWN_COMMAND);
        assertThat(request.verb()).isEmpty();
        assertThat(request.ref()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "true", "[]", "{}", "''", "'a b'", "'é'", "'a/b'", "'#7'"})
    void whatIsNoReferenceIsABadRequestWithoutOne(String ref) {
        Request request = decode("{'type':'ping','ref':" + ref + "}");
        assertThat(code(request)).isEqualTo(RefusalCode.BAD_REQUEST);
        assertThat(request.ref()).isNull();
        assertThat(code(decode("{'type':'ping','ref':'" + "x".repeat(65) + "'}")))
                .isEqualTo(RefusalCode.BAD_REQUEST);
    }

    @Test
    void theLinesOfATextMayEndWithCrLf() {
        assertThat(decode("{'type':'message','text':'hi\\r\\nQUIT\\r\\n\\n'}").command())
                .contains(Command.Say.post(ConversationRef.lobby(), "hi\nQUIT\n\n", null));
        // A lone CR is left to the rule about control characters.
        assertThat(decode("{'type':'message','text':'a\\rb\\r\\r\\n'}").command())
                .contains(Command.Say.post(ConversationRef.lobby(), "a\rb\r\n", null));
        assertThat(decode("{'type':'edit','conversation':['lobby'],'seq':1,'text':'a\\r\\nb'}")
                        .command())
                .contains(new Command.Say(Command.Say.What.EDIT, ConversationRef.lobby(), 1, "a\nb", null));
    }

    @Test
    void aRefusedBeginningShowsItsReferenceOnlyWhenItIsWhole() {
        assertThat(refuse("{'type':'message','ref':'r-7','text':'aaaa").ref()).isEqualTo("r-7");
        assertThat(refuse("{'ref':'r-7'").ref()).isEqualTo("r-7");
        assertThat(refuse("{'ref':'r-7").ref()).isNull();
        assertThat(refuse("{'text':{'ref':'r-7'},'te").ref()).isNull();
        assertThat(refuse("{'text':'é\\'ref\\':','ref':'r-7',").ref()).isEqualTo("r-7");
        assertThat(refuse("{'ref':7,").ref()).isNull();
        assertThat(refuse("{").ref()).isNull();
        assertThat(refuse("").ref()).isNull();
    }

    private static Request decode(String object) {
        byte[] bytes = bytes(object);
        return JsonFormat.INSTANCE.decode(bytes, 0, bytes.length);
    }

    private static Request refuse(String beginning) {
        byte[] bytes = bytes(beginning);
        Refusal refusal = Refusal.of(RefusalCode.TOO_LONG, "too long");
        Request request = JsonFormat.INSTANCE.refuse(bytes, 0, bytes.length, refusal);
        assertThat(request.refusal()).contains(refusal);
        return request;
    }

    private static byte[] bytes(String object) {
        return object.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static RefusalCode code(Request request) {
        return request.refusal().orElseThrow().code();
    }
}
