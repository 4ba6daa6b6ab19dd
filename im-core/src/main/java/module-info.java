/**
 * The rules, the runtime and the interfaces to plug into; an in-memory store and router.
 *
 * <p>Start at {@link io.implatform.core.ChatServer}.
 */
module io.implatform.core {
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires password4j;

    exports io.implatform.core;
    exports io.implatform.core.logic;
    exports io.implatform.core.memory;
    exports io.implatform.core.model;
    exports io.implatform.core.spi;

    provides io.implatform.core.spi.Provider.OfStore with
            io.implatform.core.memory.MemoryStoreProvider;
}
