package io.implatform.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PostgreSQL server of the tests: the one that the environment variable {@code IM_TEST_POSTGRES} names
 * ({@code postgresql://user:password@host:port/database}, where the user may make schemas), or one that is started for
 * this JVM. A store of a test is a schema of its own.
 */
final class TestDatabase {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestDatabase() {}

    /** Started by the first test that asks; the library ends it with the JVM. */
    private static final class Started {
        static final String URI = uri();

        private static String uri() {
            String given = System.getenv("IM_TEST_POSTGRES");
            if (given != null && !given.isEmpty()) {
                return given;
            }
            try {
                // The library's own defaults do not keep what was committed.
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "200")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
                return "postgresql://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String uri() {
        return Started.URI;
    }

    /** Of a store with nothing in it. */
    static URI empty() {
        return schema("t" + ProcessHandle.current().pid() + "_" + NEXT.incrementAndGet());
    }

    static URI schema(String name) {
        return URI.create(uri() + (uri().contains("?") ? "&" : "?") + "schema=" + name);
    }

    static Address address(URI uri) throws IOException {
        return Address.of(uri, name -> null);
    }

    /** A connection of its own, in the schema of the store. */
    static Connection connect(URI store) throws SQLException, IOException {
        Address address = address(store);
        Connection connection =
                DriverManager.getConnection(address.jdbcUrl() + address.database(), address.properties(30_000));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + address.schema());
        }
        return connection;
    }

    /** Removes what a test has made. */
    static void drop(URI store) throws SQLException, IOException {
        try (Connection connection = connect(store);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + address(store).schema() + " CASCADE");
        }
    }
}
