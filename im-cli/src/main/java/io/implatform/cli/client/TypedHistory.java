package io.implatform.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * The lines that were typed, for the arrow keys: but for those that hold a password. A file keeps the commands
 * among them, not what was said to somebody.
 */
final class TypedHistory extends DefaultHistory {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    TypedHistory() {}

    @Override
    public void add(Instant time, String line) {
        if (!Typed.isSecret(line)) {
            super.add(time, line);
        }
    }

    @Override
    public boolean isPersistable(Entry entry) {
        return super.isPersistable(entry) && Typed.saysNothing(entry.line());
    }

    /**
     * The file that keeps them, which only its owner may read: {@code im/history} in the folder for such things
     * (XDG Base Directory), made where it is missing; empty where it cannot be made.
     */
    static Optional<Path> file(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) {
            return Optional.empty();
        }
        Path folder = (state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state)).resolve("im");
        Path file = folder.resolve("history");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                Files.createFile(file, OWNER_ONLY);
            }
            return Optional.of(file);
        } catch (IOException | UnsupportedOperationException e) {
            // A client without a history is better than none.
            return Optional.empty();
        }
    }
}
