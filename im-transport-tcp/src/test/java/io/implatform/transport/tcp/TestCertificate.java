package io.implatform.transport.tcp;

import io.implatform.core.spi.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for this machine, made by the JDK's keytool, and sockets that trust it. */
record TestCertificate(TlsFiles files, Certificate certificate) {
    private static final String PASSWORD = "not a secret";

    /** @param algorithm such as {@code EC} */
    static TestCertificate make(Path folder, String name, String algorithm) {
        Path store = folder.resolve(name + ".p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "im",
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile())
                    .start();
            if (keytool.waitFor() != 0) {
                throw new AssertionError(Files.readString(folder.resolve(name + ".log")));
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            Certificate certificate = keys.getCertificate("im");
            TlsFiles files = TlsFiles.of(folder.resolve(name + "-cert.pem"), folder.resolve(name + "-key.pem"));
            write(files.certificate(), "CERTIFICATE", certificate.getEncoded());
            write(
                    files.key(),
                    "PRIVATE KEY",
                    keys.getKey("im", PASSWORD.toCharArray()).getEncoded());
            return new TestCertificate(files, certificate);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        Files.write(
                file,
                List.of(
                        "-----BEGIN " + kind + "-----",
                        Base64.getMimeEncoder().encodeToString(der),
                        "-----END " + kind + "-----"));
    }

    /** Sockets that trust this certificate alone. */
    SSLSocketFactory sockets() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("im", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
