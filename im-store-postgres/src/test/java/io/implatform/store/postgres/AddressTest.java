package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @TempDir
    private Path folder;

    private static Address of(String uri, Map<String, String> environment) throws IOException {
        return Address.of(URI.create(uri), environment::get);
    }

    private static Address of(String uri) throws IOException {
        return of(uri, Map.of());
    }

    @Test
    void a_uri_names_user_password_host_port_and_database() throws Exception {
        Address address =
                of("postgresql://im:s%40cret+%3A@db.example:5433/chat?sslmode=verify-full&timeout-millis=700");

        assertThat(address.user()).isEqualTo("im");
        assertThat(address.password()).isEqualTo("s@cret+:");
        assertThat(address.host()).isEqualTo("db.example");
        assertThat(address.port()).isEqualTo(5433);
        assertThat(address.database()).isEqualTo("chat");
        assertThat(address.timeoutMillis()).isEqualTo(700);
        assertThat(address.driver()).isEqualTo(Map.of("sslmode", "verify-full"));
        assertThat(of("postgresql://im@[::1]/chat").host()).isEqualTo("[::1]");
        assertThat(of("postgresql://im@my_host/chat").host()).isEqualTo("my_host");
        assertThat(of("postgresql://im@h/chat").port()).isEqualTo(5432);
    }

    @Test
    void the_password_may_come_from_a_file_or_the_environment() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "from file\n");

        assertThat(of("postgresql://im@h/d?password-file=" + file).password()).isEqualTo("from file");
        assertThat(of("postgresql://im@h/d", Map.of("PGPASSWORD", "pg")).password())
                .isEqualTo("pg");
        assertThat(of("postgresql://im@h/d", Map.of("PGPASSWORD", "pg", "IM_STORE_PASSWORD", "ours"))
                        .password())
                .isEqualTo("ours");
        assertThat(of("postgresql://im:uri@h/d", Map.of("PGPASSWORD", "pg")).password())
                .isEqualTo("uri");
        assertThat(of("postgresql://im@h/d").password()).isNull();
        assertThatThrownBy(() -> of("postgresql://im@h/d?password-file=" + folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }

    @Test
    void no_text_of_it_shows_the_password() throws Exception {
        assertThat(of("postgresql://im:secret@h/d?schema=chat"))
                .asString()
                .isEqualTo("postgresql://im@h:5432/d?schema=chat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql:im",
                "postgresql:///d",
                "postgresql://im:secret@/d",
                "postgresql://h/d",
                "postgresql://:secret@h/d",
                "postgresql://im:secret@h",
                "postgresql://im:secret@h/",
                "postgresql://im:secret@h/a/b",
                "postgresql://im:secret@h:99999/d",
                "postgresql://im:secret@h/d?nothing=1",
                "postgresql://im:secret@h/d?schema",
                "postgresql://im:secret@h/d?schema=x&schema=y",
                "postgresql://im:secret@h/d?schema=A%22B",
                "postgresql://im:secret@h/d?timeout-millis=soon",
                "postgresql://im:secret@h/d?connections=1",
                "postgresql://im:secret@h/d?password-file=x"
            })
    void what_is_no_such_uri_is_refused_without_showing_the_password(String uri) {
        assertThatThrownBy(() -> of(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret")
                .isNotBlank();
    }
}
