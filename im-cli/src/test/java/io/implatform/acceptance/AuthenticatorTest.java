package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Authenticator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins that the host program decides about. */
class AuthenticatorTest {
    private Chat chat;

    /** Knows tokens, and passwords that are kept elsewhere. */
    private record Host(Map<String, String> users, boolean createsAccounts) implements Authenticator {
        @Override
        public Verdict authenticate(Presented presented) {
            if (presented instanceof Presented.Password given) {
                return given.name().equals("elsewhere")
                        ? given.password().equals("kept elsewhere")
                                ? new Accepted(UserId.of("elsewhere"), createsAccounts)
                                : new Refused()
                        : new Passed();
            }
            if (presented instanceof Presented.Token given) {
                if (given.token().equals("broken")) {
                    throw new IllegalStateException("secret-in-the-message " + given.token());
                }
                String user = users.get(given.token());
                return user == null ? new Passed() : new Accepted(UserId.of(user), createsAccounts);
            }
            return new Passed();
        }
    }

    private void start(Authenticator... authenticators) {
        chat = Chat.start(builder -> {
            List.of(authenticators).forEach(builder::authenticator);
            return builder.store(new MemoryStore());
        });
        chat.register("Alice");
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private String login(String token) {
        return Client.plain(chat.connect().ask(Client.json("{'type':'login','hostToken':'" + token + "'}")));
    }

    @Test
    void they_are_asked_in_their_order_until_one_accepts_or_refuses() {
        start(new Host(Map.of("t1", "alice"), false), new Host(Map.of("t1", "bob", "t2", "alice"), false));

        assertThat(login("t1")).contains("'type':'ok'", "'user':'Alice'");
        assertThat(login("t2")).contains("'user':'Alice'");
        assertThat(login("t3")).contains("'code':'BAD_CREDENTIALS'");
        assertThat(chat.login("Alice").ask("PING")).as("passwords of the store").isEqualTo("OK PING");
    }

    @Test
    void a_password_that_is_kept_elsewhere_opens_an_account_that_is_made_for_it() {
        start(new Host(Map.of(), true));
        Client client = chat.connect();
        assertThat(client.ask("LOGIN elsewhere " + Chat.PASSWORD)).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("LOGIN elsewhere kept elsewhere")).isEqualTo("OK LOGIN elsewhere");
        assertThat(chat.login("Alice").ask("PRIVATE elsewhere hello")).isEqualTo("OK PRIVATE elsewhere 1");
    }

    @Test
    void who_has_no_account_is_refused_where_none_is_made() {
        start(new Host(Map.of("t1", "stranger"), false));
        assertThat(login("t1")).contains("'code':'BAD_CREDENTIALS'");
    }

    @Test
    void who_is_banned_or_disabled_is_not_let_in_by_it_either() {
        start(new Host(Map.of("t1", "alice"), true));
        chat.register("Mod");
        chat.server().administration().setRole("mod", AccountRole.MODERATOR);
        assertThat(chat.login("Mod").ask("BAN alice")).isEqualTo("OK BAN Alice");
        assertThat(login("t1")).contains("'code':'BANNED'");
        assertThat(chat.login("Mod").ask("UNBAN alice")).isEqualTo("OK UNBAN Alice");
        chat.server().administration().disable("alice", "");
        assertThat(login("t1")).contains("'code':'BAD_CREDENTIALS'");
    }

    @Test
    void one_that_fails_refuses_for_the_time_being_and_others_log_in() {
        start(new Host(Map.of("t1", "alice"), false));
        assertThat(login("broken")).contains("'code':'STORE_UNAVAILABLE'").doesNotContain("secret");
        assertThat(login("t1")).contains("'type':'ok'");
    }

    @Test
    void without_one_tokens_and_certificates_open_nothing() {
        start();
        assertThat(login("t1")).contains("'code':'BAD_CREDENTIALS'");
        Client client = chat.connect();
        assertThat(client.askJson("{'type':'login','certificate':true}")).contains("'code':'BAD_CREDENTIALS'");
        assertThat(client.askJson("{'type':'login','certificate':false}")).contains("'code':'BAD_ARGUMENT'");
        assertThat(client.askJson("{'type':'login','hostToken':'x','token':'y'}"))
                .contains("'code':'BAD_ARGUMENT'");
        assertThat(client.askJson("{'type':'login','hostToken':'x','user':'Alice'}"))
                .contains("'code':'BAD_ARGUMENT'");
        assertThat(client.askJson("{'type':'login','hostToken':7}")).contains("'code':'BAD_REQUEST'");
    }
}
