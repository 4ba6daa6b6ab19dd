package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.UserStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which users there are, spelled as registered, with whom they have blocked, and which public
 * groups, so that a message does not cost a look into a store. Bounded: what was not asked for the
 * longest is forgotten. That something does not exist is never remembered. Threads: any.
 */
final class Directory {
    /** A user, and whom they have blocked. */
    private record Entry(UserId user, Set<UserId> blocked, long readNanos) {}

    private final UserStore users;
    private final ConversationStore conversations;
    private final Map<UserId, Entry> known;
    private final Map<String, ConversationId.Group> publicGroups;
    private final long nanos;
    private long changes;

    /**
     * @param nanos how long an entry holds where other nodes may change it: they say so, but a router may lose that;
     *     0 for ever
     */
    Directory(UserStore users, ConversationStore conversations, int entries, long nanos) {
        this.nanos = nanos;
        this.users = users;
        this.conversations = conversations;
        this.known = bounded(entries);
        this.publicGroups = bounded(entries);
    }

    private static <K, V> Map<K, V> bounded(int entries) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entries;
            }
        };
    }

    /** The user as registered, if that is remembered. Does not block. */
    synchronized @Nullable UserId peek(UserId user) {
        Entry entry = known.get(user);
        return entry == null || (nanos > 0 && System.nanoTime() - entry.readNanos > nanos) ? null : entry.user;
    }

    /** The user as registered; empty if there is none. May look into the stores. */
    Optional<UserId> find(UserId user) {
        UserId remembered = peek(user);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        while (true) {
            long before;
            synchronized (this) {
                before = changes;
            }
            Optional<Account> account = users.find(user);
            if (account.isEmpty()) {
                return Optional.empty();
            }
            Entry entry = new Entry(account.get().user(), Set.copyOf(conversations.blockedBy(user)), System.nanoTime());
            synchronized (this) {
                if (before == changes) {
                    known.put(user, entry);
                    return Optional.of(entry.user);
                }
            }
        }
    }

    /** Whether {@code addressee}, who is remembered, takes no messages from {@code sender}. */
    synchronized boolean isBlocked(UserId sender, UserId addressee) {
        Entry entry = known.get(addressee);
        return entry != null && entry.blocked.contains(sender);
    }

    synchronized void block(UserId user, UserId other, boolean on) {
        changes++;
        Entry entry = known.get(user);
        if (entry != null) {
            Set<UserId> blocked = new HashSet<>(entry.blocked);
            if (on) {
                blocked.add(other);
            } else {
                blocked.remove(other);
            }
            known.put(user, new Entry(entry.user, Set.copyOf(blocked), entry.readNanos));
        }
    }

    /** The user's account is gone. */
    synchronized void forget(UserId user) {
        changes++;
        known.remove(user);
    }

    /** The public group of that name, if that is remembered. Does not block. */
    synchronized ConversationId.@Nullable Group peekGroup(String name) {
        return publicGroups.get(ConversationId.Group.fold(name));
    }

    /** The public group of that name; empty if there is none. May look into the store. */
    Optional<ConversationId.Group> findGroup(String name) {
        ConversationId.Group remembered = peekGroup(name);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<ConversationId.Group> found = conversations.publicGroup(name);
        if (found.isPresent()) {
            synchronized (this) {
                publicGroups.put(ConversationId.Group.fold(name), found.get());
            }
        }
        return found;
    }
}
