package io.implatform.core.spi;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;

/**
 * An account as a {@link UserStore} knows it. Immutable.
 *
 * @param user who it is, spelled as registered
 * @param passwordHash what {@link PasswordHasher#hash} returned for the password; {@link #NO_PASSWORD}
 *     where no password opens it. {@link #toString} leaves it out
 * @param role what the user may do on the whole server
 * @param isDisabled whether nothing opens it, until it is enabled again
 */
public record Account(UserId user, String passwordHash, AccountRole role, boolean isDisabled) {
    /** The hash of an account that no password opens. */
    public static final String NO_PASSWORD = "!";

    /** An account like most: a {@link AccountRole#USER}'s, not disabled. */
    public Account(UserId user, String passwordHash) {
        this(user, passwordHash, AccountRole.USER, false);
    }

    @Override
    public String toString() {
        return "Account[" + user + "]";
    }
}
