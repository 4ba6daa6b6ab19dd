package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What several tests of the store need. */
final class Fixtures {
    static final UserId ALICE = UserId.of("Alice");
    static final ConversationId LOBBY = ConversationId.LOBBY;

    private Fixtures() {}

    static Write say(ConversationId conversation, String text) {
        return new Write.Append(conversation, ALICE, Instant.ofEpochMilli(1_767_355_200_000L), text, null);
    }

    static Write say(ConversationId conversation, String text, String clientId) {
        return new Write.Append(conversation, ALICE, Instant.ofEpochMilli(1_767_355_200_000L), text, clientId);
    }

    /** The number of the message of an outcome that has one. */
    static long seq(Outcome outcome) {
        return Objects.requireNonNull(outcome.message()).seq();
    }

    static boolean isDuplicate(Outcome outcome) {
        return outcome.result() == Outcome.Result.DUPLICATE;
    }

    /** Stores messages with the texts {@code 1, 2, 3, …} in the lobby, in batches of 500. */
    static void fill(SqliteStore store, int messages) {
        for (int from = 1; from <= messages; from += 500) {
            List<Write> batch = new ArrayList<>();
            for (int i = from; i < Math.min(from + 500, messages + 1); i++) {
                batch.add(say(LOBBY, String.valueOf(i)));
            }
            store.commit(batch);
        }
    }

    /** A closed store with {@code messages} messages in the lobby. */
    static Path made(Path file, int messages) throws IOException {
        try (SqliteStore store = SqliteStore.open(file)) {
            fill(store, messages);
        }
        return file;
    }

    /** A database as those steps make it, without anything in it. */
    static void empty(Path file, Migrations steps) throws IOException, SQLException {
        StoreFile.create(file);
        try (Database database = Database.forWriting(file)) {
            database.execute("BEGIN IMMEDIATE");
            steps.migrate(database, 0);
            database.execute("COMMIT");
        }
    }

    static List<String> texts(SqliteStore store) {
        return store.history(LOBBY, PageRequest.after(0), 1_000_000).messages().stream()
                .map(Message::text)
                .toList();
    }

    /** The files of a folder and what is in them. */
    static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> contents.put(file.getFileName().toString(), content(file)));
        }
        return contents;
    }

    private static String content(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return "folder";
            }
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length + " bytes, hash " + Arrays.hashCode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(Path folder) throws IOException {
        return List.copyOf(contents(folder).keySet());
    }
}
