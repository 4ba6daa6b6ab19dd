package io.implatform.cli.client;

import io.implatform.client.ServerSockets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A short look at what answers at an address, on a connection of its own, so that a server that is old or of
 * another kind is called that, instead of failing somewhere later.
 */
final class Probe {
    private static final int MILLIS = 10_000;
    private static final int LINE_BYTES = 1 << 20;
    private static final byte[] PING = "{\"type\":\"ping\",\"ref\":\"probe\"}\n".getBytes(StandardCharsets.UTF_8);

    private Probe() {}

    /** What keeps us from talking to the server there, in words for a person; empty if nothing does. */
    static Optional<String> look(URI address, ServerSockets sockets) {
        Socket opened;
        try {
            opened = sockets.connect(address, Duration.ofMillis(MILLIS));
        } catch (IOException e) {
            return Optional.of("cannot connect to " + address + ": " + why(e) + advice(e));
        }
        try (Socket socket = opened) {
            socket.setSoTimeout(MILLIS);
            return look(socket, address.toString());
        } catch (SocketTimeoutException e) {
            return Optional.of(address + " says nothing: it is no IM server, whose first line is WELCOME");
        } catch (IOException e) {
            return Optional.of(address + ": " + why(e));
        }
    }

    private static Optional<String> look(Socket socket, String address) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String first = line(in);
        if (first != null && first.startsWith("BYE ")) {
            return Optional.of(
                    address + ": the server turned us away: " + Printable.line(first.substring("BYE ".length())));
        }
        if (first == null || !first.startsWith("WELCOME ")) {
            return Optional.of(address + " is no IM server: its first line is not WELCOME");
        }
        socket.getOutputStream().write(PING);
        String answer = line(in);
        if (answer == null || !answer.startsWith("{") || !answer.contains("\"probe\"")) {
            String server = first.substring("WELCOME ".length()).split(" ", 2)[0];
            return Optional.of(address + " is an older server (" + Printable.line(server)
                    + ") without the JSON form that this client needs; plain lines still work:"
                    + " cat | ./im client --connect " + address + " | cat");
        }
        return Optional.empty();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int b;
        while ((b = in.read()) >= 0 && b != '\n' && line.size() < LINE_BYTES) {
            line.write(b);
        }
        return b < 0 && line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    /** What to do about it. */
    private static String advice(IOException e) {
        return e.getCause() instanceof SSLException
                ? "; --ca FILE trusts it"
                : "; is a server running there? (./im server)";
    }

    private static String why(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
