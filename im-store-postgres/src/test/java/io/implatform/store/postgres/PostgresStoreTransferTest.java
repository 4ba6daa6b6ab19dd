package io.implatform.store.postgres;

import io.implatform.testkit.StoreTransferContract;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PostgresStoreTransferTest extends StoreTransferContract<PostgresStore> {
    private final List<URI> opened = new ArrayList<>();

    @Override
    protected PostgresStore open() throws IOException {
        URI uri = TestDatabase.empty();
        opened.add(uri);
        return PostgresStore.open(uri);
    }

    @AfterEach
    void drop() throws Exception {
        for (URI uri : opened) {
            TestDatabase.drop(uri);
        }
    }
}
