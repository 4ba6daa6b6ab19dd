/** How requests, replies and events are spelled on a byte stream. */
module io.implatform.protocol {
    requires transitive io.implatform.core;
    requires static transitive org.jspecify;

    exports io.implatform.protocol;
}
