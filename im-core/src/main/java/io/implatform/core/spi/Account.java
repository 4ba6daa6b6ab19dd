package io.implatform.core.spi;

import io.implatform.core.model.UserId;

/**
 * An account as a {@link UserStore} knows it. Immutable.
 *
 * @param user who it is, spelled as registered
 * @param passwordHash what {@link PasswordHasher#hash} returned for the password; {@link #NO_PASSWORD}
 *     where no password opens it. {@link #toString} leaves it out
 */
public record Account(UserId user, String passwordHash) {
    /** The hash of an account that no password opens. */
    public static final String NO_PASSWORD = "!";

    @Override
    public String toString() {
        return "Account[" + user + "]";
    }
}
