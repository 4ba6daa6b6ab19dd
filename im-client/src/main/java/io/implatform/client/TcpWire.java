package io.implatform.client;

import io.implatform.protocol.client.ClientCodec;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A wire over TCP: {@code tcp://host:port}. */
final class TcpWire implements Wire {
    private static final int DEFAULT_PORT = 5050;
    private static final int BUFFER_BYTES = 16_384;

    private final Socket socket;
    private byte[] buffer = new byte[BUFFER_BYTES];
    /** What was received and not handed out is in {@code [start, end)}, with no LF before {@code scanned}. */
    private int start;

    private int scanned;
    private int end;

    private TcpWire(Socket socket) {
        this.socket = socket;
    }

    static Wire dial(URI address, Duration timeout) throws IOException {
        String host = address.getHost();
        if (!"tcp".equals(address.getScheme()) || host == null) {
            throw new IllegalArgumentException("not an address of the form tcp://host:port: " + address);
        }
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(plain, port), millis(timeout));
            return new TcpWire(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
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
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, whatever state it is in.
        }
    }
}
