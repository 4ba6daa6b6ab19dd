package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.ChatServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Somebody who connects to an example over a real socket. */
final class Guest implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Guest(ChatServer server) throws IOException {
        URI address = server.addresses().get(0);
        socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(60_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        assertThat(receive()).startsWith("WELCOME ");
    }

    /** Sends a request and returns its reply. */
    String ask(String request) throws IOException {
        send(request + "\n");
        return receive();
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    }

    String receive() throws IOException {
        return in.readLine();
    }

    void endRequests() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
