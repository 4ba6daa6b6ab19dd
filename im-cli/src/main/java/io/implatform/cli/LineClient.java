package io.implatform.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of lines between standard input and output and a server, from its greeting to its end.
 *
 * <p><b>Threads.</b> {@link #run} prints on the thread that calls it; a daemon thread of its own sends,
 * so that neither waits for the other however much is pipelined.
 */
final class LineClient {
    private static final int GREETING_MILLIS = 10_000;
    private static final int LINE_BYTES = 1 << 20;

    private final Socket socket;
    private final String address;
    private final InputStream typed;
    private final OutputStream shown;
    private volatile boolean inputEnded;

    LineClient(Socket socket, String address, InputStream typed, OutputStream shown) {
        this.socket = socket;
        this.address = address;
        this.typed = typed;
        this.shown = new BufferedOutputStream(shown, 1 << 16);
    }

    /**
     * Returns when the conversation ended as it should: after QUIT, or after the end of the input, once
     * the server has answered everything.
     *
     * @throws Failure if the peer is no server of ours, or ended it on its own account
     * @throws IOException if the connection broke
     */
    void run() throws IOException {
        InputStream received = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        String line = greeting(received);
        show(line);
        shown.flush();
        Thread sender = new Thread(this::send, "im-client-sender");
        sender.setDaemon(true);
        sender.start();

        String last = line;
        while ((line = readLine(received)) != null) {
            last = line;
            show(line);
            if (received.available() == 0) {
                shown.flush();
            }
        }
        shown.flush();
        if (last.startsWith("BYE ")) {
            throw new Failure(address + ": the server ended the session: " + last.substring("BYE ".length()));
        }
        if (!inputEnded && !isGoodbye(last)) {
            throw new Failure(address + ": the server closed the connection");
        }
    }

    private String greeting(InputStream received) throws IOException {
        String line;
        try {
            socket.setSoTimeout(GREETING_MILLIS);
            line = readLine(received);
            socket.setSoTimeout(0);
        } catch (SocketTimeoutException e) {
            throw new Failure(address + " says nothing: it is no IM server, whose first line is WELCOME", e);
        }
        if (line != null && line.startsWith("BYE ")) {
            throw new Failure(address + ": the server turned us away: " + line.substring("BYE ".length()));
        }
        if (line == null || !line.startsWith("WELCOME ")) {
            throw new Failure(address + " is no IM server: its first line is not WELCOME");
        }
        return line;
    }

    /** {@code OK QUIT}, with or without a ref. */
    private static boolean isGoodbye(String line) {
        return line.equals("OK QUIT") || (line.startsWith("#") && line.endsWith(" OK QUIT"));
    }

    private void send() {
        try {
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[1 << 14];
            int last = '\n';
            int length;
            while ((length = typed.read(buffer)) >= 0) {
                if (length > 0) {
                    out.write(buffer, 0, length);
                    last = buffer[length - 1];
                }
            }
            if (last != '\n') {
                out.write('\n');
            }
            inputEnded = true;
            socket.shutdownOutput();
        } catch (IOException e) {
            // The connection is gone; the thread that reads it says so.
        }
    }

    private void show(String line) throws IOException {
        shown.write(Lines.printable(line).getBytes(StandardCharsets.UTF_8));
        shown.write('\n');
    }

    /** The next line without its end; what a peer sends without any comes in pieces. */
    private static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int b;
        while ((b = in.read()) >= 0 && b != '\n' && line.size() < LINE_BYTES) {
            line.write(b);
        }
        if (b < 0 && line.size() == 0) {
            return null;
        }
        if (b >= 0 && b != '\n') {
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
