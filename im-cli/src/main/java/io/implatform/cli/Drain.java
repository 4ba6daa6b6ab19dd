package io.implatform.cli;

import io.implatform.cli.admin.AdminSocket;
import io.implatform.core.ChatServer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/**
 * The shutdown hook of {@code im server}: closes the server, which answers and stores what it has
 * taken, and ends the process with status 0.
 *
 * <p>The JVM would end with 143 after SIGTERM and 130 after SIGINT, which service managers take for a
 * failure; only {@link Runtime#halt} in a hook can change that. It is registered before the server
 * starts, so that a signal during the start waits for it and then stops it properly.
 */
final class Drain extends Thread {
    /** What administrators come through; closed first. */
    private volatile Optional<AdminSocket> administration = Optional.empty();

    private final CompletableFuture<Optional<ChatServer>> started = new CompletableFuture<>();

    Drain() {
        super("im-drain");
    }

    /** There is a server to close. */
    void serves(ChatServer server, Optional<AdminSocket> socket) {
        administration = socket;
        started.complete(Optional.of(server));
    }

    /** The start failed: the process ends with the status that says so. */
    void nothingToDo() {
        started.complete(Optional.empty());
    }

    @Override
    public void run() {
        Optional<ChatServer> server;
        try {
            server = started.get();
        } catch (InterruptedException | ExecutionException e) {
            return;
        }
        if (server.isEmpty()) {
            return;
        }
        int status = 0;
        try {
            administration.ifPresent(AdminSocket::close);
            server.get().close();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger("im.server").error("did not close properly", e);
            status = Main.FAILED;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
