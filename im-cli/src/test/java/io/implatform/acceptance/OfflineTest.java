package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said to a user who was not there is kept, and delivered when they come. */
class OfflineTest {
    @TempDir
    Path folder;

    private Chat chat = Chat.start();

    @AfterEach
    void close() {
        chat.close();
    }

    private void restart() {
        chat.close();
        chat = onDisk();
    }

    private Chat onDisk() {
        return Chat.start(builder -> {
            try {
                return builder.store(SqliteStore.open(folder.resolve("im.db")));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static void leave(Client client) {
        assertThat(client.ask("QUIT")).isEqualTo("OK QUIT");
        assertThat(client.linesToEnd()).isEmpty();
    }

    @Test
    void privateMessagesAreDeliveredAfterTheLoginInOrderAndOnce() {
        Client alice = chat.join("alice");
        chat.register("bob");
        alice.send(Chat.numbered("PRIVATE bob ", 1, 300));
        alice.replies(300);

        Client bob = chat.connect();
        bob.send("LOGIN bob " + Chat.PASSWORD, "PING");
        assertThat(bob.line()).isEqualTo("OK LOGIN bob");
        assertThat(bob.reply()).isEqualTo("OK PING");
        assertThat(bob.events(300)).isEqualTo(Chat.numbered("PRIVATE alice ", 1, 300));
        leave(bob);

        bob = chat.login("bob");
        assertThat(alice.ask("PRIVATE bob new")).isEqualTo("OK PRIVATE bob 301");
        assertThat(bob.event()).isEqualTo("PRIVATE alice new");
    }

    @Test
    void theLobbyIsNotKept() {
        Client alice = chat.join("alice");
        chat.register("bob");
        alice.ask("MESSAGE unheard");
        alice.ask("PRIVATE bob kept");

        Client bob = chat.login("bob");
        assertThat(bob.event()).isEqualTo("PRIVATE alice kept");
        alice.ask("MESSAGE heard");
        assertThat(bob.event()).isEqualTo("MESSAGE alice heard");
    }

    @Test
    void messagesOfGroupsAreDeliveredToEachMemberWhoWasAway() {
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        alice.ask("CREATE dev private");
        alice.ask("INVITE dev bob");
        bob.event();
        bob.ask("JOIN dev");
        leave(bob);
        alice.send(Chat.numbered("GROUP dev ", 1, 100));
        alice.replies(100);

        bob = chat.login("bob");
        assertThat(bob.events(100)).isEqualTo(Chat.numbered("GROUP dev alice ", 1, 100));
        leave(bob);
        bob = chat.loginJson("bob");
        alice.ask("GROUP dev new");
        assertThat(bob.eventJson()).isEqualTo("{'type':'group','group':'dev','from':'alice','text':'new','seq':101}");
    }

    @Test
    void nothingIsToldAgainAfterARestartAndNothingIsLost() {
        chat.close();
        chat = onDisk();
        Client alice = chat.join("alice");
        Client bob = chat.join("bob");
        bob.ask("CREATE dev");
        alice.ask("JOIN dev");
        alice.ask("PRIVATE bob one");
        alice.ask("GROUP dev one");
        assertThat(bob.events(3)).containsExactly("JOINED dev alice", "PRIVATE alice one", "GROUP dev alice one");
        leave(bob);
        alice.ask("PRIVATE bob two");
        alice.ask("GROUP dev two");

        restart();

        bob = chat.login("bob");
        alice = chat.login("alice");
        assertThat(bob.events(2)).containsExactlyInAnyOrder("PRIVATE alice two", "GROUP dev alice two");
        assertThat(bob.ask("MEMBERS dev")).isEqualTo("OK MEMBERS dev 2 bob(owner) alice");
        assertThat(alice.ask("GROUPS")).isEqualTo("OK GROUPS 1 dev");
        alice.ask("PRIVATE bob three");
        alice.ask("GROUP dev three");
        assertThat(bob.events(2)).containsExactly("PRIVATE alice three", "GROUP dev alice three");

        restart();

        bob = chat.login("bob");
        alice = chat.login("alice");
        alice.ask("PRIVATE bob four");
        assertThat(bob.event()).isEqualTo("PRIVATE alice four");
        // Nobody is told what they said themselves.
        bob.ask("PRIVATE alice back");
        assertThat(alice.event()).isEqualTo("PRIVATE bob back");
    }

    @Test
    void whatOneSaidOneselfIsNotToldAtTheNextLogin() {
        Client alice = chat.join("alice");
        chat.register("bob");
        alice.ask("PRIVATE bob hi");
        alice.ask("CREATE dev");
        alice.ask("GROUP dev hi");
        leave(alice);

        alice = chat.login("alice");
        Client bob = chat.login("bob");
        bob.event();
        bob.ask("PRIVATE alice back");
        bob.ask("JOIN dev");
        bob.ask("GROUP dev back");
        assertThat(alice.events(3)).containsExactly("PRIVATE bob back", "JOINED dev bob", "GROUP dev bob back");
    }

    @Test
    void whatWasMissedComesBeforeAnythingNewerOfItsConversationAlsoWhileThatStreamsIn() throws InterruptedException {
        Client alice = chat.join("alice");
        chat.register("bob");
        alice.send(Chat.numbered("PRIVATE bob ", 1, 500));
        alice.replies(500);
        Thread talking = new Thread(() -> alice.send(Chat.numbered("PRIVATE bob ", 501, 3_000)));
        talking.start();

        List<String> told = new ArrayList<>();
        while (told.size() < 3_000) {
            Client bob = chat.login("bob");
            int some = Math.min(300, 3_000 - told.size());
            told.addAll(bob.events(some));
            if (told.size() < 3_000) {
                // What came after those was on its way to this session, and is not told again.
                bob.send("QUIT");
                bob.linesToEnd().stream().filter(line -> !Client.isReply(line)).forEach(told::add);
            }
        }

        assertThat(told).isEqualTo(Chat.numbered("PRIVATE alice ", 1, 3_000));
        assertThat(alice.replies(2_500)).last().isEqualTo("OK PRIVATE bob 3000");
        talking.join();
    }

    @Test
    void tenThousandOfflineMessagesArriveInOrderThroughASmallOutbox() {
        chat.close();
        chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384)));
        Client alice = chat.join("alice");
        chat.register("bob");
        String padding = "x".repeat(100);
        for (int from = 1; from <= 10_000; from += 1_000) {
            alice.send(Chat.numbered("PRIVATE bob " + padding, from, from + 999));
            alice.replies(1_000);
        }

        Client bob = chat.login("bob", 4_096);
        alice.ask("PRIVATE bob last");

        assertThat(bob.events(10_000)).isEqualTo(Chat.numbered("PRIVATE alice " + padding, 1, 10_000));
        assertThat(bob.event()).isEqualTo("PRIVATE alice last");
    }

    @Test
    void whoAnswersBeforeTheyWereToldAllAndGoesIsToldTheRestTheNextTime() {
        chat.close();
        chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.OUTBOX_BYTES, 16_384)));
        Client alice = chat.join("alice");
        chat.register("bob");
        String padding = "x".repeat(4_000);
        alice.send(Chat.numbered("PRIVATE bob " + padding, 1, 3_000));
        alice.replies(3_000);

        Client hasty = chat.login("bob", 4_096);
        hasty.send("PRIVATE alice in haste");
        assertThat(alice.event()).isEqualTo("PRIVATE bob in haste");
        hasty.reset();

        Client bob = chat.login("bob");
        assertThat(alice.ask("PRIVATE bob last")).isEqualTo("OK PRIVATE bob 3002");
        List<String> told = bob.eventsBefore("PRIVATE alice last");
        // What was on its way to the hasty one is not told again; the most that is are what the systems keep.
        // Their own is no news to them.
        assertThat(told).hasSizeGreaterThan(100).endsWith("PRIVATE alice " + padding + "3000");
    }
}
