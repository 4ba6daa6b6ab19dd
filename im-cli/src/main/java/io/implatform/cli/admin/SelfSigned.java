package io.implatform.cli.admin;

import io.implatform.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes self-signed certificates: an EC key on P-256, with the names and addresses of a server. The JDK can sign a
 * certificate with its keytool alone, which runs as a process of its own.
 */
final class SelfSigned {
    private static final String PASSWORD_VARIABLE = "IM_KEYSTORE_PASSWORD";

    private SelfSigned() {}

    /**
     * Makes a key and its certificate; neither file may exist. Both are for this user alone.
     *
     * @param names names of hosts, or addresses, for which it is good; the first is its common name
     */
    static void make(Path certificate, Path key, List<String> names, int days) throws IOException {
        for (Path file : List.of(certificate, key)) {
            if (Files.exists(file)) {
                throw new Failure(file + " exists already; it is left as it is");
            }
        }
        Path folder = Files.createTempDirectory("im-make-cert");
        Path store = folder.resolve("store.p12");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            keytool(store, password, names, days);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, password.toCharArray());
            }
            write(key, "PRIVATE KEY", keys.getKey("im", password.toCharArray()).getEncoded());
            write(certificate, "CERTIFICATE", keys.getCertificate("im").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new Failure("the JDK cannot make a certificate: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    private static void keytool(Path store, String password, List<String> names, int days) throws IOException {
        String alternatives = names.stream()
                .map(name -> (isAddress(name) ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(","));
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder keytool = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        "im",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-sigalg",
                        "SHA256withECDSA",
                        "-dname",
                        "CN=" + names.get(0),
                        "-validity",
                        String.valueOf(days),
                        "-ext",
                        "SAN=" + alternatives,
                        "-ext",
                        "KU=digitalSignature",
                        "-ext",
                        "EKU=serverAuth",
                        "-storetype",
                        "PKCS12",
                        "-storepass:env",
                        PASSWORD_VARIABLE,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true);
        keytool.environment().put(PASSWORD_VARIABLE, password);
        Process process = keytool.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new Failure("keytool cannot make a certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String pem = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = Files.newByteChannel(file, options, owner)) {
            out.write(StandardCharsets.US_ASCII.encode(pem));
        } catch (FileAlreadyExistsException e) {
            throw new Failure(file + " exists already; it is left as it is", e);
        }
    }
}
