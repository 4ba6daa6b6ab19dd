package io.implatform.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code im server} in a process of its own, listening on a free port, with cheap password hashes. */
final class RunningServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("im server listening on tcp://127\\.0\\.0\\.1:(\\d+)");

    final Child child;
    final int port;
    final List<String> announced;

    private RunningServer(Child child, int port, List<String> announced) {
        this.child = child;
        this.port = port;
        this.announced = announced;
    }

    static RunningServer start(Path folder, String... options) throws Exception {
        return start(folder, Map.of(), options);
    }

    /** The same with more in its environment. */
    static RunningServer start(Path folder, Map<String, String> environment, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "server",
                "--listen",
                "tcp://127.0.0.1:0",
                "--limit",
                "password-memory-kib=8",
                "--limit",
                "password-iterations=1"));
        arguments.addAll(List.of(options));
        Child child = Child.im(folder, environment, arguments.toArray(String[]::new));
        List<String> announced = new ArrayList<>();
        try {
            // The last line that it prints before it only serves.
            do {
                announced.add(child.out().next());
            } while (!announced.get(announced.size() - 1).contains("./im client"));
        } catch (AssertionError e) {
            child.close();
            throw new AssertionError(
                    "the server did not start: " + announced + child.err().rest(), e);
        }
        Matcher listening = LISTENING.matcher(announced.get(0));
        if (!listening.matches()) {
            child.close();
            throw new AssertionError("no port in: " + announced);
        }
        return new RunningServer(child, Integer.parseInt(listening.group(1)), announced);
    }

    Peer connect() throws IOException {
        return new Peer(port);
    }

    /** A new connection on which {@code user} has registered, unless it was before, and logged in. */
    Peer login(String user) throws IOException {
        Peer peer = connect();
        peer.send("REGISTER " + user + " password of " + user);
        peer.receive();
        peer.send("LOGIN " + user + " password of " + user);
        String reply = peer.receive();
        if (!reply.equals("OK LOGIN " + user)) {
            throw new AssertionError(reply);
        }
        return peer;
    }

    @Override
    public void close() {
        child.close();
    }
}
