package io.implatform.examples;

import io.implatform.core.ChatServer;
import io.implatform.store.sqlite.SqliteStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.nio.file.Path;

/** A chat server inside a Java program: accounts and messages in one SQLite file, connections over TCP. */
public final class EmbedServer {
    private EmbedServer() {}

    /** Starts a server on port 5050 and runs it until Enter is pressed. */
    public static void main(String[] arguments) throws IOException {
        try (ChatServer server = start(Path.of("chat.db"), 5050)) {
            System.out.println("listening on " + server.addresses() + ", Enter ends");
            System.in.read();
        }
    }

    /**
     * Starts a server.
     *
     * @param file made if it is not there
     * @param port 0 takes a free one; {@link ChatServer#addresses} tells which
     */
    static ChatServer start(Path file, int port) throws IOException {
        // README: begin
        ChatServer server = ChatServer.builder()
                .store(SqliteStore.open(file))
                .transport(TcpTransport.on("127.0.0.1", port))
                .start();
        // README: end
        return server;
    }
}
