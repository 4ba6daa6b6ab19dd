package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.contents;
import static io.implatform.store.sqlite.Fixtures.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in a database that is too large to be read whole at each start. */
class LargeFilesTest {
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = made(folder.toRealPath().resolve("im.db"), 2_000);
    }

    private int inspect() throws IOException {
        return Inspection.versionOf(new StoreFile(file), Migrations.ALL, 0);
    }

    private void assertRefused(String words) throws IOException {
        Map<String, String> before = contents(folder);
        assertThatThrownBy(this::inspect)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), words, "put a good copy in its place");
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void a_sound_one_is_taken() throws IOException {
        assertThat(inspect()).isEqualTo(Migrations.ALL.newest());
    }

    @ParameterizedTest
    @ValueSource(ints = {PAGE, 2 * PAGE + 100, 10 * PAGE})
    void a_truncated_one_is_damaged(int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
        assertRefused("is damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP INDEX message_client_id",
                "DELETE FROM message WHERE id = 2000",
                "UPDATE message SET author = 9 WHERE id = 2000",
                "UPDATE message SET seq = seq + 7 WHERE id % 100 = 0",
                "DELETE FROM entry WHERE seq = 2000",
                "UPDATE entry SET message = message + 1",
                "DELETE FROM author"
            })
    void what_is_missing_at_the_end_or_everywhere_is_found(String change) throws Exception {
        try (Database database = Database.open(file, Access.WRITE)) {
            database.execute(change);
        }
        assertRefused("is damaged");
    }

    @Test
    void zeros_in_place_of_a_root_are_found() throws Exception {
        long root;
        try (Database database = Database.open(file, Access.READ)) {
            root = database.number("SELECT rootpage FROM sqlite_schema WHERE name = 'account'");
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek((root - 1) * PAGE);
            raw.write(new byte[PAGE]);
        }
        assertRefused("is damaged");
    }
}
