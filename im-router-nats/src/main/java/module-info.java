/** Carries notices between the nodes of a cluster over NATS. */
module io.implatform.router.nats {
    requires transitive io.implatform.core;
    requires io.nats.jnats;
    requires org.slf4j;

    exports io.implatform.router.nats;

    provides io.implatform.core.spi.Provider.OfRouter with
            io.implatform.router.nats.NatsRouterProvider,
            io.implatform.router.nats.NatsRouterProvider.Tls;
}
