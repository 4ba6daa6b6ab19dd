package io.implatform.core.memory;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.StoreRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The accounts and tokens of a {@link MemoryStore}, which guards them. */
final class Accounts {
    private record Token(String hash, UserId user, long expiresMillis) {}

    private final Map<UserId, Account> accounts = new HashMap<>();
    /** Those whose account is deleted; their names stay taken. */
    private final Set<UserId> retired = new HashSet<>();

    private final Map<String, Token> tokens = new HashMap<>();

    Optional<Account> find(UserId user) {
        return Optional.ofNullable(accounts.get(user));
    }

    boolean create(Account account) {
        return !retired.contains(account.user()) && accounts.putIfAbsent(account.user(), account) == null;
    }

    boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        Account account = accounts.get(user);
        if (account == null || !account.passwordHash().equals(expectedHash)) {
            return false;
        }
        accounts.put(user, new Account(account.user(), newHash, account.role(), account.isDisabled()));
        return true;
    }

    boolean setRole(UserId user, AccountRole role) {
        return accounts.computeIfPresent(
                        user,
                        (key, account) ->
                                new Account(account.user(), account.passwordHash(), role, account.isDisabled()))
                != null;
    }

    boolean setDisabled(UserId user, boolean disabled) {
        return accounts.computeIfPresent(
                        user,
                        (key, account) -> new Account(account.user(), account.passwordHash(), account.role(), disabled))
                != null;
    }

    List<Account> list(Optional<UserId> after, int limit) {
        return accounts.values().stream()
                .filter(account -> after.isEmpty() || account.user().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(Account::user))
                .limit(limit)
                .toList();
    }

    boolean retire(UserId user) {
        Account account = accounts.remove(user);
        if (account == null) {
            return false;
        }
        retired.add(account.user());
        removeTokens(user);
        return true;
    }

    boolean addToken(UserId user, String hash, long expiresMillis, int limit) {
        Token known = tokens.get(hash);
        if (!accounts.containsKey(user) || (known != null && !known.user().equals(user))) {
            return false;
        }
        tokens.put(hash, new Token(hash, accounts.get(user).user(), expiresMillis));
        while (tokens.values().stream()
                        .filter(token -> token.user().equals(user))
                        .count()
                > limit) {
            tokens.values().stream()
                    .filter(token -> token.user().equals(user) && !token.hash().equals(hash))
                    .min(Comparator.comparingLong(Token::expiresMillis))
                    .ifPresent(first -> tokens.remove(first.hash()));
        }
        return true;
    }

    Optional<Account> findByToken(String hash, long nowMillis) {
        Token token = tokens.get(hash);
        if (token == null) {
            return Optional.empty();
        }
        if (token.expiresMillis() <= nowMillis) {
            tokens.remove(hash);
            return Optional.empty();
        }
        return find(token.user());
    }

    void removeToken(UserId user, String hash) {
        Token token = tokens.get(hash);
        if (token != null && token.user().equals(user)) {
            tokens.remove(hash);
        }
    }

    void removeTokens(UserId user) {
        tokens.values().removeIf(token -> token.user().equals(user));
    }

    boolean isEmpty() {
        return accounts.isEmpty() && retired.isEmpty();
    }

    void dump(Consumer<? super StoreRecord> to) {
        SortedMap<UserId, StoreRecord> all = new TreeMap<>();
        accounts.forEach((user, account) -> all.put(user, new StoreRecord.OfAccount(account, false)));
        retired.forEach(user -> all.put(user, new StoreRecord.OfAccount(new Account(user, Account.NO_PASSWORD), true)));
        all.values().forEach(to);
        new TreeMap<>(tokens)
                .values()
                .forEach(token -> to.accept(new StoreRecord.Token(
                        token.user(), token.hash(), Instant.ofEpochMilli(token.expiresMillis()))));
    }
}
