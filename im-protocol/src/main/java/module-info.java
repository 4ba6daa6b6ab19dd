/** How requests, replies and events are spelled, on the server's side and on the client's. */
module io.implatform.protocol {
    requires transitive io.implatform.core;
    requires static transitive org.jspecify;
    requires tools.jackson.core;

    exports io.implatform.protocol;
    exports io.implatform.protocol.client;
}
