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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a store that is opened, used and closed. */
class StoreFilesTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("im.db");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assumePosix() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    }

    @Test
    void an_open_store_has_its_log_and_lock_beside_it_and_a_closed_one_nothing() throws IOException {
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(List.of(say(LOBBY, "hi")));
            assertThat(texts(store)).containsExactly("hi");
            assertThat(names(folder)).containsExactly("im.db", "im.db-shm", "im.db-wal", "im.db.lock");
        }
        assertThat(names(folder)).containsExactly("im.db");
    }

    @Test
    void opening_and_closing_changes_nothing() throws IOException {
        made(file, 100);
        Map<String, String> before = contents(folder);
        SqliteStore.open(file).close();

        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void files_and_made_folders_are_for_their_owner_alone() throws IOException {
        assumePosix();
        Path deep = folder.resolve("a/b/im.db");
        try (SqliteStore store = SqliteStore.open(deep)) {
            store.commit(List.of(say(LOBBY, "hi")));
            for (String name : names(deep.getParent())) {
                assertThat(mode(deep.resolveSibling(name))).as(name).isEqualTo("rw-------");
            }
            assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
            assertThat(mode(folder.resolve("a/b"))).isEqualTo("rwx------");
        }
    }

    @Test
    void a_database_that_others_may_read_is_taken_from_them() throws IOException {
        assumePosix();
        made(file, 10);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(List.of(say(LOBBY, "hi")));
            for (String name : names(folder)) {
                assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void a_folder_that_was_there_keeps_its_mode() throws IOException {
        assumePosix();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        SqliteStore.open(file).close();

        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void an_empty_file_becomes_a_store_for_its_owner_alone() throws IOException {
        Files.createFile(file);
        made(file, 3);

        assertThat(names(folder)).containsExactly("im.db");
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(mode(file)).isEqualTo("rw-------");
        }
    }

    @Test
    void what_a_server_that_was_killed_while_making_a_database_left_is_no_obstacle() throws IOException {
        Files.writeString(folder.resolve("im.db.new"), "half a database");
        Files.writeString(folder.resolve("im.db.new-wal"), "half a log");
        Files.createFile(folder.resolve("im.db.lock"));
        made(file, 3);

        assertThat(names(folder)).containsExactly("im.db");
    }

    @Test
    void a_path_may_hold_any_character() throws IOException {
        for (String name :
                List.of("a b", "100%", "%20", "a#b", "a?mode=memory", "a&b;c'\"", "é 😀", "-x", ":memory:")) {
            Path named = folder.resolve(name);
            made(named, 3);
            assertThat(named).isRegularFile();
            try (SqliteStore store = SqliteStore.open(named)) {
                assertThat(texts(store)).hasSize(3);
                assertThat(store.file().getFileName()).hasToString(name);
            }
        }
        assertThat(names(folder)).hasSize(9);
    }

    @Test
    void a_database_behind_a_link_has_its_log_and_lock_beside_itself() throws IOException {
        assumePosix();
        Path links = Files.createDirectory(folder.resolve("links"));
        Path link = Files.createSymbolicLink(links.resolve("link.db"), made(file, 3));

        try (SqliteStore store = SqliteStore.open(link)) {
            assertThat(store.file()).isEqualTo(file.toRealPath());
            assertThatThrownBy(() -> SqliteStore.open(file)).hasMessageContaining("is in use");
            assertThat(texts(store)).hasSize(3);
        }
        assertThat(names(links)).containsExactly("link.db");
    }

    @Test
    void a_second_store_in_the_same_process_is_refused_as_often_as_it_tries() throws IOException {
        try (SqliteStore store = SqliteStore.open(file)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> SqliteStore.open(file))
                        .isInstanceOf(IOException.class)
                        .hasMessageContainingAll(store.file().toString(), "is in use", "stop that one");
            }
            store.commit(List.of(say(LOBBY, "still there")));
        }
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(texts(store)).containsExactly("still there");
        }
    }

    @Test
    void two_stores_in_one_process_have_nothing_to_do_with_each_other() throws IOException {
        try (SqliteStore one = SqliteStore.open(file);
                SqliteStore two = SqliteStore.open(folder.resolve("two.db"))) {
            one.commit(List.of(say(LOBBY, "one")));
            two.commit(List.of(say(LOBBY, "two")));

            assertThat(texts(one)).containsExactly("one");
            assertThat(texts(two)).containsExactly("two");
            assertThat(one.epoch()).isNotEqualTo(two.epoch());
        }
    }

    @Test
    void what_a_killed_server_had_committed_is_taken_from_its_log() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("killed")).resolve("im.db");
        String epoch;
        try (SqliteStore store = SqliteStore.open(file)) {
            Fixtures.fill(store, 1_234);
            epoch = store.epoch();
            for (String suffix : new String[] {"", "-wal", "-shm", ".lock"}) {
                Files.copy(Path.of(file + suffix), Path.of(copy + suffix));
            }
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(store.head(LOBBY)).isEqualTo(1_234);
            assertThat(texts(store)).hasSize(1_234);
            assertThat(store.epoch()).isEqualTo(epoch);
        }
        assertThat(names(copy.getParent())).containsExactly("im.db");
    }

    @Test
    void a_log_whose_end_was_not_written_is_read_up_to_there() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("cut")).resolve("im.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(List.of(say(LOBBY, "whole")));
            Files.copy(file, copy);
            byte[] log = Files.readAllBytes(Path.of(file + "-wal"));
            store.commit(List.of(say(LOBBY, "half")));
            byte[] longer = Files.readAllBytes(Path.of(file + "-wal"));
            int half = log.length + (longer.length - log.length) / 2;
            Files.write(Path.of(copy + "-wal"), java.util.Arrays.copyOf(longer, half));
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(texts(store)).containsExactly("whole");
            assertThat(seq(store.commit(List.of(say(LOBBY, "next"))).get(0))).isEqualTo(2);
        }
    }

    @Test
    void a_rollback_journal_of_another_program_is_played_back() throws Exception {
        made(file, 10);
        Path copy = Files.createDirectory(folder.resolve("copy")).resolve("im.db");
        try (Database other = Database.open(file, Access.WRITE)) {
            other.execute("PRAGMA journal_mode = DELETE");
            other.execute("PRAGMA cache_spill = 1");
            other.execute("PRAGMA cache_size = 1");
            other.execute("BEGIN");
            other.execute("UPDATE message SET text = text || printf('%.2000c', 'x')");
            for (String suffix : new String[] {"", "-journal"}) {
                Files.copy(Path.of(file + suffix), Path.of(copy + suffix));
            }
            other.execute("ROLLBACK");
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(texts(store)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        }
    }

    @Test
    void the_file_is_marked_as_ours_and_is_in_wal_mode() throws Exception {
        made(file, 1);
        try (Database database = Database.open(file, Access.FILE_ALONE)) {
            assertThat(database.number("PRAGMA application_id")).isEqualTo(0x494D706C);
            assertThat(database.number("PRAGMA user_version")).isEqualTo(Migrations.ALL.newest());
        }
        assertThat(Files.readAllBytes(file)[18]).as("write version: 2 is WAL").isEqualTo((byte) 2);
    }

    @Test
    void every_connection_has_the_settings_that_durability_rests_on() throws Exception {
        try (SqliteStore store = SqliteStore.open(file);
                Database reading = Database.forReading(store.file())) {
            store.writer().transact((writing, messages) -> {
                assertThat(writing.text("PRAGMA journal_mode")).contains("wal");
                assertThat(writing.number("PRAGMA synchronous")).isEqualTo(2);
                assertThat(writing.number("PRAGMA checkpoint_fullfsync")).isEqualTo(1);
                return true;
            });
            assertThat(reading.text("PRAGMA journal_mode")).contains("wal");
            assertThat(reading.number("PRAGMA synchronous")).isEqualTo(2);
            assertThatThrownBy(() -> reading.execute("DELETE FROM message")).hasMessageContaining("READONLY");
        }
    }

    @Test
    void a_connection_without_write_ahead_log_is_refused() throws Exception {
        made(file, 1);
        try (Database other = Database.open(file, Access.WRITE)) {
            other.execute("PRAGMA journal_mode = DELETE");
        }
        assertThatThrownBy(() -> Database.forReading(file)).hasMessageContaining("journal_mode is delete");
    }
}
