package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Somebody who types the text protocol. */
final class TextClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final Deque<String> events = new ArrayDeque<>();

    TextClient(int port, String user) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(in.readLine()).startsWith("WELCOME ");
        assertThat(ask("REGISTER " + user + " correct horse " + user)).startsWith("OK ");
        assertThat(ask("LOGIN " + user + " correct horse " + user)).startsWith("OK ");
    }

    void send(String lines) throws IOException {
        socket.getOutputStream().write((lines + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request and reads up to its final reply, which it returns. */
    String ask(String request) throws IOException {
        send(request);
        return reply();
    }

    String reply() throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("OK ") || line.startsWith("ERR ")) {
                return line;
            }
            events.add(line);
        }
        throw new IOException("the server has closed the connection");
    }

    /** The next event that begins so; others are passed over. */
    String event(String beginning) throws IOException {
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new IOException("the server has closed the connection before " + beginning);
    }

    private String next() throws IOException {
        return events.isEmpty() ? in.readLine() : events.poll();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
