package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.implatform.core.model.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is there, in which way, and how those who watch are told. */
class StatusTest {
    /** As many may log in at once as a test likes. */
    private final Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.PASSWORD_QUEUE, 10_000)));

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
    void theOnlineListShowsHowPresentEachIs() {
        assertThat(bob.ask("STATUS Away back at 3")).isEqualTo("OK STATUS away");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob(away)");
        assertThat(bob.ask("STATUS busy")).isEqualTo("OK STATUS busy");
        assertThat(alice.askJson("{'type':'online'}"))
                .isEqualTo("{'type':'ok','of':'online','count':2,'users':["
                        + "{'user':'alice','state':'online','text':''},{'user':'bob','state':'busy','text':''}]}");
        assertThat(bob.ask("STATUS invisible")).isEqualTo("OK STATUS invisible");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
        assertThat(bob.ask("STATUS online")).isEqualTo("OK STATUS online");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
    }

    @Test
    void aStateThatIsNoneAndATextThatIsNoneAreRefused() {
        assertThat(bob.ask("STATUS offline")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("STATUS")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("STATUS asleep")).startsWith("ERR BAD_ARGUMENT ");
        assertThat(bob.ask("STATUS away \u001b[2J")).startsWith("ERR BAD_TEXT ");
        assertThat(bob.ask("STATUS away " + "x".repeat(513))).startsWith("ERR TOO_LONG ");
        assertThat(bob.askJson("{'type':'status','state':'away','text':'a\\nb'}"))
                .contains("'code':'BAD_TEXT'");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
    }

    @Test
    void theMostPresentOfAUsersSessionsCounts() {
        Client phone = chat.login("bob");
        phone.ask("STATUS away");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob");
        bob.ask("STATUS invisible");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob(away)");
        bob.ask("STATUS busy");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob(busy)");
        bob.ask("QUIT");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 2 alice bob(away)");
        phone.ask("QUIT");
        assertThat(alice.ask("ONLINE")).isEqualTo("OK ONLINE 1 alice");
    }

    @Test
    void whoWatchesIsToldWhoComesChangesAndGoes() {
        assertThat(alice.ask("WATCH")).isEqualTo("OK WATCH");
        Client carol = chat.join("carol");
        assertThat(alice.nextStatus("carol")).isEqualTo("STATUS carol online");
        carol.ask("STATUS away at lunch");
        assertThat(alice.nextStatus("carol")).isEqualTo("STATUS carol away at lunch");
        carol.ask("STATUS invisible");
        assertThat(alice.nextStatus("carol")).isEqualTo("STATUS carol offline");
        carol.ask("STATUS busy");
        assertThat(alice.nextStatus("carol")).isEqualTo("STATUS carol busy");
        carol.reset();
        assertThat(alice.nextStatus("carol")).isEqualTo("STATUS carol offline");

        assertThat(alice.ask("UNWATCH")).isEqualTo("OK UNWATCH");
        Client watcher = chat.login("alice");
        watcher.ask("WATCH");
        bob.ask("QUIT");
        while (!watcher.event().equals("STATUS bob offline")) {
            // Those who came before may still be told.
        }
        assertThat(alice.askLines("PING")).containsExactly("OK PING");
    }

    @Test
    void anInvisibleOneIsOfflineForThoseWhoWatchAndIsToldEverything() {
        Client carol = chat.join("carol");
        carol.ask("STATUS invisible");
        alice.ask("PRIVATE carol hi");
        alice.ask("MESSAGE hi all");
        assertThat(carol.events(2)).containsExactly("PRIVATE alice hi", "MESSAGE alice hi all");
    }

    @Test
    void aBurstOfLoginsCostsEveryWatcherFewFramesAndEndsInTheTruth() throws InterruptedException {
        int users = 300;
        List<String> names = IntStream.range(0, users).mapToObj(i -> "user" + i).toList();
        chat.register(names);
        List<Client> watchers = new ArrayList<>();
        chat.register("watcher");
        for (int i = 0; i < 20; i++) {
            Client watcher = i % 2 == 0 ? chat.login("watcher") : chat.loginJson("watcher");
            watcher.ask(i % 2 == 0 ? "WATCH" : Client.json("{'type':'watch'}"));
            watchers.add(watcher);
        }

        // Each comes and goes twice, and stays the third time: naively five events each.
        List<Client> come = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean last = i == 2;
            for (String name : names) {
                Client client = chat.connect();
                client.send("LOGIN " + name + " " + Chat.PASSWORD, last ? "STATUS away" : "QUIT");
                come.add(client);
            }
        }
        for (int i = 0; i < come.size(); i++) {
            assertThat(come.get(i).reply()).startsWith("OK LOGIN ");
            assertThat(come.get(i).reply()).isEqualTo(i < 2 * users ? "OK QUIT" : "OK STATUS away");
        }

        String online = alice.ask("ONLINE");
        assertThat(online).startsWith("OK ONLINE " + (users + 3) + " ");
        for (Client watcher : watchers) {
            Map<String, String> states = new HashMap<>();
            int events = 0;
            while (states.values().stream().filter("away"::equals).count() < users) {
                String event = watcher.event();
                boolean json = event.startsWith("{");
                states.put(
                        json ? Client.field(event, "user") : event.split(" ", -1)[1],
                        json ? Client.field(event, "state") : event.split(" ", -1)[2]);
                events++;
            }
            assertThat(events).isLessThan(users * 4);
        }
    }

    @Test
    void aUserWhoComesAndGoesAtOnceCostsNoEvent() {
        alice.ask("WATCH");
        chat.register("carol");
        for (int i = 0; i < 20; i++) {
            Client carol = chat.connect();
            carol.send("LOGIN carol " + Chat.PASSWORD, "QUIT");
            carol.linesToEnd();
        }
        bob.ask("STATUS away");
        List<String> told = new ArrayList<>();
        await().until(() -> {
            told.add(alice.event());
            return told.contains("STATUS bob away");
        });
        assertThat(told.stream().filter(event -> event.contains(" carol ")).count())
                .isLessThan(20);
    }
}
