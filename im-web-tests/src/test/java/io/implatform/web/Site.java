package io.implatform.web;

import io.implatform.core.ChatServer;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import io.implatform.transport.websocket.WebSocketTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A server with the page, a TCP port and its data in a file; it can be stopped and started again in its place. */
final class Site implements AutoCloseable {
    private final Path data;
    private ChatServer server;
    private int webPort;
    private int tcpPort;

    Site(Path folder) throws IOException {
        this.data = folder.resolve("im.db");
        start();
    }

    void start() throws IOException {
        Limits cheap = Limits.DEFAULTS.with(Limit.PASSWORD_MEMORY_KIB, 64).with(Limit.PASSWORD_ITERATIONS, 1);
        server = ChatServer.builder()
                .limits(cheap)
                .store(SqliteStore.open(data))
                .transport(WebSocketTransport.on("127.0.0.1", webPort))
                .transport(TcpTransport.on("127.0.0.1", tcpPort))
                .start();
        for (URI address : server.addresses()) {
            if (address.getScheme().equals("http")) {
                webPort = address.getPort();
            } else {
                tcpPort = address.getPort();
            }
        }
    }

    void stop() {
        server.close();
    }

    String address() {
        return "http://127.0.0.1:" + webPort + "/";
    }

    /** Somebody with a text client, who is registered and logged in. */
    TextClient textClient(String user) throws IOException {
        return new TextClient(tcpPort, user);
    }

    @Override
    public void close() {
        server.close();
    }
}
