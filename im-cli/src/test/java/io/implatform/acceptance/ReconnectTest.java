package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program needs to come back: sending twice, resuming, tokens, and being noticed when it is gone. */
class ReconnectTest {
    @TempDir
    Path folder;

    private Chat chat;

    @AfterEach
    void close() {
        if (chat != null) {
            chat.close();
        }
    }

    private void start() {
        start(builder -> builder);
    }

    private void start(UnaryOperator<ChatServer.Builder> parts) {
        close();
        chat = Chat.start(parts);
    }

    private void startOnDisk() {
        start(builder -> {
            try {
                return builder.store(SqliteStore.open(folder.resolve("im.db")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    // Sending twice

    private static final String HELLO = "{'type':'private','to':'bob','text':'hello','id':'c1-1'}";

    @Test
    void aMessageThatIsSentAgainWithItsIdIsStoredAndDeliveredOnce() {
        startOnDisk();
        Client bob = chat.join("bob");
        chat.register("alice");
        Client alice = chat.loginJson("alice");

        String first = alice.ask(Client.json(HELLO));
        assertThat(Client.plain(first)).isEqualTo("{'type':'ok','of':'private','to':'bob','seq':1}");
        String again = alice.ask(Client.json(HELLO));
        assertThat(again).isEqualTo(first.replace("}", ",\"duplicate\":true}"));
        assertThat(alice.askJson(HELLO.replace("hello", "hallo"))).contains("'code':'CONFLICT'");
        assertThat(alice.askJson("{'type':'message','text':'hello','id':'c1-1'}"))
                .contains("'code':'CONFLICT'");
        alice.reset();
        alice = chat.loginJson("alice");
        assertThat(alice.ask(Client.json(HELLO))).isEqualTo(again);
        // An id is its sender's own.
        assertThat(bob.askJson("{'type':'private','to':'alice','text':'hello','id':'c1-1'}"))
                .isEqualTo("{'type':'ok','of':'private','to':'alice','seq':2}");
        assertThat(bob.ask("PING")).isEqualTo("OK PING");

        startOnDisk();
        alice = chat.loginJson("alice");
        assertThat(alice.ask(Client.json(HELLO))).isEqualTo(again);
        assertThat(alice.askJson(HELLO.replace("hello", "hallo"))).contains("'code':'CONFLICT'");
        assertThat(alice.askJson("{'type':'private','to':'bob','text':'next','id':'c1-2'}"))
                .contains("'seq':3");
    }

    @Test
    void severalInOneWriteWithOneIdAreOneMessage() {
        start();
        Client bob = chat.join("bob");
        chat.register("alice");
        Client alice = chat.loginJson("alice");
        alice.send(
                Client.json(HELLO), Client.json(HELLO), Client.json(HELLO), Client.json(HELLO.replace("c1-1", "c1-2")));
        assertThat(alice.replies(4).stream().map(Client::plain))
                .containsExactly(
                        "{'type':'ok','of':'private','to':'bob','seq':1}",
                        "{'type':'ok','of':'private','to':'bob','seq':1,'duplicate':true}",
                        "{'type':'ok','of':'private','to':'bob','seq':1,'duplicate':true}",
                        "{'type':'ok','of':'private','to':'bob','seq':2}");
        bob.ask("PRIVATE alice end");
        assertThat(bob.events(2)).containsExactly("PRIVATE alice hello", "PRIVATE alice hello");
    }

    @Test
    void changesMayBeSentAgainToo() {
        start();
        chat.register("alice", "bob");
        Client alice = chat.loginJson("alice");
        alice.askJson(HELLO);
        String edit = "{'type':'edit','conversation':['private','bob'],'seq':1,'text':'x','id':'e'}";
        String reply = "{'type':'reply','conversation':['private','bob'],'seq':1,'text':'y','id':'r'}";
        String delete = "{'type':'delete','conversation':['private','bob'],'seq':1,'id':'d'}";
        for (String request : List.of(edit, reply, delete)) {
            String first = alice.ask(Client.json(request));
            assertThat(first).startsWith("{\"type\":\"ok\"");
            assertThat(alice.ask(Client.json(request))).isEqualTo(first.replace("}", ",\"duplicate\":true}"));
        }
        assertThat(alice.ask(Client.json(edit))).endsWith(",\"duplicate\":true}");
        assertThat(alice.askJson(HELLO)).endsWith(",'duplicate':true}");
        assertThat(alice.askJson(delete.replace("'d'", "'d2'"))).contains("'code':'NO_SUCH_MESSAGE'");
        assertThat(alice.askJson(reply.replace("'d'", "'r2'").replace("'r'", "'r3'")))
                .contains("'code':'NO_SUCH_MESSAGE'");
    }

    // Resuming

    private static String resume(String epoch, String positions) {
        return Chat.login("bob", ",'resume':{'epoch':'" + epoch + "','positions':[" + positions + "]}");
    }

    @Test
    void aClientThatResumesGetsWhatFollowsOnItsPositionsInOrder() {
        start();
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.send(Chat.numbered("PRIVATE bob ", 1, 200));
        alice.send(Chat.numbered("MESSAGE ", 1, 200));
        alice.send(Chat.numbered("GROUP dev ", 1, 200));
        alice.replies(600);
        bob.events(600);
        Client phone = chat.connect();

        String ok = phone.ask(Client.json(resume("?", "")));
        assertThat(ok).contains("\"reset\":true");
        String epoch = Client.field(ok, "epoch");
        phone.ask("QUIT");
        phone = chat.connect();
        phone.send(Client.json(resume(epoch, "['private','alice',150],['lobby',198],['group','dev',200]")));
        assertThat(phone.reply()).doesNotContain("reset");
        alice.send("PRIVATE bob end", "MESSAGE end", "GROUP dev end");
        List<String> told = phone.eventsJson(50 + 2 + 3);

        assertThat(told.stream()
                        .filter(event -> event.contains("'type':'private'"))
                        .map(ReconnectTest::seq))
                .isEqualTo(Chat.numbered("", 151, 201));
        assertThat(told.stream()
                        .filter(event -> event.contains("'type':'message'"))
                        .map(ReconnectTest::seq))
                .containsExactly("199", "200", "201");
        assertThat(told.stream()
                        .filter(event -> event.contains("'type':'group'"))
                        .map(ReconnectTest::seq))
                .containsExactly("201");
    }

    private static String seq(String event) {
        return Client.field(event, "seq");
    }

    @Test
    void aPositionOfAConversationThatIsNoneOfTheirsTellsNothing() {
        start();
        Client alice = chat.join("alice");
        chat.register("bob");
        alice.ask("CREATE secret private");
        alice.ask("GROUP secret hi");
        alice.ask("CREATE open");
        alice.ask("GROUP open hi");
        Client bob = chat.connect();
        String epoch = Client.field(bob.ask(Client.json(Chat.login("bob", ""))), "epoch");
        bob.ask("QUIT");
        bob = chat.connect();
        assertThat(bob.askJson(resume(
                        epoch,
                        "['group','secret',0],['group','open',0],['group','none',0],['private','nobody',0],"
                                + "['private','*',0],['private','alice',999]")))
                .startsWith("{'type':'ok','of':'login'");
        alice.ask("PRIVATE bob first");
        assertThat(bob.eventJson()).contains("'text':'first'");
    }

    @Test
    void whatIsNoResumeIsRefusedAndTheLoginMayBeTriedAgain() {
        start();
        chat.register("bob");
        Client bob = chat.connect();
        for (String resume : List.of("7", "[]", "{'epoch':'x'}", "{'epoch':'x','positions':[['lobby']]}")) {
            assertThat(bob.askJson(Chat.login("bob", ",'resume':" + resume))).contains("'code':'BAD_REQUEST'");
        }
        assertThat(bob.askJson(Chat.login("bob", ",'resume':{'epoch':'x','positions':[['lobby',-1]]}")))
                .contains("'code':'BAD_ARGUMENT'");
        assertThat(bob.askJson(Chat.login("bob", ""))).startsWith("{'type':'ok'");
    }

    @Test
    void theEpochOutlivesARestartAndANewStoreHasAnother() {
        startOnDisk();
        chat.register("bob");
        String epoch = Client.field(chat.connect().ask(Client.json(Chat.login("bob", ""))), "epoch");
        startOnDisk();
        String ok = chat.connect().ask(Client.json(resume(epoch, "")));
        assertThat(ok).doesNotContain("reset");
        assertThat(Client.field(ok, "epoch")).isEqualTo(epoch);
        start();
        chat.register("bob");
        assertThat(chat.connect().ask(Client.json(resume(epoch, "['lobby',5]"))))
                .contains("\"reset\":true");
    }

    // Tokens

    private String token(String user) {
        String token = Client.field(chat.connect().ask(Client.json(Chat.login(user, ""))), "token");
        assertThat(token).hasSizeGreaterThanOrEqualTo(22);
        return token;
    }

    private String loginBy(String token) {
        return chat.connect().askJson("{'type':'login','token':'" + token + "'}");
    }

    @Test
    void aTokenOpensItsAccountAlsoAfterARestart() {
        startOnDisk();
        chat.register("Bob");
        String token = token("bob");
        assertThat(loginBy(token)).startsWith("{'type':'ok','of':'login','user':'Bob','epoch':");
        assertThat(loginBy(token + "x")).contains("'code':'BAD_CREDENTIALS'");
        assertThat(loginBy("")).contains("'code':'BAD_CREDENTIALS'");
        startOnDisk();
        assertThat(loginBy(token)).startsWith("{'type':'ok','of':'login','user':'Bob'");
        assertThat(chat.connect().askJson(Chat.login("bob", ",'wantsToken':false")))
                .doesNotContain("token");
        assertThat(chat.connect().ask("LOGIN bob " + Chat.PASSWORD)).isEqualTo("OK LOGIN Bob");
    }

    @Test
    void aLoginWithATokenIsGivenTheSameOneUnlessItAsksForAnother() {
        startOnDisk();
        chat.register("bob");
        String token = token("bob");
        for (int i = 0; i < 3; i++) {
            assertThat(Client.field(loginBy(token), "token")).isEqualTo(token);
        }
        String other = Client.field(
                chat.connect().askJson("{'type':'login','token':'" + token + "','wantsToken':true}"), "token");
        assertThat(other).isNotEqualTo(token).hasSizeGreaterThanOrEqualTo(22);
        assertThat(Client.field(loginBy(other), "token")).isEqualTo(other);
        assertThat(Client.field(loginBy(token), "token")).isEqualTo(token);
    }

    @Test
    void aTokenEndsWithItsTime() {
        class Hands extends Clock {
            volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        }
        Hands clock = new Hands();
        start(builder -> builder.clock(clock).limits(Chat.LIMITS.with(Limit.TOKEN_DAYS, 2)));
        chat.register("bob");
        String token = token("bob");
        clock.now = clock.now.plus(Duration.ofDays(2).minusSeconds(1));
        assertThat(loginBy(token)).startsWith("{'type':'ok'");
        clock.now = clock.now.plusSeconds(1);
        assertThat(loginBy(token)).contains("'code':'BAD_CREDENTIALS'");
    }

    @Test
    void aChangeOfThePasswordEndsEveryToken() {
        start();
        chat.register("bob", "carol");
        String one = token("bob");
        String other = token("bob");
        String carols = token("carol");
        Client bob = chat.login("bob");
        assertThat(bob.ask("PASSWORD wronghorse another-horse")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(loginBy(one)).startsWith("{'type':'ok'");
        assertThat(bob.askJson("{'type':'password','old':'correct horse','new':'short'}"))
                .contains("'code':'WEAK_PASSWORD'");
        assertThat(bob.askJson("{'type':'password','old':'correct horse','new':'another horse'}"))
                .isEqualTo("{'type':'ok','of':'password'}");
        assertThat(loginBy(one)).contains("'code':'BAD_CREDENTIALS'");
        assertThat(loginBy(other)).contains("'code':'BAD_CREDENTIALS'");
        assertThat(loginBy(carols)).startsWith("{'type':'ok'");
        assertThat(chat.connect().ask("LOGIN bob correct horse")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(chat.connect().ask("LOGIN bob another horse")).isEqualTo("OK LOGIN bob");
        assertThat(bob.ask("PING")).isEqualTo("OK PING");
    }

    @Test
    void aLogoutEndsItsSessionAndTokenAndEverywhereAllOfThem() {
        start();
        chat.register("bob");
        String kept = token("bob");
        Client bob = chat.connect();
        String own = Client.field(bob.ask(Client.json(Chat.login("bob", ""))), "token");
        assertThat(bob.askJson("{'type':'logout','ref':'l'}")).isEqualTo("{'type':'ok','of':'logout','ref':'l'}");
        assertThat(bob.linesToEnd()).isEmpty();
        assertThat(loginBy(own)).contains("'code':'BAD_CREDENTIALS'");

        Client byToken = chat.connect();
        assertThat(byToken.askJson("{'type':'login','token':'" + kept + "','wantsToken':false}"))
                .startsWith("{'type':'ok'");
        Client text = chat.login("bob");
        Client other = chat.login("bob");
        assertThat(other.ask("LOGOUT everywhere")).isEqualTo("OK LOGOUT");
        assertThat(other.linesToEnd()).isEmpty();
        assertThat(text.linesToEnd()).singleElement().asString().startsWith("BYE LOGGED_OUT ");
        assertThat(byToken.linesToEnd())
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"bye\",\"code\":\"LOGGED_OUT\"");
        assertThat(loginBy(kept)).contains("'code':'BAD_CREDENTIALS'");
        assertThat(chat.login("bob").ask("ONLINE")).isEqualTo("OK ONLINE 1 bob");
    }

    @Test
    void aUserHasAsManyTokensAsTheLimitAndTheOldestGoes() {
        start(builder -> builder.store(new MemoryStore()).limits(Chat.LIMITS.with(Limit.TOKENS_PER_USER, 2)));
        chat.register("bob");
        String first = token("bob");
        String second = token("bob");
        String third = token("bob");
        assertThat(loginBy(third)).startsWith("{'type':'ok'");
        assertThat(List.of(loginBy(first), loginBy(second)).stream().filter(reply -> reply.contains("BAD_CREDENTIALS")))
                .isNotEmpty();
    }

    // Being noticed

    @Test
    void aProgramThatGivesNoSignOfLifeIsAskedForOneAndThenTakenForGone() {
        start(builder ->
                builder.limits(Chat.LIMITS.with(Limit.PING_MILLIS, 100).with(Limit.PING_TIMEOUT_MILLIS, 2_000)));
        chat.register("bob");
        Client person = chat.login("bob");
        Client alive = chat.loginJson("bob");
        Client dead = chat.loginJson("bob");

        for (int i = 0; i < 3; i++) {
            assertThat(alive.event()).isEqualTo(Client.json("{'type':'ping'}"));
            assertThat(alive.askJson("{'type':'ping'}")).isEqualTo("{'type':'ok','of':'ping'}");
        }
        List<String> last = dead.linesToEnd();
        assertThat(last.get(0)).isEqualTo(Client.json("{'type':'ping'}"));
        assertThat(last.get(1)).startsWith(Client.json("{'type':'bye','code':'TIMEOUT'"));
        assertThat(last).hasSize(2);
        assertThat(person.askLines("PING")).containsExactly("OK PING");
    }
}
