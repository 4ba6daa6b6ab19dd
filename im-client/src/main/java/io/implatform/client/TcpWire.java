package io.implatform.client;

import io.implatform.protocol.client.ClientCodec;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A wire over TCP, plain or encrypted: {@code tcp://host:port}, {@code tls://host:port}. */
final class TcpWire implements Wire {
    private static final int BUFFER_BYTES = 16_384;

    /** The connection itself, and what is read and written. */
    private final Socket connection;

    private final Socket socket;
    private byte[] buffer = new byte[BUFFER_BYTES];
    /** What was received and not handed out is in {@code [start, end)}, with no LF before {@code scanned}. */
    private int start;

    private int scanned;
    private int end;

    private TcpWire(ServerSockets.Opened opened) {
        this.connection = opened.socket();
        this.socket = opened.stream();
    }

    static Wire dial(ServerSockets sockets, URI address, Duration timeout) throws IOException {
        try {
            return new TcpWire(sockets.open(address, timeout));
        } catch (IOException e) {
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    private static int millis(Duration timeout) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    @Override
    public void send(byte[] lines) throws IOException {
        socket.getOutputStream().write(lines);
    }

    @Override
    public byte @Nullable [] receive(long timeoutMillis) throws IOException {
        byte[] line = nextLine();
        if (line != null) {
            return line;
        }
        socket.setSoTimeout(millis(Duration.ofMillis(timeoutMillis)));
        while (line == null) {
            makeRoom();
            int count;
            try {
                count = socket.getInputStream().read(buffer, end, buffer.length - end);
            } catch (SocketTimeoutException e) {
                return null;
            }
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            end += count;
            line = nextLine();
        }
        return line;
    }

    private byte @Nullable [] nextLine() {
        while (scanned < end) {
            if (buffer[scanned++] == '\n') {
                int last = scanned - 1;
                if (last > start && buffer[last - 1] == '\r') {
                    last--;
                }
                byte[] line = Arrays.copyOfRange(buffer, start, last);
                start = scanned;
                return line;
            }
        }
        return null;
    }

    private void makeRoom() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
        if (end == 0 && buffer.length > BUFFER_BYTES) {
            buffer = new byte[BUFFER_BYTES];
        }
        if (end == buffer.length) {
            if (end >= ClientCodec.MAX_LINE_BYTES) {
                throw new IOException("the server sent a line of more than " + ClientCodec.MAX_LINE_BYTES + " bytes");
            }
            buffer = Arrays.copyOf(buffer, Math.min(ClientCodec.MAX_LINE_BYTES, 2 * buffer.length));
        }
    }

    @Override
    public void close() {
        try {
            // Not the encrypted one, which would wait to say goodbye to a peer that does not read.
            connection.close();
        } catch (IOException e) {
            // It is of no use any more, whatever state it is in.
        }
    }
}
