/**
 * The Java client: reconnects, resumes, never shows a message twice.
 *
 * <p>Start at {@link io.implatform.client.ChatClient}.
 */
module io.implatform.client {
    requires transitive io.implatform.core;
    requires transitive io.implatform.protocol;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.implatform.client;
}
