package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.spi.Provider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreProviderTest {
    @TempDir
    private Path folder;

    @Test
    void it_is_found_by_its_scheme_and_opens_the_file() throws IOException {
        Provider.OfStore provider = ServiceLoader.load(Provider.OfStore.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(it -> it.scheme().equals("sqlite"))
                .findFirst()
                .orElseThrow();
        Path file = folder.toRealPath().resolve("my chat.db");

        Provider.Stores stores =
                provider.store(URI.create("sqlite:" + file.toUri().getRawPath()));
        try {
            stores.conversations().commit(List.of(say(LOBBY, "hi")));
            assertThat(stores.location()).isEqualTo(file.toString());
            assertThat(stores.users()).isSameAs(stores.conversations());
            assertThat(file).isRegularFile();
        } finally {
            stores.conversations().close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:im.db, im.db",
        "sqlite:data/im.db, data/im.db",
        "sqlite:./im.db, ./im.db",
        "sqlite:../im.db, ../im.db",
        "sqlite:/var/lib/im.db, /var/lib/im.db",
        "sqlite:///var/lib/im.db, /var/lib/im.db",
        "sqlite:my%20chat.db, my chat.db",
        "sqlite:/my%20chat/100%25%23%3F.db, /my chat/100%#?.db",
        "sqlite:é.db, é.db",
        "SQLITE:im.db, im.db"
    })
    void a_uri_names_a_path(String uri, String path) {
        assertThat(SqliteStoreProvider.path(URI.create(uri))).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite:a#b.db",
                "sqlite:a?b.db",
                "sqlite:/a?b.db",
                "sqlite://im.db",
                "sqlite://host/im.db",
                "sqlite::memory:",
                "sqlite:a%00b"
            })
    void a_uri_that_names_no_path_is_refused_with_an_example(String uri) {
        assertThatThrownBy(() -> SqliteStoreProvider.path(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it looks like sqlite:im.db");
    }
}
