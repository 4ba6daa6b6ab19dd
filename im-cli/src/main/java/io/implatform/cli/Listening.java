package io.implatform.cli;

import io.implatform.core.spi.Provider;
import io.implatform.core.spi.TlsFiles;
import io.implatform.core.spi.Transport;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how what listens is kept safe, and what comes of them. */
final class Listening {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "The certificate for tls:// and https://, in PEM, with those of its authorities behind it. Read "
                            + "again when it changes.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Its private key, in PEM, unencrypted PKCS #8. Read again when it changes.")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "The certificates of the authorities whose clients may show a certificate of their own.")
    private @Nullable Path clientAuthorities;

    @Option(
            names = "--allow-plaintext",
            description = "Listen without TLS on other addresses than loopback, too: everybody on the way can read "
                    + "passwords and messages.")
    private boolean allowPlaintext;

    Listening() {}

    /**
     * What listens there.
     *
     * @throws Failure if it lacks a certificate, or would be plain where that is not allowed
     */
    Transport transport(String uri) {
        Parts.Listen listen = Parts.listen("--listen", uri);
        if (listen.provider().isEncrypted()) {
            return listen.transport(files(uri));
        }
        if (!allowPlaintext && !isLoopback(listen.uri())) {
            throw new Failure("--listen " + uri + ": without TLS everybody on the way can read passwords and messages; "
                    + "use " + encrypted(listen.provider()) + " instead, or give --allow-plaintext");
        }
        return listen.transport();
    }

    private static String encrypted(Provider.OfTransport plain) {
        return plain.scheme().equals("http") ? "https://" : "tls://";
    }

    private TlsFiles files(String uri) {
        if (certificate == null && key == null) {
            throw new Failure("--listen " + uri + ": it needs a certificate, --tls-cert FILE and --tls-key FILE; this "
                    + "makes a self-signed one: ./im admin make-cert");
        }
        if (certificate == null || key == null) {
            throw new Failure("--listen " + uri + ": " + (key == null ? "--tls-key" : "--tls-cert") + " is missing");
        }
        return new TlsFiles(certificate, key, Optional.ofNullable(clientAuthorities));
    }

    /** Whether nobody outside of this machine comes in there; what has no host is not for us to judge. */
    private static boolean isLoopback(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return true;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host.replaceAll("[\\[\\]]", ""))) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return true; // to bind it fails, and says so
        }
    }
}
