package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user on several devices, and how far they have read. */
class DevicesTest {
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
    void everySessionOfAUserIsToldEverything() {
        Client phone = chat.login("bob");
        Client tablet = chat.loginJson("bob");
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.event();

        alice.ask("PRIVATE bob one");
        alice.ask("GROUP dev two");
        bob.ask("PRIVATE alice three");
        bob.ask("GROUP dev four");
        alice.ask("MESSAGE five");

        assertThat(phone.events(6))
                .containsExactly(
                        "JOINED dev bob",
                        "PRIVATE alice one",
                        "GROUP dev alice two",
                        "SENT alice three",
                        "GROUP dev bob four",
                        "MESSAGE alice five");
        assertThat(tablet.eventsJsonButDelivered(6))
                .containsExactly(
                        "{'type':'joined','group':'dev','user':'bob'}",
                        "{'type':'private','from':'alice','to':'bob','text':'one','seq':1}",
                        "{'type':'group','group':'dev','from':'alice','text':'two','seq':1}",
                        "{'type':'private','from':'bob','to':'alice','text':'three','seq':2}",
                        "{'type':'group','group':'dev','from':'bob','text':'four','seq':2}",
                        "{'type':'message','from':'alice','text':'five','seq':1}");
        assertThat(bob.events(3)).containsExactly("PRIVATE alice one", "GROUP dev alice two", "MESSAGE alice five");
    }

    @Test
    void whatOneDeviceWasGivenIsNotGivenToAnotherThatLogsInLater() {
        alice.ask("PRIVATE bob one");
        assertThat(bob.event()).isEqualTo("PRIVATE alice one");

        Client phone = chat.login("bob");
        alice.ask("PRIVATE bob two");

        assertThat(phone.event()).isEqualTo("PRIVATE alice two");
        assertThat(bob.event()).isEqualTo("PRIVATE alice two");
    }

    @Test
    void aDeviceIsToldAllThatIsSaidSinceItsLoginWhateverAnotherIsGiven() throws InterruptedException {
        Thread talking = new Thread(() -> {
            for (int i = 1; i <= 40; i++) {
                alice.send(Chat.numbered("PRIVATE bob " + i + " ", 1, 50));
                alice.replies(50);
            }
        });
        Thread reading = new Thread(() -> bob.events(2_000));
        talking.start();
        reading.start();
        List<Client> devices = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            devices.add(chat.login("bob"));
        }
        talking.join();
        reading.join();
        alice.ask("PRIVATE bob end");

