package io.implatform.transport.netty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM (RFC 7468). What it says names the file and what to do, and nothing of a key. */
final class PemFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*)-----END \\1-----", Pattern.DOTALL);

    private PemFiles() {}

    /** The certificates in a file, at least one, in its order. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        String text = read(file);
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new IOException(file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(onlyCertificates(text)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] onlyCertificates(String text) {
        StringBuilder certificates = new StringBuilder();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.append(block.group()).append('\n');
            }
        }
        return certificates.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The private key in a file, RSA or EC. */
    static PrivateKey key(Path file) throws IOException {
        Matcher block = BLOCK.matcher(read(file));
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return pkcs8(file, block.group(2));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(file + " holds a key that is encrypted; this writes it unencrypted: "
                            + "openssl pkcs8 -in " + file + " -out key.pem");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                    throw new IOException(file + " holds a key in an older form (" + block.group(1)
                            + "); this writes it as PKCS #8: openssl pkcs8 -topk8 -nocrypt -in " + file
                            + " -out key.pem");
                default -> {
                    // Certificates and parameters may stand beside the key.
                }
            }
        }
        throw new IOException(file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey pkcs8(Path file, String base64) throws IOException {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a private key that is not Base64", e);
        }
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // It may be one of the other kind.
            }
        }
        throw new IOException(file + " holds a private key that is neither RSA nor EC");
    }

    /** Whether what the key signs is what the certificate proves. */
    static boolean belongTogether(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        byte[] anything = "im".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is too large for a PEM file");
            }
            // Latin-1 reads anything; what is not PEM is found out above.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        }
    }
}
