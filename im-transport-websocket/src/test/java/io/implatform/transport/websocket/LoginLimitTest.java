package io.implatform.transport.websocket;

import static io.implatform.transport.websocket.RawClient.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has not logged in is granted less memory than who has. */
final class LoginLimitTest {
    private static final int LOGIN_LIMIT = (int) Limit.LOGIN_REQUEST_BYTES.defaultValue();
    private static final int LIMIT = (int) Limit.MESSAGE_BYTES.defaultValue();
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private ChatServer server;
    private URI address;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.builder()
                .limits(Limits.DEFAULTS.with(Limit.PASSWORD_MEMORY_KIB, 64).with(Limit.PASSWORD_ITERATIONS, 1))
                .transport(WebSocketTransport.on("127.0.0.1", 0))
                .start();
        address = server.addresses().get(0);
        client = open();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private RawClient open() throws IOException {
        RawClient opened = RawClient.open(address);
        assertThat(opened.frame().text()).contains("\"welcome\"");
        return opened;
    }

    private static String padded(String json, int bytes) {
        return json + " ".repeat(bytes - json.length());
    }

    private String ask(String json) throws IOException {
        client.write(RawClient.text(json));
        return client.frame().text();
    }

    @Test
    void beforeTheLoginAMessageOverItsLimitIsTooBigBeforeItCame() throws IOException {
        RawClient other = open();
        assertThat(ask(padded("{\"type\":\"ping\"}", LOGIN_LIMIT))).contains("\"of\":\"ping\"");
        client.write(RawClient.frame(FIN | TEXT, MASKED, LOGIN_LIMIT + 1L, new byte[0]));
        assertThat(client.closeCode()).isEqualTo(1009);
        other.write(RawClient.text("{\"type\":\"ping\"}"));
        assertThat(other.frame().text()).contains("\"of\":\"ping\"");
        other.close();
    }

    @Test
    void piecesCountTogether() throws IOException {
        byte[] most = padded("{\"type\":\"ping\"}", LOGIN_LIMIT).getBytes(StandardCharsets.UTF_8);
        client.write(RawClient.frame(TEXT, MASKED, 126, most.length - 1L, Arrays.copyOf(most, most.length - 1)));
        client.write(RawClient.frame(0, MASKED, 2, new byte[] {' ', ' '}));
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void aFailedLoginChangesNothingAndAGoodOneLiftsIt() throws IOException {
        assertThat(ask("{\"type\":\"register\",\"user\":\"alice\",\"password\":\"correct horse\"}"))
                .contains("\"ok\"");
        RawClient refused = client;
        assertThat(ask("{\"type\":\"login\",\"user\":\"alice\",\"password\":\"wrong horse\"}"))
                .contains("BAD_CREDENTIALS");
        refused.write(RawClient.frame(FIN | TEXT, MASKED, LOGIN_LIMIT + 1L, new byte[0]));
        assertThat(refused.closeCode()).isEqualTo(1009);
        refused.close();

        client = open();
        String login = "{\"type\":\"login\",\"user\":\"alice\",\"password\":\"correct horse\"}";
        assertThat(ask(padded(login, LOGIN_LIMIT))).contains("\"ok\"");
        assertThat(ask(padded("{\"type\":\"ping\"}", LIMIT))).contains("\"of\":\"ping\"");
    }
}
