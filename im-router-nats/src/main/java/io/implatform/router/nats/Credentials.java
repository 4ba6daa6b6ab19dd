package io.implatform.router.nats;

import io.nats.client.AuthHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A credentials file of NATS: a token that says who one is, and the seed of the key with which one proves it by
 * signing what the server asks for (Ed25519, RFC 8032). The file is read again at each connection, as it may be
 * renewed.
 */
final class Credentials implements AuthHandler {
    private static final Pattern BLOCK =
            Pattern.compile("-{3,}[^-\\n]*-{3,}\\s*\\n([\\w\\-.=]+)\\s*\\n-{3,}[^-\\n]*-{3,}");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SEED_START = 2;
    private static final int SEED_BYTES = 32;
    private static final int CHECKSUM_BYTES = 2;

    private final Path file;

    private Credentials(Path file) {
        this.file = file;
    }

    /**
     * Those of a file.
     *
     * @throws IOException if it is no credentials file
     */
    static Credentials read(Path file) throws IOException {
        Credentials credentials = new Credentials(file);
        credentials.key();
        return credentials;
    }

    @Override
    public byte[] sign(byte[] nonce) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key());
            signature.update(nonce);
            return signature.sign();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + file, e);
        }
    }

    /** Nothing: the token says it. */
    @Override
    public char[] getID() {
        return new char[0];
    }

    @Override
    public char[] getJWT() {
        try {
            return block(0).toCharArray();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private String block(int number) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).replace("\r", "");
        } catch (NoSuchFileException e) {
            throw new IOException("creds " + file + ": there is no such file", e);
        }
        Matcher blocks = BLOCK.matcher(text);
        for (int i = 0; blocks.find(); i++) {
            if (i == number) {
                return blocks.group(1);
            }
        }
        throw new IOException("creds " + file + ": it is no credentials file of NATS");
    }

    /** The key of the seed: two bytes of kind, 32 of the seed, two of a checksum, in base 32 (RFC 4648). */
    private PrivateKey key() throws IOException {
        byte[] decoded = base32(block(1));
        if (decoded.length != SEED_START + SEED_BYTES + CHECKSUM_BYTES) {
            throw new IOException("creds " + file + ": its seed has not the length of one");
        }
        byte[] seed = Arrays.copyOfRange(decoded, SEED_START, SEED_START + SEED_BYTES);
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw new IOException("creds " + file + ": its seed is none", e);
        }
    }

    private byte[] base32(String text) throws IOException {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IOException("creds " + file + ": its seed is no base 32");
            }
            held = (held << 5 | digit) & 0xFFFF;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }
}
