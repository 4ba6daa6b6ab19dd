package io.implatform.transport.websocket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A socket that speaks HTTP and WebSocket byte by byte, so that it can also speak them wrongly. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] MASK = {0x12, (byte) 0xFE, 0x56, 0x00};

    /** A frame of the server's. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int opcode, boolean isLast, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a Close frame; 1005 where it has none. */
        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    /** What HTTP answers. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;
    private final URI address;

    RawClient(URI address) throws IOException {
        this(address, 65_536);
    }

    RawClient(URI address, int receiveBytes) throws IOException {
        this.address = address;
        try {
            socket.setReceiveBufferSize(receiveBytes);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) PATIENCE.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A client whose WebSocket is open. */
    static RawClient open(URI address) throws IOException {
        RawClient client = new RawClient(address);
        try {
            Answer answer = client.ask(client.opening());
            if (answer.status() != 101) {
                throw new IOException("not opened: " + answer);
            }
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    String host() {
        return address.getHost() + ":" + address.getPort();
    }

    /** A good request for a WebSocket, with further headers as whole lines. */
    String opening(String... headers) {
        return "GET /chat HTTP/1.1\r\nHost: " + host() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + String.join(
                        "", List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n";
    }

    /** A request for a path. */
    String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n"
                + String.join(
                        "", List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n";
    }

    Answer ask(String request) throws IOException {
        write(request.getBytes(StandardCharsets.UTF_8));
        return answer(request.startsWith("HEAD"));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Answer answer() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean ofHead) throws IOException {
        String first = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int length = ofHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(Integer.parseInt(first.split(" ", 3)[1]), headers, in.readNBytes(length));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = next(); b != '\n'; b = next()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server closed the connection");
        }
        return b;
    }

    /** Whether nothing more comes. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    // Frames

    /** A masked frame that is its message. */
    static byte[] frame(int opcode, byte[] payload) {
        return frame(0x80 | opcode, 0x80, payload.length, payload);
    }

    static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A frame as one pleases.
     *
     * @param first its first byte: FIN, the reserved bits, the opcode
     * @param masked 0x80, or 0 for a frame that is not
     * @param length what its header claims, in its shortest form
     */
    static byte[] frame(int first, int masked, long length, byte[] payload) {
        int form = length < 126 ? (int) length : length < 65_536 ? 126 : 127;
        return frame(first, masked, form, length, payload);
    }

    static byte[] frame(int first, int masked, int form, long length, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        out.write(masked | form);
        int lengthBytes = form == 126 ? 2 : form == 127 ? 8 : 0;
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write((int) (length >>> (8 * i)));
        }
        if (masked == 0) {
            out.writeBytes(payload);
        } else {
            out.writeBytes(MASK);
            for (int i = 0; i < payload.length; i++) {
                out.write(payload[i] ^ MASK[i & 3]);
            }
        }
        return out.toByteArray();
    }

    static byte[] close(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[words.length + 2];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, words.length);
        return frame(CLOSE, payload);
    }

    void send(String text) throws IOException {
        write(text(text));
    }

    /** The next frame; empty at the end of the stream. */
    Optional<Frame> read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int second = next();
        if ((second & 0x80) != 0 || (first & 0x70) != 0) {
            throw new IOException("a server's frame that is masked, or has reserved bits");
        }
        long length = second;
        if (second >= 126) {
            length = 0;
            for (int i = second == 126 ? 2 : 8; i > 0; i--) {
                length = length << 8 | next();
            }
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the stream ended within a frame");
        }
        return Optional.of(new Frame(first & 0x0F, (first & 0x80) != 0, payload));
    }

    Frame frame() throws IOException {
        return read().orElseThrow(() -> new EOFException("no frame, but the end"));
    }

    /** Reads on to the Close frame, and to the end behind it. */
    int closeCode() throws IOException {
        List<Integer> opcodes = new ArrayList<>();
        while (true) {
            Frame frame = read().orElseThrow(() -> new EOFException("the end without a Close frame; " + opcodes));
            opcodes.add(frame.opcode());
            if (frame.opcode() == CLOSE) {
                if (read().isPresent()) {
                    throw new IOException("a frame behind Close");
                }
                return frame.closeCode();
            }
        }
    }

    Socket socket() {
        return socket;
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
