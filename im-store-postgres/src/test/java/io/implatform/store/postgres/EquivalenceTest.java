package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.StoreTransfer;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.testkit.StoreEquivalence;
import io.implatform.testkit.StoreEquivalence.Candidate;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EquivalenceTest {
    private static final int OPERATIONS = Integer.getInteger("im.equivalence.operations", 10_000);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void the_stores_in_memory_in_sqlite_and_in_postgresql_return_the_same() throws Exception {
        URI uri = TestDatabase.empty();
        URI otherUri = TestDatabase.empty();
        try (MemoryStore memory = new MemoryStore();
                SqliteStore sqlite = SqliteStore.open(folder.resolve("im.db"));
                PostgresStore postgres = PostgresStore.open(uri);
                PostgresStore other = PostgresStore.open(otherUri)) {
            StoreEquivalence.hold(
                    OPERATIONS,
                    List.of(
                            new Candidate("memory", memory, memory, Optional.of(memory)),
                            new Candidate("sqlite", sqlite, sqlite, Optional.of(sqlite)),
                            new Candidate("postgresql", postgres, postgres, Optional.of(postgres))));
            List<StoreRecord> records = dump(memory);
            assertThat(dump(sqlite)).isEqualTo(records);
            assertThat(dump(postgres)).isEqualTo(records);
            move(memory, other);
            try (SqliteStore third = SqliteStore.open(folder.resolve("third.db"))) {
                move(other, third);
                assertThat(dump(third)).isEqualTo(records);
            }
        } finally {
            TestDatabase.drop(uri);
            TestDatabase.drop(otherUri);
        }
    }

    /** All but the epoch, which each store has for itself. */
    private static List<StoreRecord> dump(StoreTransfer store) {
        List<StoreRecord> records = new ArrayList<>();
        store.dump(records::add);
        return records.subList(1, records.size());
    }

    private static void move(StoreTransfer from, StoreTransfer to) {
        List<StoreRecord> records = new ArrayList<>();
        from.dump(records::add);
        to.load(records.iterator());
    }
}
