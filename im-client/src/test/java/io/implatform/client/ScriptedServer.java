package io.implatform.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says what a test wants it to say: the test plays it, one connection at a time. */
final class ScriptedServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Pattern REF = Pattern.compile("\"ref\":\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

    private final ServerSocket listener;
    private Socket socket = new Socket();
    private BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    ScriptedServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
    }

    URI address() {
        return URI.create("tcp://127.0.0.1:" + listener.getLocalPort());
    }

    /** Takes the next connection. */
    ScriptedServer accept() {
        try {
            socket = listener.accept();
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the next connection, and greets it as a server of today does. */
    ScriptedServer greet() {
        accept();
        say("WELCOME test/1 hello");
        return answer("ping", "{\"type\":\"ok\",\"of\":\"ping\",\"ref\":\"REF\"}");
    }

    /** Greets and lets the client log in: {@link #logIn}. */
    String greetAndLogIn(String more) {
        greet();
        return logIn(more);
    }

    /**
     * Lets the client log in.
     *
     * @param more further fields of the answer, with a comma at the end
     * @return the request
     */
    String logIn(String more) {
        String login = next();
        say("{\"type\":\"ok\",\"of\":\"login\",\"ref\":\"" + ref(login) + "\",\"user\":\"alice\"," + more
                + "\"positions\":[{\"conversation\":[\"lobby\"],\"seq\":41}]}");
        return login;
    }

    /** Reads a request of that type, and answers it with a line in which REF is its reference. */
    ScriptedServer answer(String type, String line) {
        String request = next();
        if (!request.contains("\"type\":\"" + type + "\"")) {
            throw new AssertionError("not a " + type + ": " + request);
        }
        say(line.replace("REF", ref(request)));
        return this;
    }

    /** Reads the next request. */
    String next() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new AssertionError("the client closed the connection");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String line) {
        try {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String ref(String request) {
        return find(REF, request);
    }

    static String id(String request) {
        return find(ID, request);
    }

    private static String find(Pattern pattern, String request) {
        Matcher matcher = pattern.matcher(request);
        if (!matcher.find()) {
            throw new AssertionError("not there: " + pattern + " in " + request);
        }
        return matcher.group(1);
    }

    /** Closes the connection. */
    void hangUp() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        listener.close();
    }
}
