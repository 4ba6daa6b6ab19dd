package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that are answered, edited and deleted. */
class AmendTest {
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

    private static List<String> texts(Client client, String of) {
        List<String> lines = client.askLines("HISTORY " + of);
        return lines.stream()
                .filter(line -> line.startsWith("HISTORY "))
                .map(line -> line.replaceFirst("HISTORY (\\d+) \\S+ ", "$1 "))
                .toList();
    }

    @Test
    void theHistoryShowsEachMessageInItsNewestStateAndTheOthersAreTold() {
        alice.send(Chat.numbered("MESSAGE ", 1, 3));
        alice.replies(3);
        bob.events(3);

        assertThat(alice.ask("EDIT lobby 2 two")).isEqualTo("OK EDIT lobby 2 4");
        assertThat(alice.ask("DELETE lobby 3")).isEqualTo("OK DELETE lobby 3 5");
        assertThat(bob.ask("REPLY lobby 2 indeed")).isEqualTo("OK REPLY lobby 6");
        assertThat(alice.ask("EDIT lobby 2 TWO")).isEqualTo("OK EDIT lobby 2 7");

        assertThat(bob.events(3))
                .containsExactly("EDIT lobby 2 alice two", "DELETE lobby 3 alice", "EDIT lobby 2 alice TWO");
        assertThat(alice.event()).isEqualTo("MESSAGE bob indeed");
        assertThat(texts(bob, "lobby"))
                .containsExactly("1 alice 1", "2 alice TWO (edited)", "3 alice (deleted)", "6 bob indeed");
        assertThat(bob.askLines("HISTORY lobby before 6 2")).last().isEqualTo("OK HISTORY 2 more");
        assertThat(alice.ask("MESSAGE next")).isEqualTo("OK MESSAGE 8");
    }

    @Test
    void theSameIsToldInJson() {
        Client phone = chat.loginJson("bob");
        alice.ask("PRIVATE bob one");
        alice.ask("EDIT private bob 1 two");
        bob.ask("REPLY private alice 1 three");
        alice.ask("DELETE private bob 1");
        assertThat(phone.eventsJsonButDelivered(4))
                .containsExactly(
                        "{'type':'private','from':'alice','to':'bob','text':'one','seq':1}",
                        "{'type':'edit','conversation':['private','alice'],'target':1,'seq':2,'from':'alice','text':'two'}",
                        "{'type':'private','from':'bob','to':'alice','text':'three','seq':3,'replyTo':1}",
                        "{'type':'delete','conversation':['private','alice'],'target':1,'seq':4,'from':'alice'}");
        assertThat(phone.askLines(Client.json("{'type':'history','conversation':['private','alice']}")).stream()
                        .map(Client::plain)
                        .filter(line -> !line.contains("'type':'delivered'")))
                .containsExactly(
                        "{'type':'history','conversation':['private','alice'],'from':'alice','text':'','seq':1,'deleted':true}",
                        "{'type':'history','conversation':['private','alice'],'from':'bob','text':'three','seq':3,'replyTo':1}",
                        "{'type':'ok','of':'history','count':2,'more':false}");
        assertThat(phone.askJson("{'type':'reply','conversation':['private','alice'],'seq':3,'text':'x','ref':'r'}"))
                .isEqualTo(
                        "{'type':'ok','of':'reply','ref':'r','conversation':['private','alice'],'target':3,'seq':5}");
        assertThat(alice.events(2)).containsExactly("PRIVATE bob three", "PRIVATE bob x");
        assertThat(bob.events(4))
                .containsExactly(
                        "PRIVATE alice one",
                        "EDIT private alice 1 alice two",
                        "DELETE private alice 1 alice",
                        "SENT alice x");
    }

