package io.implatform.router.nats;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Who may use a NATS server, as its own tools would write it down: an operator, an account, a user, and a
 * stranger of another account; and a certificate for 127.0.0.1 alone.
 */
final class NatsIdentities {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int OPERATOR = 14 << 3;
    private static final int ACCOUNT = 0;
    private static final int USER = 20 << 3;
    private static final int SEED = 18 << 3;
    private static final int KEY_BYTES = 32;

    private final Path folder;
    private final Key operator = new Key(OPERATOR);
    private final Key account = new Key(ACCOUNT);

    NatsIdentities(Path folder) throws Exception {
        this.folder = folder;
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "nats",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=nats",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                "nats.p12",
                "-storepass",
                "changeit");
        java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
        try (java.io.InputStream in = Files.newInputStream(folder.resolve("nats.p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        pem("nats.pem", "CERTIFICATE", store.getCertificate("nats").getEncoded());
        pem(
                "nats.key",
                "PRIVATE KEY",
                store.getKey("nats", "changeit".toCharArray()).getEncoded());
    }

    private void pem(String name, String kind, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private void run(String tool, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    Path certificate() {
        return folder.resolve("nats.pem");
    }

    Path serverConfiguration() throws Exception {
        String operatorToken = token(operator, operator, "operator", "");
        String accountToken = token(
                operator,
                account,
                "account",
                ",\"limits\":{\"subs\":-1,\"conn\":-1,\"leaf\":-1,\"imports\":-1,\"exports\":-1,"
                        + "\"data\":-1,\"payload\":-1,\"wildcards\":true}");
        return Files.writeString(
                folder.resolve("nats.conf"),
                "operator: " + operatorToken + "\nresolver: MEMORY\nresolver_preload: {\n  " + account.name() + ": "
                        + accountToken + "\n}\ntls {\n  cert_file: \"" + certificate() + "\"\n  key_file: \""
                        + folder.resolve("nats.key") + "\"\n}\n");
    }

    Path userCredentials() throws Exception {
        return credentials("user.creds", account);
    }

    Path strangersCredentials() throws Exception {
        return credentials("stranger.creds", new Key(ACCOUNT));
    }

    private Path credentials(String name, Key issuer) throws Exception {
        Key user = new Key(USER);
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN NATS USER JWT-----\n"
                        + token(issuer, user, "user", ",\"subs\":-1,\"data\":-1,\"payload\":-1")
                        + "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n" + user.seed()
                        + "\n------END USER NKEY SEED------\n");
    }

    private static String token(Key issuer, Key subject, String type, String more) throws Exception {
        String head = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(StandardCharsets.UTF_8));
        String claims = "{\"jti\":\"%s\",\"iat\":1600000000,\"iss\":\"" + issuer.name() + "\",\"name\":\"" + type
                + "\",\"sub\":\"" + subject.name() + "\",\"nats\":{\"type\":\"" + type + "\",\"version\":2" + more
                + "}}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(claims.getBytes(StandardCharsets.UTF_8));
        String body = head + "." + base64(claims.replace("%s", base32(digest)).getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(issuer.pair.getPrivate());
        signature.update(body.getBytes(StandardCharsets.US_ASCII));
        return body + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte one : bytes) {
            held = ((held << 8) | (one & 0xFF)) & 0xFFFFF;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((held >> bits) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(ALPHABET.charAt((held << (5 - bits)) & 31)).toString();
    }

    /** A key in the form of NATS: kind, key and checksum in base 32. */
    private static final class Key {
        final int kind;
        final KeyPair pair;

        Key(int kind) throws Exception {
            this.kind = kind;
            this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        }

        String name() {
            byte[] encoded = pair.getPublic().getEncoded(); // X.509, of which the key is the end
            return checked(
                    new byte[] {(byte) kind}, Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
        }

        String seed() {
            byte[] encoded = pair.getPrivate().getEncoded(); // PKCS #8, of which the seed is the end
            return checked(
                    new byte[] {(byte) (SEED | (kind >> 5)), (byte) ((kind & 31) << 3)},
                    Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
        }

        private static String checked(byte[] kind, byte[] key) {
            byte[] all = Arrays.copyOf(kind, kind.length + key.length + 2);
            System.arraycopy(key, 0, all, kind.length, key.length);
            int crc = 0; // CRC-16/XMODEM, lowest byte first
            for (int i = 0; i < all.length - 2; i++) {
                crc ^= (all[i] & 0xFF) << 8;
                for (int bit = 0; bit < 8; bit++) {
                    crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
                }
            }
            all[all.length - 2] = (byte) crc;
            all[all.length - 1] = (byte) (crc >> 8);
            return base32(all);
        }
    }
}
