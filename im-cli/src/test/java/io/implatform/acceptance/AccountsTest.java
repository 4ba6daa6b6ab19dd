package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import io.implatform.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, blocked users, and accounts that are deleted. */
class AccountsTest {
    @TempDir
    Path folder;

    private Chat chat;
    private Client alice;
    private Client bob;

    @BeforeEach
    void join() {
        chat = start();
        alice = chat.join("alice");
        bob = chat.join("bob");
    }

    private Chat start() {
        return Chat.start(builder -> {
            try {
                return builder.store(SqliteStore.open(folder.resolve("im.db")))
                        .limits(Chat.LIMITS.with(Limit.BLOCKED_USERS, 2));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private void restart() {
        chat.close();
        chat = start();
    }

    @Test
    void aPasswordIsChangedForGood() {
        assertThat(alice.ask("PASSWORD correct horse")).startsWith("ERR ");
        chat.connect().ask("REGISTER carol secret-horse");
        Client carol = chat.connect();
        carol.ask("LOGIN carol secret-horse");
        assertThat(carol.ask("PASSWORD secret-horse a new horse")).isEqualTo("OK PASSWORD");
        assertThat(chat.connect().ask("LOGIN carol secret-horse")).startsWith("ERR BAD_CREDENTIALS ");
        restart();
        assertThat(chat.connect().ask("LOGIN carol a new horse")).isEqualTo("OK LOGIN carol");
        assertThat(chat.connect().ask("LOGIN carol secret-horse")).startsWith("ERR BAD_CREDENTIALS ");
    }

    @Test
    void ofABlockedUserNothingIsHeardUntilTheyAreUnblocked() {
        Client carol = chat.join("carol");
        carol.ask("CREATE dev");
        alice.ask("JOIN dev");
        bob.ask("JOIN dev");
        carol.events(2);
        alice.event();
        assertThat(alice.ask("BLOCK BOB")).isEqualTo("OK BLOCK bob");
        assertThat(alice.ask("BLOCK bob")).isEqualTo("OK BLOCK bob");
        assertThat(alice.ask("BLOCKED")).isEqualTo("OK BLOCKED 1 bob");
        assertThat(alice.askJson("{'type':'blocked'}"))
                .isEqualTo("{'type':'ok','of':'blocked','count':1,'users':['bob']}");
        assertThat(alice.ask("BLOCK nobody")).startsWith("ERR NO_SUCH_USER ");
        assertThat(alice.ask("BLOCK alice")).startsWith("ERR BAD_ARGUMENT ");

        assertThat(bob.ask("PRIVATE alice hi")).startsWith("ERR BLOCKED ");
        assertThat(bob.ask("MESSAGE hi")).isEqualTo("OK MESSAGE 1");
        assertThat(bob.ask("GROUP dev hi")).isEqualTo("OK GROUP dev 1");
        assertThat(bob.ask("TYPING private alice")).startsWith("ERR BLOCKED ");
        carol.ask("MESSAGE the end");
        assertThat(alice.eventsBefore("MESSAGE carol the end")).isEmpty();
        assertThat(carol.events(2)).containsExactly("MESSAGE bob hi", "GROUP dev bob hi");

        alice.ask("QUIT");
        bob.ask("GROUP dev while you were away");
        carol.ask("GROUP dev me too");
        alice = chat.login("alice");
        assertThat(alice.event()).isEqualTo("GROUP dev carol me too");

        restart();
        bob = chat.login("bob");
        assertThat(bob.ask("PRIVATE alice hi")).startsWith("ERR BLOCKED ");
        alice = chat.login("alice");
        assertThat(alice.ask("BLOCKED")).isEqualTo("OK BLOCKED 1 bob");
        assertThat(alice.ask("UNBLOCK bob")).isEqualTo("OK UNBLOCK bob");
        assertThat(alice.ask("BLOCKED")).isEqualTo("OK BLOCKED 0");
        assertThat(bob.ask("PRIVATE alice hi again")).isEqualTo("OK PRIVATE alice 1");
        assertThat(alice.event()).isEqualTo("PRIVATE bob hi again");
    }

    @Test
    void asManyUsersAreBlockedAsTheLimitAllows() {
        chat.register("one", "two");
        assertThat(alice.ask("BLOCK one")).isEqualTo("OK BLOCK one");
        assertThat(alice.ask("BLOCK two")).isEqualTo("OK BLOCK two");
        assertThat(alice.ask("BLOCK bob")).startsWith("ERR QUOTA ");
        alice.ask("UNBLOCK one");
        assertThat(alice.ask("BLOCK bob")).isEqualTo("OK BLOCK bob");
    }

    @Test
    void aDeletedAccountLeavesNoSessionNoTokenNoMembershipAndNoNameBehind() {
        Client carol = chat.join("carol");
        Client other = chat.login("alice");
        Client byToken = chat.connect();
        String token = Client.field(byToken.ask(Client.json(Chat.login("alice", ""))), "token");
        alice.ask("CREATE dev private");
        alice.ask("INVITE dev bob");
        bob.event();
        bob.ask("JOIN dev");
        alice.event();
        other.event();
        byToken.event();
        bob.ask("PRIVATE alice hi");
        alice.event();

        assertThat(alice.ask("UNREGISTER wrong horse")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(bob.ask("MEMBERS dev")).isEqualTo("OK MEMBERS dev 2 alice(owner) bob");
        assertThat(alice.ask("UNREGISTER " + Chat.PASSWORD)).isEqualTo("OK UNREGISTER");

        assertThat(alice.linesToEnd()).allMatch(line -> line.startsWith("LEFT "));
        assertThat(other.linesToEnd()).last().asString().startsWith("BYE ACCOUNT_DELETED ");
        assertThat(byToken.linesToEnd()).last().asString().contains("ACCOUNT_DELETED");
        assertThat(bob.events(2)).containsExactly("LEFT dev alice", "ROLE dev bob owner");
        assertThat(bob.ask("MEMBERS dev")).isEqualTo("OK MEMBERS dev 1 bob(owner)");
        for (int i = 0; i < 2; i++) {
            assertThat(bob.ask("PRIVATE alice hello?")).startsWith("ERR NO_SUCH_USER ");
            assertThat(bob.ask("INVITE dev alice")).startsWith("ERR NO_SUCH_USER ");
            assertThat(bob.ask("ONLINE")).doesNotContain("alice");
            assertThat(chat.connect().ask("LOGIN alice " + Chat.PASSWORD)).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(chat.connect().askJson("{'type':'login','token':'" + token + "'}"))
                    .contains("'code':'BAD_CREDENTIALS'");
            assertThat(chat.connect().ask("REGISTER ALICE another horse")).startsWith("ERR NAME_TAKEN ");
            restart();
            bob = chat.login("bob");
        }
        carol.close();
    }
}
