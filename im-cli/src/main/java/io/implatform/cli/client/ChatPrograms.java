package io.implatform.cli.client;

import io.implatform.client.ServerSockets;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The ways in which {@code im client} talks to a server through the client library. */
public final class ChatPrograms {
    private ChatPrograms() {}

    /** Whether a person sits at a terminal: both standard input and output are one. */
    public static boolean isInteractive() {
        return Terminals.isInteractive();
    }

    /**
     * Talks in the terminal until the person ends it.
     *
     * @param nodes where the service is: one of them has to answer
     * @param sockets what connects to the server
     * @param user asked for where it is empty
     * @param password asked for where it is empty
     * @param complain told why it did not work
     * @return whether it worked
     */
    public static boolean terminal(
            List<URI> nodes,
            ServerSockets sockets,
            Optional<String> user,
            Optional<String> password,
            Map<String, String> environment,
            Consumer<String> complain) {
        Optional<String> obstacle = look(nodes, sockets);
        if (obstacle.isPresent()) {
            complain.accept(obstacle.get());
            return false;
        }
        try {
            TerminalClient.run(
                    events -> LibraryChat.connect(nodes, sockets, events),
                    shown(nodes),
                    user,
                    password,
                    environment,
                    // The person's own: what else could a time mean to them.
                    ZoneId.systemDefault());
            return true;
        } catch (UncheckedIOException e) {
            complain.accept(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /**
     * Sends the lines of {@code in}, or prints events until the session ends.
     *
     * @param nodes where the service is: one of them has to answer
     * @param sockets what connects to the server
     * @param to whom to send to, as the terminal client names it; empty for one who only listens
     * @param json whether to print events to {@code out}
     * @param patience how long to wait for an answer
     * @param complain told what did not work, a line each
     * @return the program's status
     */
    public static int filter(
            List<URI> nodes,
            ServerSockets sockets,
            String user,
            String password,
            Optional<String> to,
            boolean json,
            Duration patience,
            InputStream in,
            OutputStream out,
            Consumer<String> complain)
            throws InterruptedException {
        Optional<String> obstacle = look(nodes, sockets);
        if (obstacle.isPresent()) {
            complain.accept(obstacle.get());
            return Filter.NO_SERVER;
        }
        PrintWriter printer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try (Filter filter =
                new Filter(events -> LibraryChat.connect(nodes, sockets, events), printer, complain, json, patience)) {
            int status = filter.login(user, password);
            if (status != Filter.DONE) {
                return status;
            }
            return to.isPresent() ? filter.send(in, Typed.conversation(to.get())) : filter.listen();
        } catch (UncheckedIOException e) {
            complain.accept(String.valueOf(e.getMessage()));
            return Filter.NO_SERVER;
        }
    }

    /** Why none of them will do; empty if one does. */
    private static Optional<String> look(List<URI> nodes, ServerSockets sockets) {
        Optional<String> obstacle = Optional.empty();
        for (URI node : nodes) {
            obstacle = Probe.look(node, sockets);
            if (obstacle.isEmpty()) {
                break;
            }
        }
        return obstacle;
    }

    private static String shown(List<URI> nodes) {
        return nodes.stream().map(URI::toString).collect(Collectors.joining(", "));
    }
}
