package io.implatform.core.spi;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a listener finds what it needs for TLS: files in PEM (RFC 7468). They are read again when they change, so that
 * a certificate can be renewed while the server runs. Immutable.
 *
 * @param certificate the listener's certificate, and behind it those of the authorities up to one that clients know
 * @param key the certificate's private key, unencrypted PKCS #8; nobody but the server should be able to read it
 * @param clientAuthorities the certificates of the authorities whose clients may show a certificate of their own;
 *     empty where no client is asked for one
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {

    /** Files of a listener that asks no client for a certificate. */
    public static TlsFiles of(Path certificate, Path key) {
        return new TlsFiles(certificate, key, Optional.empty());
    }
}
