package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.Limit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines may be as long as an embedder likes; those of a peer that has not logged in stay short. */
class LoginLimitTest {
    private static final int LOGIN_LIMIT = (int) Limit.LOGIN_REQUEST_BYTES.defaultValue();

    private final Chat chat = Chat.start(builder -> builder.limits(Chat.LIMITS.with(Limit.LINE_BYTES, 65_536)));

    @AfterEach
    void close() {
        chat.close();
    }

    private static String ping(int bytes) {
        return "PING" + " ".repeat(bytes - 4);
    }

    @Test
    void a_line_over_the_limit_of_logins_is_too_long_until_one_is_answered() {
        chat.register("alice");
        Client client = chat.connect();
        assertThat(client.ask(ping(LOGIN_LIMIT))).isEqualTo("OK PING");
        assertThat(client.ask(ping(LOGIN_LIMIT + 1))).isEqualTo("ERR TOO_LONG a line has at most 16384 bytes");
        assertThat(client.ask("LOGIN alice not the password")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask(ping(60_000))).startsWith("ERR TOO_LONG ");
        assertThat(client.ask("LOGIN alice " + Chat.PASSWORD)).isEqualTo("OK LOGIN alice");
        assertThat(client.ask(ping(60_000))).isEqualTo("OK PING");
        assertThat(client.ask(ping(65_537))).isEqualTo("ERR TOO_LONG a line has at most 65536 bytes");
    }
}
