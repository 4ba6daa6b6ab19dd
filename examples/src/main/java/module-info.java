/** Small programs that embed the library. */
module io.implatform.examples {
    requires io.implatform.core;
    requires io.implatform.protocol;
    requires io.implatform.store.sqlite;
    requires io.implatform.transport.tcp;
    requires static org.jspecify;
}
