package io.implatform.core.internal;

import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.UserStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which users there are, spelled as registered, so that a private message does not cost a
 * look into the user store. Bounded: the one that was not asked for the longest is forgotten. That a
 * user does not exist is never remembered. Threads: any.
 */
final class Directory {
    private final UserStore users;
    private final Map<UserId, UserId> known;

    Directory(UserStore users, int entries) {
        this.users = users;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UserId, UserId> eldest) {
                return size() > entries;
            }
        };
    }

    /** The user as registered, if that is remembered. Does not block. */
    @Nullable
    UserId peek(UserId user) {
        synchronized (known) {
            return known.get(user);
        }
    }

    /** The user as registered; empty if there is none. May look into the store. */
    Optional<UserId> find(UserId user) {
        UserId remembered = peek(user);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<UserId> found = users.find(user).map(Account::user);
        found.ifPresent(this::remember);
        return found;
    }

    void remember(UserId user) {
        synchronized (known) {
            known.put(user, user);
        }
    }
}
