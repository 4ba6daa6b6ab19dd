package io.implatform.client.chaos;

import io.implatform.core.ChatServer;
import io.implatform.router.nats.NatsRouter;
import io.implatform.router.nats.NatsSettings;
import io.implatform.store.postgres.PostgresStore;
import io.implatform.transport.tcp.TcpTransport;
import java.net.URI;

/** A node in a process of its own: its arguments are the store and the router. It ends as {@code im server} does. */
final class ClusterNode {
    private ClusterNode() {}

    public static void main(String[] args) throws Exception {
        ChatServer server = ChatServer.builder()
                .store(PostgresStore.open(URI.create(args[0])))
                .router(NatsRouter.connect(NatsSettings.of(args[1])))
                .transport(TcpTransport.on("127.0.0.1", 0).withEventLoops(1))
                .limits(MemorySite.limits())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println(server.addresses().get(0).getPort());
        // Until it is ended, or whoever began it has gone.
        while (System.in.read() >= 0) {}
        server.close();
    }
}