    @Test
    void onlyTheAuthorEditsAndOnlyTheAuthorOrAModeratorOfTheGroupDeletes() {
        Client carol = chat.join("carol");
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        carol.ask("JOIN dev");
        bob.ask("GROUP dev one");
        bob.ask("GROUP dev two");
        bob.ask("MESSAGE in the lobby");
        bob.ask("PRIVATE alice in private");

        assertThat(alice.ask("EDIT group dev 1 mine")).startsWith("ERR NOT_ALLOWED ");
        assertThat(carol.ask("DELETE group dev 1")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("DELETE lobby 1")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("DELETE private bob 1")).startsWith("ERR NOT_ALLOWED ");
        assertThat(alice.ask("EDIT private bob 1 mine")).startsWith("ERR NOT_ALLOWED ");
        assertThat(carol.ask("DELETE private bob 1")).startsWith("ERR NO_SUCH_MESSAGE ");

        assertThat(alice.ask("DELETE group dev 1")).isEqualTo("OK DELETE group dev 1 3");
        assertThat(bob.ask("DELETE group dev 2")).isEqualTo("OK DELETE group dev 2 4");
        assertThat(carol.eventsBefore("DELETE group dev 2 bob")).endsWith("DELETE group dev 1 alice");
        alice.ask("ROLE dev carol moderator");
        bob.ask("GROUP dev three");
        assertThat(carol.ask("DELETE group dev 5")).isEqualTo("OK DELETE group dev 5 6");
        assertThat(texts(bob, "group dev")).containsExactly("1 bob (deleted)", "2 bob (deleted)", "5 bob (deleted)");
    }

    @Test
    void whatIsNoTextOrIsDeletedCanNotBeChangedNorAnswered() {
        alice.ask("MESSAGE one");
        alice.ask("EDIT lobby 1 two");
        assertThat(alice.ask("EDIT lobby 2 x")).startsWith("ERR NO_SUCH_MESSAGE ");
        assertThat(alice.ask("EDIT lobby 3 x")).startsWith("ERR NO_SUCH_MESSAGE ");
        assertThat(alice.ask("EDIT lobby 0 x")).containsAnyOf("ERR NO_SUCH_MESSAGE ", "ERR BAD_ARGUMENT ");
        assertThat(alice.ask("REPLY lobby 2 x")).startsWith("ERR NO_SUCH_MESSAGE ");
        assertThat(alice.ask("DELETE lobby 2")).startsWith("ERR NO_SUCH_MESSAGE ");
        assertThat(alice.ask("EDIT lobby 1 \u0007")).startsWith("ERR BAD_TEXT ");
        assertThat(alice.ask("EDIT lobby 1")).startsWith("ERR BAD_ARGUMENT ");
        alice.send("DELETE lobby 1", "DELETE lobby 1", "EDIT lobby 1 x", "REPLY lobby 1 x");
        assertThat(alice.reply()).isEqualTo("OK DELETE lobby 1 3");
        assertThat(alice.replies(3)).allMatch(reply -> reply.startsWith("ERR NO_SUCH_MESSAGE "));
        assertThat(alice.ask("MESSAGE next")).isEqualTo("OK MESSAGE 4");
    }

    @Test
    void aChangeReachesWhoWasAwayWithTheMessageInItsNewestState() {
        bob.ask("QUIT");
        alice.ask("PRIVATE bob one");
        alice.ask("PRIVATE bob two");
        alice.ask("EDIT private bob 1 ONE");
        alice.ask("DELETE private bob 2");

        bob = chat.login("bob");
        assertThat(bob.events(4))
                .containsExactly(
                        "PRIVATE alice ONE",
                        "PRIVATE alice (deleted)",
                        "EDIT private alice 1 alice ONE",
                        "DELETE private alice 2 alice");
    }

    @Test
    void aDeletedTextIsNowhereToBeReadAnyMore() {
        alice.ask("PRIVATE bob the secret");
        alice.ask("EDIT private bob 1 the other secret");
        alice.ask("DELETE private bob 1");
        bob.events(3);
        bob.ask("QUIT");
        Client phone = chat.connect();
        String epoch = Client.field(phone.ask(Client.json(Chat.login("bob", ""))), "epoch");
        phone.ask("QUIT");
        phone = chat.connect();
        phone.ask(Client.json(
                Chat.login("bob", ",'resume':{'epoch':'" + epoch + "','positions':[['private','alice',0]]}")));
        alice.ask("PRIVATE bob end");

        assertThat(phone.eventsJson(3))
                .containsExactly(
                        "{'type':'private','from':'alice','to':'bob','text':'','seq':1,'deleted':true}",
                        "{'type':'delete','conversation':['private','alice'],'target':1,'seq':3,'from':'alice'}",
                        "{'type':'private','from':'alice','to':'bob','text':'end','seq':4}");
        assertThat(phone.askLines("HISTORY private alice")).noneMatch(line -> line.contains("secret"));
    }
}
