/** Users and conversations in one SQLite file: the default store. */
module io.implatform.store.sqlite {
    requires transitive io.implatform.core;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.implatform.store.sqlite;

    provides io.implatform.core.spi.Provider.OfStore with
            io.implatform.store.sqlite.SqliteStoreProvider;
}
