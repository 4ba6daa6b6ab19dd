package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import io.implatform.cli.Parts;
import io.implatform.cli.RefusedException;
import io.implatform.core.ChatServer;
import io.implatform.core.spi.Provider;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which server or store a command is about. Where a server runs it is asked, through its socket; otherwise the
 * store is opened here, with the same effect.
 */
final class TargetOption {
    /** How long to wait for another administrator, or a server that starts or ends, to let the store go. */
    private static final long PATIENCE_SECONDS = 10;

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "sqlite:im.db",
            description = {
                "The store, as server --store has it. A server that runs with it is asked; else it is opened.",
                "Default: ${DEFAULT-VALUE}"
            })
    @SuppressWarnings("NullAway.Init") // picocli's
    private String store;

    @Option(
            names = "--admin-socket",
            paramLabel = "FILE",
            description = "The socket of the running server, where it is not beside the database: as server "
                    + "--admin-socket has it.")
    private @Nullable Path socket;

    TargetOption() {}

    /** Asks for something that makes no sense without a store that is there. */
    Map<String, Object> ask(String command, Object... namesAndValues) {
        return ask(false, request(command, namesAndValues));
    }

    /** Asks, and makes the store where there is none. */
    Map<String, Object> askMaking(String command, Object... namesAndValues) {
        return ask(true, request(command, namesAndValues));
    }

    private static Map<String, Object> request(String command, Object... namesAndValues) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("command", command);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return request;
    }

    private Map<String, Object> ask(boolean makes, Map<String, Object> request) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Optional<Map<String, Object>> answer = askServer(request);
            if (answer.isPresent()) {
                return checked(answer.get());
            }
            try {
                return checked(askStore(makes, request));
            } catch (StoreInUseException e) {
                // By a server that starts or ends, or another administrator: both take a moment.
                if (System.nanoTime() > deadline) {
                    throw new Failure(
                            e.getMessage() + "; a server that runs is asked through its socket, and none answers"
                                    + socket().map(path -> " at " + path).orElse(""),
                            e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }

    /** The server's answer; empty if none runs. */
    Optional<Map<String, Object>> askServer(Map<String, Object> request) {
        Optional<Path> path = socket();
        if (socket != null) {
            AdminSocket.obstacle(socket).ifPresent(obstacle -> {
                throw new Failure(obstacle);
            });
        }
        return path.flatMap(file -> AdminSocket.ask(file, request));
    }

    private Optional<Path> socket() {
        return socket == null
                ? Parts.storeFile("--store", store).map(AdminSocket::beside)
                : Optional.of(socket.toAbsolutePath().normalize());
    }

    private Map<String, Object> askStore(boolean makes, Map<String, Object> request) throws StoreInUseException {
        Optional<Path> file = Parts.storeFile("--store", store);
        if (!makes && file.isPresent() && !Files.exists(file.get())) {
            throw new Failure(
                    "there is no database " + file.get().toAbsolutePath().normalize()
                            + " and no server runs with it; name another one with --store");
        }
        Provider.Stores stores = Parts.storesOrBusy("--store", store);
        ChatServer.Builder builder = ChatServer.builder().users(stores.users()).conversations(stores.conversations());
        stores.moderation().ifPresent(builder::moderation);
        // Nobody can connect: it has no transport.
        try (ChatServer server = builder.start()) {
            return new AdminService(server, stores, false).answer(request);
        } catch (IOException | StoreException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** An answer that says that it is done. */
    private static Map<String, Object> checked(Map<String, Object> answer) {
        if (Boolean.TRUE.equals(answer.get("ok"))) {
            return answer;
        }
        String code = String.valueOf(answer.get("code"));
        String words = String.valueOf(answer.get("message"));
        throw switch (code) {
            case "FAILED", "NOT_SUPPORTED", "BUSY", "BAD_REQUEST", "UNKNOWN_COMMAND" -> new Failure(words);
            default -> new RefusedException(code + " " + words);
        };
    }

    /** Puts a backup in the store's place. @return where what was there is now */
    Optional<String> restore(Path backup) {
        if (askServer(request("stats")).isPresent()) {
            throw new Failure("a server runs with " + store + "; stop it first");
        }
        return Parts.restore("--store", store, backup);
    }
}
