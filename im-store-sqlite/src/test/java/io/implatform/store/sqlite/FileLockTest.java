package io.implatform.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.store.sqlite.Database.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
    @TempDir
    private Path folder;

    private StoreFile store;

    @BeforeEach
    void nameTheFile() throws IOException {
        store = StoreFile.prepare(folder.resolve("im.db"));
    }

    @Test
    void a_lock_is_met_until_it_is_given_up_and_leaves_no_file() throws IOException {
        try (FileLock lock = FileLock.take(store)) {
            assertThat(lock).isNotNull();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> FileLock.take(store)).hasMessageContaining("is in use");
            }
        }
        assertThat(store.lock()).doesNotExist();
        FileLock.take(store).close();
    }

    @Test
    void a_file_that_a_killed_server_has_left_is_taken_over() throws Exception {
        Path left = folder.resolve("left");
        try (FileLock lock = FileLock.take(store)) {
            assertThat(lock).isNotNull();
            Files.copy(store.lock(), left);
        }
        Files.copy(left, store.lock());

        FileLock.take(store).close();
        assertThat(store.lock()).doesNotExist();
    }

    @Test
    void a_database_of_somebody_else_is_no_lock() throws Exception {
        Files.createFile(store.lock());
        try (Database other = Database.open(store.lock(), Access.WRITE)) {
            other.execute("CREATE TABLE precious (text)");
        }
        byte[] before = Files.readAllBytes(store.lock());

        assertThatThrownBy(() -> FileLock.take(store)).hasMessageContaining("is in the way");
        assertThat(store.lock()).hasBinaryContent(before);
    }

    @Test
    void of_many_who_take_and_remove_it_at_once_one_has_it() throws Exception {
        int threads = 6;
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    for (int k = 0; k < 300; k++) {
                        try {
                            FileLock lock = FileLock.take(store);
                            int at = holders.incrementAndGet();
                            Thread.onSpinWait();
                            holders.decrementAndGet();
                            lock.close();
                            assertThat(at).as("holders at once").isEqualTo(1);
                            taken.incrementAndGet();
                        } catch (IOException e) {
                            assertThat(e).hasMessageContaining("is in use");
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(taken).hasPositiveValue();
        assertThat(store.lock()).doesNotExist();
    }
}