        List<String> all = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            all.addAll(Chat.numbered("PRIVATE alice " + i + " ", 1, 50));
        }
        for (Client device : devices) {
            List<String> told = device.eventsBefore("PRIVATE alice end");
            assertThat(told).isEqualTo(all.subList(all.size() - told.size(), all.size()));
        }
    }

    @Test
    void thePositionsOfTheOthersCanBeAskedForAndAreTheirNewest() {
        alice.ask("PRIVATE bob one");
        alice.ask("PRIVATE bob two");
        bob.events(2);
        bob.ask("READ private alice 1");
        alice.event();

        assertThat(alice.askLines("POSITIONS private BOB"))
                .containsExactly("POSITION private bob bob 2 1", "OK POSITIONS private bob 1");
        assertThat(bob.askLines("POSITIONS private alice"))
                .containsExactly("POSITION private alice alice 2 2", "OK POSITIONS private alice 1");
        assertThat(alice.ask("POSITIONS lobby")).isEqualTo("OK POSITIONS lobby 0");
        assertThat(alice.ask("POSITIONS private nobody")).startsWith("ERR NO_SUCH_USER ");
        assertThat(alice.ask("POSITIONS group none")).startsWith("ERR NO_SUCH_GROUP ");
        assertThat(alice.ask("POSITIONS")).startsWith("ERR BAD_ARGUMENT ");
    }

    @Test
    void theSenderOfAPrivateMessageIsToldInJsonThatItWasDelivered() {
        Client phone = chat.loginJson("alice");
        phone.ask("{\"type\":\"private\",\"to\":\"bob\",\"text\":\"hi\"}");

        assertThat(bob.event()).isEqualTo("PRIVATE alice hi");
        assertThat(phone.eventJson())
                .isEqualTo("{'type':'delivered','conversation':['private','bob'],'user':'bob','seq':1}");
        assertThat(alice.event()).isEqualTo("SENT bob hi");
        assertThat(alice.ask("PING")).isEqualTo("OK PING");
    }

    @Test
    void whoIsWrittenToIsNotToldThatTheWriterHasTheirOwnMessage() {
        Client phone = chat.loginJson("alice");
        Client other = chat.loginJson("bob");
        // Both sides are told in turn: when the second is told, what there was to tell of the first has been.
        for (int seq = 1; seq <= 2; seq++) {
            phone.ask("{\"type\":\"private\",\"to\":\"bob\",\"text\":\"hi\"}");
            assertThat(other.eventJson()).startsWith("{'type':'private',");
            assertThat(phone.eventJson())
                    .isEqualTo("{'type':'delivered','conversation':['private','bob'],'user':'bob','seq':" + seq + "}");
        }
        assertThat(other.askLines("{\"type\":\"ping\"}")).hasSize(1);
    }

    @Test
    void readingMovesForwardOnlyAndIsToldToOnesOtherSessionsAndTheOthersOfTheConversation() {
        Client phone = chat.login("bob");
        alice.send(Chat.numbered("PRIVATE bob ", 1, 3));
        alice.replies(3);
        bob.events(3);
        phone.events(3);
        assertThat(bob.askLines("UNREAD")).containsExactly("UNREAD private alice 3", "OK UNREAD 1");

        assertThat(bob.ask("READ private ALICE 2")).isEqualTo("OK READ private alice 2");
        assertThat(phone.event()).isEqualTo("READ private alice 2 bob");
        assertThat(alice.event()).isEqualTo("READ private bob 2 bob");
        assertThat(bob.askLines("UNREAD")).containsExactly("UNREAD private alice 1", "OK UNREAD 1");

        assertThat(bob.ask("READ private alice 1")).startsWith("OK READ private alice ");
        assertThat(bob.ask("READ private alice 2")).startsWith("OK READ private alice ");
        assertThat(bob.askLines("UNREAD")).containsExactly("UNREAD private alice 1", "OK UNREAD 1");
        assertThat(bob.ask("READ private alice 4")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("READ private alice 9223372036854775807")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("READ private alice -1")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("READ private nobody 0")).startsWith("ERR NO_SUCH_USER ");
        assertThat(bob.ask("READ private alice 3")).isEqualTo("OK READ private alice 3");
        assertThat(bob.ask("UNREAD")).isEqualTo("OK UNREAD 0");
        assertThat(phone.event()).isEqualTo("READ private alice 3 bob");
        assertThat(alice.event()).isEqualTo("READ private bob 3 bob");
        assertThat(alice.ask("UNREAD")).isEqualTo("OK UNREAD 0");
    }

    @Test
    void readingInAGroupIsToldToItsMembersAndInTheLobbyToNobodyElse() {
        Client phone = chat.loginJson("bob");
        Client carol = chat.join("carol");
        alice.ask("CREATE dev");
        bob.ask("JOIN dev");
        alice.event();
        phone.event();
        alice.ask("GROUP dev one");
        alice.ask("MESSAGE one");
        bob.events(2);
        phone.events(2);

        assertThat(bob.askJson("{'type':'read','conversation':['group','dev'],'seq':1}"))
                .isEqualTo("{'type':'ok','of':'read','conversation':['group','dev'],'seq':1}");
        assertThat(bob.ask("READ lobby 1")).isEqualTo("OK READ lobby 1");
        assertThat(bob.ask("READ lobby 2")).startsWith("ERR BAD_ARGUMENT ");

        assertThat(phone.eventsJson(2))
                .containsExactly(
                        "{'type':'read','conversation':['group','dev'],'user':'bob','seq':1}",
                        "{'type':'read','conversation':['lobby'],'user':'bob','seq':1}");
        assertThat(alice.event()).isEqualTo("READ group dev 1 bob");
        bob.ask("MESSAGE the end");
        assertThat(alice.event()).isEqualTo("MESSAGE bob the end");
        assertThat(carol.events(2)).containsExactly("MESSAGE alice one", "MESSAGE bob the end");
    }

    @Test
    void whatWasAcknowledgedIsDeliveredAndNobodyIsTold() {
        bob.send("QUIT");
        bob.linesToEnd();
        alice.ask("PRIVATE bob one");
        Client phone = chat.loginJson("bob");
        assertThat(phone.eventJson()).contains("'text':'one'");

        assertThat(phone.askJson("{'type':'ack','conversation':['private','alice'],'seq':1,'ref':'a'}"))
                .isEqualTo("{'type':'ok','of':'ack','ref':'a','conversation':['private','alice'],'seq':1}");
        assertThat(phone.askJson("{'type':'ack','conversation':['private','alice'],'seq':2}"))
                .contains("'code':'BAD_ARGUMENT'");
        assertThat(phone.askJson("{'type':'unread'}"))
                .isEqualTo("{'type':'ok','of':'unread','count':1,'conversations':"
                        + "[{'conversation':['private','alice'],'unread':1}]}");
        phone.ask("PRIVATE alice end");
        assertThat(alice.event()).isEqualTo("PRIVATE bob end");
    }

    @Test
    void whoAnswersHasReadWhatWasThere() {
        alice.ask("PRIVATE bob one");
        bob.event();
        bob.ask("PRIVATE alice two");
        assertThat(bob.ask("UNREAD")).isEqualTo("OK UNREAD 0");
        assertThat(alice.askLines("UNREAD")).containsExactly("PRIVATE bob two", "UNREAD private bob 1", "OK UNREAD 1");
    }
}
