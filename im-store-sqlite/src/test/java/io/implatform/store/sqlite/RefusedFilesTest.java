package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.contents;
import static io.implatform.store.sqlite.Fixtures.made;
import static io.implatform.store.sqlite.Fixtures.names;
import static io.implatform.store.sqlite.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused says which file and why, and is left as it was with nothing beside it. */
class RefusedFilesTest {
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        folder = folder.toRealPath();
        file = folder.resolve("im.db");
    }

    private void assertRefused(String... words) throws IOException {
        Map<String, String> before = contents(folder);

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining(file.toString());

        assertThat(contents(folder)).isEqualTo(before);
    }

    private void write(long position, int... bytes) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            for (int value : bytes) {
                raw.write(value);
            }
        }
    }

    private void flip(long position, int bit) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(position);
            int value = raw.read();
            raw.seek(position);
            raw.write(value ^ (1 << bit));
        }
    }

    @Test
    void a_text_file_is_not_a_database() throws IOException {
        Files.writeString(file, "Dear diary, ".repeat(100));

        assertRefused("is not a SQLite database", "name another file");
    }

    @Test
    void a_few_bytes_are_not_a_database() throws IOException {
        Files.writeString(file, "SQLite");

        assertRefused("is not a SQLite database");
    }

    @Test
    void a_database_of_another_program_is_refused() throws Exception {
        Files.createFile(file);
        try (Database other = Database.open(file, Access.WRITE)) {
            other.execute("CREATE TABLE message (text)");
            other.execute("INSERT INTO message VALUES ('precious')");
        }

        assertRefused("another program", "application_id is 0");
    }

    @Test
    void a_newer_database_is_refused_with_both_versions() throws Exception {
        made(file, 10);
        try (Database newer = Database.open(file, Access.WRITE)) {
            newer.execute("PRAGMA user_version = 99");
        }

        assertRefused("has version 99", "up to " + Migrations.ALL.newest(), "newer release");
    }

    @Test
    void a_database_without_a_version_is_damaged() throws Exception {
        made(file, 10);
        try (Database database = Database.open(file, Access.WRITE)) {
            database.execute("PRAGMA user_version = 0");
        }

        assertRefused("is damaged", "version is 0");
    }

    @Test
    void a_database_whose_tables_are_not_ours_is_damaged() throws Exception {
        made(file, 10);
        try (Database database = Database.open(file, Access.WRITE)) {
            database.execute("DROP INDEX message_client_id");
        }

        assertRefused("is damaged", "message_client_id");
    }

    @Test
    void a_table_of_somebody_else_in_the_database_does_no_harm() throws Exception {
        made(file, 10);
        try (Database database = Database.open(file, Access.WRITE)) {
            database.execute("CREATE TABLE note (text)");
        }

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(texts(store)).hasSize(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {150, PAGE, 2 * PAGE + 100, 10 * PAGE})
    void a_truncated_database_is_damaged(int bytes) throws IOException {
        made(file, 5_000);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }

        assertRefused("is damaged", "put a good copy in its place");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15})
    void a_flipped_bit_in_the_first_bytes_is_found(int position) throws IOException {
        made(file, 10);
        flip(position, 3);

        assertRefused("is not a SQLite database, or its beginning is damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "16, 2, is damaged", // page size
        "19, 2, is damaged", // read version
        "21, 2, is damaged", // payload fraction
        "31, 2, is damaged", // pages of the file
        "35, 2, is damaged", // first free page
        "59, 1, is damaged", // encoding
        "71, 2, another program" // application_id
    })
    void a_flipped_bit_in_the_header_is_found(int position, int bit, String words) throws IOException {
        made(file, 2_000);
        flip(position, bit);

        assertRefused(words);
    }

    @Test
    void a_flipped_bit_in_the_version_is_found() throws IOException {
        made(file, 2_000);
        for (int bit = 0; bit < 8; bit++) {
            flip(63, bit);
            assertRefused((Migrations.ALL.newest() & (1 << bit)) == 0 ? "has version" : "is damaged");
            flip(63, bit);
        }
    }

    @Test
    void a_flipped_bit_at_the_beginning_of_any_page_is_found() throws IOException {
        made(file, 2_000);
        byte[] good = Files.readAllBytes(file);
        for (int page = 1; page < good.length / PAGE; page++) {
            // The kind of page, the number of its cells and where they begin.
            for (int offset : new int[] {0, 4, 5}) {
                Files.write(file, good);
                flip((long) page * PAGE + offset, 1);

                assertRefused("is damaged");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE message SET seq = 1500000 WHERE seq = 1500",
                "UPDATE message SET conversation = 9 WHERE seq = 2000",
                "UPDATE message SET author = 9 WHERE seq = 1500",
                "DELETE FROM message WHERE seq = 1",
                "DELETE FROM message WHERE seq = 1500",
                "DELETE FROM conversation",
                "DELETE FROM author"
            })
    void messages_that_are_not_numbered_without_gap_are_found(String change) throws Exception {
        made(file, 2_000);
        try (Database database = Database.open(file, Access.WRITE)) {
            database.execute(change);
        }

        assertRefused("is damaged", "messages are missing");
    }

    @Test
    void a_flipped_bit_in_the_number_of_a_message_is_found() throws Exception {
        made(file, 2_000);
        // The record of message 1500: its number in two bytes, and a few bytes on its text.
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int text = bytes.indexOf("1500");
        int number = bytes.lastIndexOf("\u0005\u00DC", text);
        assertThat(number).isBetween(text - 20, text);

        for (int bit = 0; bit < 8; bit++) {
            flip(number + 1, bit);
            assertRefused("is damaged");
            flip(number + 1, bit);
        }
        SqliteStore.open(file).close();
    }

    @Test
    void zeros_in_place_of_a_page_are_found() throws IOException {
        made(file, 2_000);
        write(3L * PAGE, new int[PAGE]);

        assertRefused("is damaged");
    }

    @Test
    void a_damaged_database_with_a_log_is_left_with_its_log() throws Exception {
        made(file, 2_000);
        Path copy = Files.createDirectory(folder.resolve("killed")).resolve("im.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            Fixtures.fill(store, 100);
            // What a killed server leaves behind.
            for (String suffix : new String[] {"", "-wal"}) {
                Files.copy(Path.of(file + suffix), Path.of(copy + suffix));
            }
        }
        folder = copy.getParent();
        file = copy;
        write(2L * PAGE, new int[PAGE]);

        assertRefused("is damaged");
        assertThat(names(folder)).containsExactly("im.db", "im.db-wal");
    }

    @Test
    void a_log_without_its_database_is_not_written_over() throws IOException {
        Files.writeString(folder.resolve("im.db-wal"), "what was said");
        assertRefused("is missing or empty", "im.db-wal holds changes to it");

        Files.createFile(file);
        assertRefused("is missing or empty");
    }

    @Test
    void a_folder_is_no_database() throws IOException {
        Files.createDirectory(file);

        assertRefused("is a folder", "name a file");
    }

    @Test
    void a_dangling_link_is_refused() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Files.createSymbolicLink(file, folder.resolve("nowhere.db"));

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "is not a regular file");
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(folder.resolve("nowhere.db")).doesNotExist();
    }

    @Test
    void a_read_only_file_is_refused() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        made(file, 10);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

        assertRefused("is read-only", "make it writable");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r--r--");
    }

    @Test
    void a_read_only_folder_is_refused() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        made(file, 10);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assertRefused("its folder is read-only");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws IOException {
        Files.writeString(folder.resolve("file"), "not a folder");
        file = folder.resolve("file/deeper/im.db");
        Map<String, String> before = contents(folder);

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.getParent().toString(), "cannot be made", "name another place");
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void a_file_that_stands_where_the_lock_should_be_is_refused() throws IOException {
        Files.writeString(folder.resolve("im.db.lock"), "somebody's notes".repeat(100));

        assertRefused("im.db.lock is in the way", "move it away");
    }
}
