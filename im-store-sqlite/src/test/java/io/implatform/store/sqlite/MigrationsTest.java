package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.contents;
import static io.implatform.store.sqlite.Fixtures.made;
import static io.implatform.store.sqlite.Fixtures.names;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;
import static io.implatform.store.sqlite.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a database of an older version is brought up to date. */
class MigrationsTest {
    private static final int NOW = Migrations.ALL.newest();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        file = folder.toRealPath().resolve("im.db");
    }

    /** The steps of today and others after them. */
    private static Migrations later(List<List<String>> steps) {
        List<List<String>> all = new ArrayList<>(Migrations.ALL.steps());
        all.addAll(steps);
        return new Migrations(all);
    }

    private static final Migrations TWO_LATER = later(List.of(
            List.of("CREATE TABLE grouping (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO grouping VALUES (7)"),
            List.of("ALTER TABLE account ADD COLUMN later INTEGER NOT NULL DEFAULT 0")));

    @Test
    void an_older_database_is_migrated_and_keeps_what_it_holds() throws Exception {
        made(file, 10);
        String epoch;
        try (SqliteStore store = SqliteStore.open(file)) {
            epoch = store.epoch();
        }
        try (SqliteStore store = SqliteStore.open(file, TWO_LATER)) {
            assertThat(texts(store)).hasSize(10);
            assertThat(store.epoch()).isEqualTo(epoch);
            assertThat(seq(store.commit(List.of(say(LOBBY, "next"))).get(0))).isEqualTo(11);
            store.writer().transact((database, writing) -> {
                assertThat(database.number("PRAGMA user_version")).isEqualTo(NOW + 2);
                assertThat(database.number("SELECT id FROM grouping")).isEqualTo(7);
                assertThat(database.number("SELECT count(later) FROM account")).isZero();
                return true;
            });
        }
        try (SqliteStore store = SqliteStore.open(file, TWO_LATER)) {
            assertThat(store.head(LOBBY)).isEqualTo(11);
        }
        assertThat(names(folder)).containsExactly("im.db", "im.db.v" + NOW + ".bak");
    }

    @Test
    void the_copy_made_before_is_a_store_of_the_old_version_with_an_epoch_of_its_own() throws Exception {
        made(file, 10);
        String epoch;
        try (SqliteStore store = SqliteStore.open(file, TWO_LATER)) {
            store.commit(List.of(say(LOBBY, "only in the new one")));
            epoch = store.epoch();
        }
        Path copy = folder.resolve("im.db.v" + NOW + ".bak");
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(texts(store)).hasSize(10).doesNotContain("only in the new one");
            assertThat(store.epoch()).isNotEqualTo(epoch);
        }
    }

    @Test
    void what_a_killed_server_left_in_the_log_is_in_the_copy_and_in_the_migrated_database() throws Exception {
        Path killed = Files.createDirectory(folder.resolve("killed")).resolve("im.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            Fixtures.fill(store, 100);
            for (String suffix : new String[] {"", "-wal"}) {
                Files.copy(Path.of(file + suffix), Path.of(killed + suffix));
            }
        }
        try (SqliteStore store = SqliteStore.open(killed, TWO_LATER)) {
            assertThat(texts(store)).hasSize(100);
        }
        try (SqliteStore store = SqliteStore.open(Path.of(killed + ".v" + NOW + ".bak"))) {
            assertThat(texts(store)).hasSize(100);
        }
    }

    @Test
    void a_second_copy_does_not_replace_the_first() throws Exception {
        for (int i = 0; i < 2; i++) {
            Files.deleteIfExists(file);
            made(file, i);
            SqliteStore.open(file, TWO_LATER).close();
        }
        assertThat(names(folder)).containsExactly("im.db", "im.db.v" + NOW + ".bak", "im.db.v" + NOW + ".bak2");
    }

    @Test
    void a_migration_that_fails_leaves_everything_as_it_was() throws Exception {
        made(file, 10);
        Map<String, String> before = contents(folder);
        Migrations failing = later(List.of(List.of("CREATE TABLE fine (id)"), List.of("CREATE TABLE message (id)")));

        assertThatThrownBy(() -> SqliteStore.open(file, failing))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        file.toString(), "from version " + NOW + " to " + (NOW + 2), "it is as it was");

        assertThat(contents(folder)).isEqualTo(before);
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(texts(store)).hasSize(10);
        }
    }

    @Test
    void a_migrated_database_is_refused_by_the_older_library() throws Exception {
        made(file, 10);
        SqliteStore.open(file, TWO_LATER).close();

        assertThatThrownBy(() -> SqliteStore.open(file)).hasMessageContaining("has version " + (NOW + 2));
    }

    @Test
    void a_new_database_takes_every_step_and_needs_no_copy() throws Exception {
        SqliteStore.open(file, TWO_LATER).close();

        assertThat(names(folder)).containsExactly("im.db");
    }

    @Test
    void a_database_that_is_up_to_date_is_not_copied() throws Exception {
        made(file, 1);
        SqliteStore.open(file).close();

        assertThat(names(folder)).containsExactly("im.db");
    }
}
