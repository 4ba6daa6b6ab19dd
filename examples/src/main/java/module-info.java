/** Small programs that embed the library. */
module io.implatform.examples {
    requires com.nimbusds.jose.jwt;
    requires io.implatform.core;
    requires io.implatform.protocol;
    requires io.implatform.store.sqlite;
    requires io.implatform.transport.tcp;
    requires java.naming;
    requires static org.jspecify;
}
