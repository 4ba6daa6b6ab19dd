package io.implatform.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Opens sockets to servers: plain ones for {@code tcp://HOST:PORT}, for {@code tls://HOST:PORT} encrypted ones with TLS
 * 1.3 or 1.2 to a server whose certificate is trusted and names the host. Immutable. Threads: any.
 */
public final class ServerSockets {
    static final int DEFAULT_PORT = 5_050;
    static final int DEFAULT_TLS_PORT = 5_051;

    private static final String PLAIN = "tcp";
    private static final String ENCRYPTED = "tls";
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLSocketFactory tls;

    private ServerSockets(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /** To servers whose certificate the Java runtime trusts. */
    public static ServerSockets trustingTheSystem() {
        return new ServerSockets((SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /**
     * To servers whose certificate is among those of a file, or issued by one of them; the system's are not trusted.
     *
     * @param certificates in PEM (RFC 7468)
     * @throws IOException if there is none in it, or it cannot be read; the message names the file
     */
    public static ServerSockets trusting(Path certificates) throws IOException {
        try (InputStream in = Files.newInputStream(certificates)) {
            Collection<? extends Certificate> trusted =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (trusted.isEmpty()) {
                throw new IOException(certificates + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : trusted) {
                store.setCertificateEntry("trusted" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new ServerSockets(context.getSocketFactory());
        } catch (NoSuchFileException e) {
            throw new IOException(certificates + " does not exist", e);
        } catch (CertificateException e) {
            throw new IOException(certificates + " holds no certificate that can be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java runtime cannot trust " + certificates + ": " + e.getMessage(), e);
        }
    }

    /** To servers as the context trusts them; their names are verified in any case. */
    public static ServerSockets of(SSLContext context) {
        return new ServerSockets(context.getSocketFactory());
    }

    /**
     * Looks at an address.
     *
     * @throws IllegalArgumentException if it is none that can be connected to; the message shows what it looks like
     */
    public static void check(URI address) {
        String scheme = address.getScheme();
        if ((!PLAIN.equalsIgnoreCase(scheme) && !ENCRYPTED.equalsIgnoreCase(scheme)) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "not an address of the form tcp://host:port or tls://host:port: " + address);
        }
    }

    /**
     * Connects.
     *
     * @param timeout how long that may take, and then a handshake
     * @return a socket whose reads wait for ever
     * @throws IOException if it cannot; the message says why, for a person
     * @throws IllegalArgumentException if the address is none, as {@link #check} has it
     */
    public Socket connect(URI address, Duration timeout) throws IOException {
        return open(address, timeout).stream();
    }

    /**
     * A connection.
     *
     * @param socket the connection itself: closing it ends at once whatever waits for it
     * @param stream what is read and written, encrypted where the address says so
     */
    record Opened(Socket socket, Socket stream) {}

    Opened open(URI address, Duration timeout) throws IOException {
        check(address);
        boolean encrypted = ENCRYPTED.equalsIgnoreCase(address.getScheme());
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        int port = address.getPort() >= 0 ? address.getPort() : encrypted ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), millis);
            if (!encrypted) {
                return new Opened(socket, socket);
            }
            socket.setSoTimeout(millis);
            SSLSocket stream = (SSLSocket) tls.createSocket(socket, host, port, true);
            SSLParameters parameters = stream.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            // RFC 9525: the certificate has to name the host that was asked for.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            stream.setSSLParameters(parameters);
            stream.startHandshake();
            stream.setSoTimeout(0);
            return new Opened(socket, stream);
        } catch (IOException e) {
            socket.close();
            throw explained(e);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static IOException explained(IOException e) {
        if (e instanceof UnknownHostException) {
            return new UnknownHostException("unknown host");
        }
        if (!(e instanceof SSLException)) {
            return e;
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("unable to find valid certification path") || message.contains("PKIX")) {
            return new IOException("the server's certificate is not trusted: " + message, e);
        }
        if (message.toLowerCase(Locale.ROOT).contains("subject alternative")) {
            return new IOException("the server's certificate is another host's: " + message, e);
        }
        return new IOException("no TLS with the server: " + message, e);
    }
}
