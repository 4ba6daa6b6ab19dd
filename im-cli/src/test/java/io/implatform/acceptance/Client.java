package io.implatform.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer with a plain socket that speaks lines. It reads nothing that no test asked for. Sending and
 * receiving may be done by two threads.
 */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Pattern TIME = Pattern.compile(",\"time\":\"[^\"]*\"");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    /** Events that came while a reply was waited for. */
    private final Deque<String> events = new ArrayDeque<>();

    final String welcome;

    Client(int port) {
        this(port, 0);
    }

    /** @param receiveBufferBytes what the system may keep for a client that does not read; 0 for its default */
    Client(int port, int receiveBufferBytes) {
        this(port, receiveBufferBytes, InetAddress.getLoopbackAddress());
    }

    /** @param from the address of this machine that it connects from */
    Client(int port, int receiveBufferBytes, InetAddress from) {
        try {
            socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 8_192);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        welcome = line();
    }

    /** Sends the lines in one write. */
    void send(String... lines) {
        send(List.of(lines));
    }

    void send(List<String> lines) {
        raw((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte... bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line, whatever it is. */
    String line() {
        String line = lineOrEnd();
        if (line == null) {
            throw new AssertionError("the server closed the connection");
        }
        return line;
    }

    /** The next line; {@code null} where the server has closed the connection. */
    String lineOrEnd() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    String read = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString();
                    if (read.startsWith("{")) {
                        JsonSchema.check(read);
                    }
                    return read;
                }
                line.write(b);
            }
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (line.size() > 0) {
            throw new AssertionError("the connection ended within a line");
        }
        return null;
    }

    /** Every line until the server closes the connection. */
    List<String> linesToEnd() {
        List<String> lines = new ArrayList<>();
        for (String line = lineOrEnd(); line != null; line = lineOrEnd()) {
            lines.add(line);
        }
        return lines;
    }

    /** Sends a request, and returns its reply. Events that come before it are kept for {@link #event}. */
    String ask(String request) {
        send(request);
        return reply();
    }

    /** The next reply. Events that come before it are kept for {@link #event}. */
    String reply() {
        while (true) {
            String line = line();
            if (isReply(line)) {
                return line;
            }
            events.add(line);
        }
    }

    List<String> replies(int count) {
        List<String> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(reply());
        }
        return replies;
    }

    /** Sends a request while no events come, and returns every line up to its reply. */
    List<String> askLines(String request) {
        send(request);
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (!isReply(lines.get(lines.size() - 1)));
        return lines;
    }

    /** The next event. */
    String event() {
        String kept = events.poll();
        if (kept != null) {
            return kept;
        }
        String line = line();
        if (isReply(line)) {
            throw new AssertionError("an event was expected and came the reply " + line);
        }
        return line;
    }

    List<String> events(int count) {
        List<String> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(event());
        }
        return all;
    }

    /** The events that come before one that is {@code last}. */
    List<String> eventsBefore(String last) {
        List<String> before = new ArrayList<>();
        for (String event = event(); !event.equals(last); event = event()) {
            before.add(event);
        }
        return before;
    }

    /**
     * The next event about how present a user is. Others' are passed over: who came just before WATCH may still be
     * told, and of those who are told at once anyone may be first.
     */
    String nextStatus(String user) {
        String event = event();
        while (!event.startsWith("STATUS " + user + " ")) {
            event = event();
        }
        return event;
    }

    static boolean isReply(String line) {
        return line.startsWith("OK ")
                || line.startsWith("ERR ")
                || line.startsWith("#")
                || line.startsWith("{\"type\":\"ok\"")
                || line.startsWith("{\"type\":\"error\"");
    }

    // The JSON form, written here with ' in place of " and without times.

    /** Sends a JSON request, and returns its reply. */
    String askJson(String request) {
        return plain(ask(json(request)));
    }

    /** The next event in the JSON form. */
    String eventJson() {
        return plain(event());
    }

    /** The next event, but for those that tell how far others were given a conversation: they come whenever that is. */
    String eventJsonButDelivered() {
        String event = eventJson();
        while (event.contains("'type':'delivered'")) {
            event = eventJson();
        }
        return event;
    }

    /** The next events, but for those likewise. */
    List<String> eventsJsonButDelivered(int count) {
        List<String> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(eventJsonButDelivered());
        }
        return all;
    }

    List<String> eventsJson(int count) {
        return events(count).stream().map(Client::plain).toList();
    }

    static String json(String request) {
        return request.replace('\'', '"');
    }

    static String plain(String line) {
        return TIME.matcher(line).replaceAll("").replace('"', '\'');
    }

    /** A field of a JSON line that is a string without escapes or a number; {@code null} where there is none. */
    static String field(String line, String key) {
        Matcher field =
                Pattern.compile("['\"]" + key + "['\"]:['\"]?([^'\",}]*)").matcher(line);
        return field.find() ? field.group(1) : null;
    }

    /** Sends nothing more; reads on. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away as a killed process does. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
