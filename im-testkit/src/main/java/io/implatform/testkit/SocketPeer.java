package io.implatform.testkit;

import io.implatform.core.logic.Command;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A {@link Peer} that speaks lines over TCP, plain or behind TLS. */
public final class SocketPeer implements Peer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int RECEIVE_BYTES = 65_536;

    private final Socket socket = new Socket();
    /** The same, or the encryption on top of it. */
    private final Socket stream;

    private final InputStream in;
    private final Function<Command, byte[]> spelling;

    /**
     * Connects.
     *
     * @param address {@code tcp://HOST:PORT}
     * @param spelling one request as a line, with its LF
     * @throws IOException if the connection is refused
     */
    public SocketPeer(URI address, Function<Command, byte[]> spelling) throws IOException {
        this(address, spelling, PATIENCE, null);
    }

    /**
     * Connects, and encrypts from the first byte on.
     *
     * @param address {@code tls://HOST:PORT}
     * @param spelling one request as a line, with its LF
     * @throws IOException if the connection is refused, or the server's certificate
     */
    public SocketPeer(URI address, Function<Command, byte[]> spelling, SSLSocketFactory tls) throws IOException {
        this(address, spelling, PATIENCE, tls);
    }

    /** Connects; reads wait as long as {@code patience} has it. */
    SocketPeer(URI address, Function<Command, byte[]> spelling, Duration patience) throws IOException {
        this(address, spelling, patience, null);
    }

    private SocketPeer(
            URI address, Function<Command, byte[]> spelling, Duration patience, @Nullable SSLSocketFactory tls)
            throws IOException {
        this.spelling = spelling;
        try {
            // Small, so that a peer that does not read stalls its server soon.
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            boolean isIpv6 = address.getHost().startsWith("[");
            String host =
                    isIpv6 ? address.getHost().substring(1, address.getHost().length() - 1) : address.getHost();
            socket.connect(new InetSocketAddress(host, address.getPort()), (int) patience.toMillis());
            stream = tls == null ? socket : tls.createSocket(socket, host, address.getPort(), true);
            if (stream instanceof SSLSocket encrypted) {
                // A session begins when the handshake is over, which otherwise waits for the first read or write.
                encrypted.startHandshake();
            }
            in = new BufferedInputStream(stream.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public byte[] spell(Command command) {
        return spelling.apply(command);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        stream.getOutputStream().write(bytes);
    }

    @Override
    public @Nullable String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() > 0) {
                    throw new IOException("the stream ended within a line");
                }
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String address() {
        String host = socket.getLocalAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + socket.getLocalPort();
    }

    @Override
    public void endOutput() throws IOException {
        stream.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
