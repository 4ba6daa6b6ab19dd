package io.implatform.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limits;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords: what is one, and which are the same. */
class NamesTest {
    @TempDir
    private Path folder;

    private final Chat chat = Chat.start();

    @AfterEach
    void close() {
        chat.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "ali*ce",
                "a%",
                "-alice",
                ".alice",
                "_alice",
                "alice\u202e",
                "al\u200bice",
                "\u0430lice",
                "\uff21lice",
                "ali\u0307ce",
                "\u0131",
                "alice@home",
                "ali/ce",
                "al'ice",
                "al\u0000ice",
                "al\tice",
                "\ud835\udc1aa",
                "abcdefghijklmnopqrstuvwxyz0123456"
            })
    void whatIsNoNameIsRefused(String name) {
        Client client = chat.connect();

        assertThat(client.ask("REGISTER " + name + " correct horse")).startsWith("ERR BAD_NAME ");
        assertThat(client.ask("LOGIN " + name + " correct horse")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("PING")).isEqualTo("OK PING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "A.b_c-d", "abcdefghijklmnopqrstuvwxyz012345", "con", "null", "1e9"})
    void whatIsANameIsTaken(String name) {
        assertThat(chat.join(name).ask("ONLINE")).isEqualTo("OK ONLINE 1 " + name);
    }

    @Test
    void namesThatDifferInCaseAreOneNameUnderATurkishLocaleToo() {
        Locale before = Locale.getDefault();
        Locale.setDefault(new Locale("tr", "TR"));
        try (Chat turkish = Chat.start()) {
            Client client = turkish.connect();
            assertThat(client.ask("register admin correct horse")).isEqualTo("OK REGISTER admin");
            assertThat(client.ask("REGISTER Admin correct horse")).startsWith("ERR NAME_TAKEN ");
            assertThat(client.ask("REGISTER ADMIN correct horse")).startsWith("ERR NAME_TAKEN ");
            assertThat(client.ask("login ADMIN correct horse")).isEqualTo("OK LOGIN admin");
            assertThat(client.ask("private ADMIN hi")).isEqualTo("OK PRIVATE admin 1");
            assertThat(client.ask("online")).isEqualTo("OK ONLINE 1 admin");
            assertThat(client.askLines("history PRIVATE Admin")).last().isEqualTo("OK HISTORY 1 end");
            assertThat(client.ask("ping")).isEqualTo("OK PING");
            assertThat(client.ask("quit")).isEqualTo("OK QUIT");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPasswordHasEightTo256BytesAndIsNoneOfTheCommonOnes() {
        Client client = chat.connect();

        assertThat(client.ask("REGISTER alice ")).startsWith("ERR WEAK_PASSWORD ");
        assertThat(client.ask("REGISTER alice 7 bytes")).startsWith("ERR WEAK_PASSWORD ");
        assertThat(client.ask("REGISTER alice password")).startsWith("ERR WEAK_PASSWORD ");
        assertThat(client.ask("REGISTER alice PassWord")).startsWith("ERR WEAK_PASSWORD ");
        assertThat(client.ask("REGISTER alice " + "ä".repeat(128) + "x")).startsWith("ERR WEAK_PASSWORD ");
        assertThat(client.ask("REGISTER alice with\u0007bell")).startsWith("ERR BAD_TEXT ");
        assertThat(client.ask("REGISTER eight 8 bytes!")).isEqualTo("OK REGISTER eight");
        assertThat(client.ask("REGISTER four ääää")).isEqualTo("OK REGISTER four");
        assertThat(client.ask("REGISTER longest " + "ä".repeat(128))).isEqualTo("OK REGISTER longest");
        assertThat(client.ask("LOGIN longest " + "ä".repeat(128))).isEqualTo("OK LOGIN longest");
    }

    @Test
    void aPasswordIsTheWholeRestOfTheLineVerbatim() {
        Client client = chat.connect();
        assertThat(client.ask("REGISTER alice  two  spaces ")).isEqualTo("OK REGISTER alice");

        assertThat(client.ask("LOGIN alice two  spaces ")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("LOGIN alice  two  spaces")).startsWith("ERR BAD_CREDENTIALS ");
        assertThat(client.ask("LOGIN alice  two  spaces ")).isEqualTo("OK LOGIN alice");
    }

    @Test
    void whatLooksLikeSqlIsStoredAndMatchedLiterally() throws IOException {
        SqliteStore store = SqliteStore.open(folder.resolve("im.db"));
        try (Chat onDisk = Chat.start(builder -> builder.store(store))) {
            onDisk.register("a_b", "axb", "a--");
            Client client = onDisk.login("a_b");
            List<String> texts = List.of(
                    "'; DROP TABLE messages; --", "%", "_", "' OR '1'='1", "\\", "?1 :a @b $c", "\"; DELETE", "NULL");
            for (String text : texts) {
                assertThat(client.ask("PRIVATE a-- " + text)).startsWith("OK PRIVATE a-- ");
            }
            assertThat(client.ask("PRIVATE a%b hi")).startsWith("ERR NO_SUCH_USER ");
            assertThat(client.ask("PRIVATE ' hi")).startsWith("ERR NO_SUCH_USER ");
            assertThat(client.ask("PRIVATE a__ hi")).startsWith("ERR NO_SUCH_USER ");
            assertThat(client.askLines("HISTORY private axb")).containsExactly("OK HISTORY 0 end");
            assertThat(client.ask("HISTORY private a_'")).startsWith("ERR NO_SUCH_USER ");
            assertThat(client.askLines("HISTORY private a--"))
                    .hasSize(texts.size() + 1)
                    .last()
                    .isEqualTo("OK HISTORY " + texts.size() + " end");
            Client other = onDisk.login("a--");
            List<String> lines = other.askLines("HISTORY private a_b");
            for (int i = 0; i < texts.size(); i++) {
                assertThat(lines.get(i)).endsWith(" a_b " + texts.get(i));
            }
            assertThat(other.ask("LOGIN a_b ' OR '1'='1")).startsWith("ERR ALREADY_LOGGED_IN ");
            assertThat(onDisk.connect().ask("LOGIN a_b ' OR '1'='1")).startsWith("ERR BAD_CREDENTIALS ");
        }
    }

    @Test
    void withTheDefaultsOfAllLimitsToo() throws IOException {
        try (ChatServer server = ChatServer.builder()
                        .limits(Limits.DEFAULTS)
                        .transport(TcpTransport.on("127.0.0.1", 0))
                        .start();
                Client client = new Client(server.addresses().get(0).getPort())) {
            assertThat(client.ask("REGISTER alice correct horse")).isEqualTo("OK REGISTER alice");
            assertThat(client.ask("LOGIN alice wrong horse")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(client.ask("LOGIN alice correct horse")).isEqualTo("OK LOGIN alice");
        }
    }
}
