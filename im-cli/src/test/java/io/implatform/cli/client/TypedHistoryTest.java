package io.implatform.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypedHistoryTest {
    @TempDir
    Path folder;

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        Path file =
                TypedHistory.file(Map.of("XDG_STATE_HOME", folder.toString())).orElseThrow();
        assertThat(file).isEqualTo(folder.resolve("im/history"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TypedHistory.file(Map.of("HOME", folder.toString())))
                .contains(folder.resolve(".local/state/im/history"));
    }

    @Test
    void withoutAHomeThereIsNone() {
        assertThat(TypedHistory.file(Map.of())).isEmpty();
        assertThat(TypedHistory.file(Map.of("XDG_STATE_HOME", "/dev/null"))).isEmpty();
    }
}
