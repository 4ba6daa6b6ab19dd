package io.implatform.core.spi;

/**
 * Turns passwords into hashes that can be stored, and compares. The default is Argon2id with the
 * parameters of {@link io.implatform.core.model.Limit#PASSWORD_MEMORY_KIB} and {@link
 * io.implatform.core.model.Limit#PASSWORD_ITERATIONS}; a host application whose accounts hold hashes
 * of another kind plugs its own in.
 *
 * <p><b>Threads.</b> Called by the threads of the password pool, several at once.
 */
public interface PasswordHasher {

    /** A salted hash of {@code password}, as it is stored. Two calls never return the same. */
    String hash(String password);

    /**
     * Whether {@code password} is the one that {@code hash} was made of. The time it takes does not
     * tell where they differ. A hash that it does not know, or whose cost is absurd, is no match.
     */
    boolean matches(String password, String hash);

    /** Whether {@code hash}, which just matched, is weaker than {@link #hash} would make it today. */
    boolean isOutdated(String hash);
}
