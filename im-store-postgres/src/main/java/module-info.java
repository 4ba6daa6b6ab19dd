/** Users and conversations in a PostgreSQL database, which several nodes may share. */
module io.implatform.store.postgres {
    requires transitive io.implatform.core;
    requires java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.implatform.store.postgres;

    provides io.implatform.core.spi.Provider.OfStore with
            io.implatform.store.postgres.PostgresStoreProvider;
}
