package io.implatform.core.internal;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.implatform.core.spi.PasswordHasher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id (RFC 9106), stored as a PHC string: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$tag}.
 *
 * <p>One lane of parallelism only: the pool of the server hashes several passwords at once, and more
 * lanes would take threads of the hash library's own.
 */
public final class Argon2PasswordHasher implements PasswordHasher {
    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;
    private static final int MAX_STORED_MEMORY_KIB = 1 << 20;
    private static final int MAX_STORED_ITERATIONS = 100;
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=1"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int memoryKib;
    private final int iterations;
    private final SecureRandom random = new SecureRandom();

    public Argon2PasswordHasher(int memoryKib, int iterations) {
        this.memoryKib = memoryKib;
        this.iterations = iterations;
    }

    @Override
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] tag = tag(password, salt, memoryKib, iterations, TAG_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + iterations + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(tag);
    }

    @Override
    public boolean matches(String password, String hash) {
        Stored stored = Stored.parse(hash);
        return stored != null
                && MessageDigest.isEqual(
                        stored.tag, tag(password, stored.salt, stored.memoryKib, stored.iterations, stored.tag.length));
    }

    @Override
    public boolean isOutdated(String hash) {
        Stored stored = Stored.parse(hash);
        return stored == null
                || stored.memoryKib < memoryKib
                || stored.iterations < iterations
                || stored.salt.length < SALT_BYTES
                || stored.tag.length < TAG_BYTES;
    }

    private static byte[] tag(String password, byte[] salt, int memoryKib, int iterations, int bytes) {
        return Argon2Function.getInstance(memoryKib, iterations, 1, bytes, Argon2.ID)
                .hash(password.getBytes(StandardCharsets.UTF_8), salt)
                .getBytes();
    }

    /** A stored hash, taken apart. */
    private static final class Stored {
        final int memoryKib;
        final int iterations;
        final byte[] salt;
        final byte[] tag;

        private Stored(int memoryKib, int iterations, byte[] salt, byte[] tag) {
            this.memoryKib = memoryKib;
            this.iterations = iterations;
            this.salt = salt;
            this.tag = tag;
        }

        /** {@code null} for what is no Argon2id hash, or one whose cost is absurd. */
        static @Nullable Stored parse(String hash) {
            Matcher phc = PHC.matcher(hash);
            if (!phc.matches()) {
                return null;
            }
            int memoryKib = Integer.parseInt(phc.group(1));
            int iterations = Integer.parseInt(phc.group(2));
            if (memoryKib < 8
                    || memoryKib > MAX_STORED_MEMORY_KIB
                    || iterations < 1
                    || iterations > MAX_STORED_ITERATIONS) {
                return null;
            }
            try {
                Base64.Decoder base64 = Base64.getDecoder();
                return new Stored(memoryKib, iterations, base64.decode(phc.group(3)), base64.decode(phc.group(4)));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
