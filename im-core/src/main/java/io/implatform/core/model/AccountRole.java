package io.implatform.core.model;

import java.util.Locale;
import java.util.Optional;

/**
 * What an account may do on the whole server; a later one may all that an earlier one may. {@link Role}
 * is what a member may do in one group: the two have nothing to do with each other.
 */
public enum AccountRole {
    /** Chats. */
    USER,
    /** Also mutes, bans and disconnects users, and announces. */
    MODERATOR,
    /** Also acts on moderators, and bans networks of any size. */
    ADMIN;

    /** The name in what is stored and shown: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that {@link #key} names, in any case. */
    public static Optional<AccountRole> find(String key) {
        for (AccountRole role : values()) {
            if (role.key().equals(Names.fold(key))) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
