package io.implatform.store.sqlite;

import static io.implatform.store.sqlite.Fixtures.LOBBY;
import static io.implatform.store.sqlite.Fixtures.say;
import static io.implatform.store.sqlite.Fixtures.seq;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that stores messages in the file that its argument names, and prints the number of each
 * when it is durable, until it is killed.
 */
final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] args) throws IOException {
        try (SqliteStore store = SqliteStore.open(Path.of(args[0]))) {
            while (true) {
                System.out.println(seq(store.commit(List.of(say(LOBBY, "hi"))).get(0)));
                System.out.flush();
            }
        }
    }
}
