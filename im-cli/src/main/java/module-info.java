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

    provides ch.qos.logback.classic.spi.Configurator with
            io.implatform.cli.LogSetup;

    // It makes the commands by reflection.
    opens io.implatform.cli to
            info.picocli;
    opens io.implatform.cli.admin to
            info.picocli;
}
