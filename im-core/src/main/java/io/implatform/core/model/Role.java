package io.implatform.core.model;

import java.util.Locale;
import java.util.Optional;

/** What a member may do in a group; a later one may all that an earlier one may. */
public enum Role {
    /** Speaks, reads, sees who is there. */
    MEMBER,
    /** Also invites, removes members, deletes their messages and sets the topic. */
    MODERATOR,
    /** Also gives roles. */
    OWNER;

    /** The name on the wire: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that {@link #key} names, in any case. */
    public static Optional<Role> find(String key) {
        for (Role role : values()) {
            if (role.key().equals(Names.fold(key))) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
