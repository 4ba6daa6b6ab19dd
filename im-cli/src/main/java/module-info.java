/** The assembled programs: {@code im server}, {@code im client} and {@code im admin}. */
module io.implatform.cli {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires io.implatform.client;
    requires io.implatform.core;
    requires io.implatform.protocol;
    requires org.jline;
    requires org.slf4j;
    requires org.tomlj;
    requires tools.jackson.core;
    requires static org.jspecify;

    uses io.implatform.core.spi.Provider.OfTransport;
    uses io.implatform.core.spi.Provider.OfStore;
    uses io.implatform.core.spi.Provider.OfRouter;

    // Both make objects of this package by reflection: picocli the commands, logback the converter.
    opens io.implatform.cli to
            info.picocli,
            ch.qos.logback.core;
    opens io.implatform.cli.admin to
            info.picocli;
}
