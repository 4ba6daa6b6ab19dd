package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process meets, and what one that was killed leaves. */
class OtherProcessTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs sh");
        file = folder.toRealPath().resolve("made/im.db");
    }

    /** Starts it with a umask that forbids nothing. */
    private Process start() throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask 000; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void a_killed_process_has_kept_the_file_for_itself_and_loses_nothing_that_it_had_acknowledged() throws Exception {
        Process process = start();
        long acknowledged = 0;
        try (BufferedReader lines = process.inputReader()) {
            while (acknowledged < 200) {
                acknowledged = Long.parseLong(lines.readLine());
            }
            assertThatThrownBy(() -> SqliteStore.open(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(file.toString(), "is in use by another server");
            for (String name : List.of("im.db", "im.db-wal", "im.db-shm", "im.db.lock")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            // Through the handle: the process itself would close the stream, which still holds numbers.
            process.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Long.parseLong(line);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.size(Path.of(file + "-wal"))).isPositive();
        try (SqliteStore store = SqliteStore.open(file)) {
            List<Message> messages =
                    store.history(LOBBY, PageRequest.after(0), 1_000_000).messages();
            assertThat(messages).hasSizeGreaterThanOrEqualTo((int) acknowledged);
            assertThat(messages)
                    .extracting(Message::seq)
                    .isEqualTo(
                            LongStream.rangeClosed(1, messages.size()).boxed().toList());
        }
        assertThat(Fixtures.names(file.getParent())).containsExactly("im.db");
    }
}
