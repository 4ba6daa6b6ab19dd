package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.UserStore.Creation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A random walk through the calls of a {@link UserStore}: each answer is compared with that of a model. */
final class UserStoreWalk {
    private static final List<String> NAMES =
            List.of("Alice", "aLICE", "bob", "BOB", "a_b", "A_B", "axb", "carol", "dora", "Eve", "fred", "gina");

    private record Token(UserId user, String hash, long end) {}

    private final Random random;
    private final boolean retires;
    private final boolean keepsTokens;
    private final Map<UserId, Account> accounts = new HashMap<>();
    private final Set<UserId> retired = new HashSet<>();
    private final List<Token> tokens = new ArrayList<>();
    private int nextEnd = 1_000;

    UserStoreWalk(Random random, boolean retires, boolean keepsTokens) {
        this.random = random;
        this.retires = retires;
        this.keepsTokens = keepsTokens;
    }

    void walk(int steps, Supplier<UserStore> store, Callable<Boolean> reopen) throws Exception {
        for (int step = 0; step < steps; step++) {
            int kind = random.nextInt(100);
            if (kind < 60) {
                account(step, store.get(), UserId.of(any(NAMES)));
            } else if (kind < 98 || step < steps / 2) {
                if (keepsTokens) {
                    token(step, store.get(), UserId.of(any(NAMES)));
                }
            } else if (!reopen.call()) {
                return;
            }
        }
    }

    private void account(int step, UserStore store, UserId user) {
        Account account = accounts.get(user);
        String hash = "hash " + random.nextInt(3);
        String newHash = "hash " + random.nextInt(3);
        int kind = random.nextInt(60);
        if (kind < 20) {
            boolean isFree = account == null && !retired.contains(user);
            assertThat(store.create(new Account(user, hash)))
                    .as("step %d: create %s", step, user)
                    .isEqualTo(isFree ? Creation.CREATED : Creation.NAME_TAKEN);
            if (isFree) {
                accounts.put(user, new Account(user, hash));
            }
        } else if (kind < 40) {
            boolean expected = account != null && account.passwordHash().equals(hash);
            assertThat(store.replacePasswordHash(user, hash, newHash))
                    .as("step %d: replace the hash of %s", step, user)
                    .isEqualTo(expected);
            if (account != null && expected) {
                accounts.put(user, new Account(account.user(), newHash));
            }
        } else if (kind < 59 || !retires) {
            assertAccount("step " + step + ": find " + user, store.find(user), Optional.ofNullable(account));
        } else {
            assertThat(store.retire(user)).as("step %d: retire %s", step, user).isEqualTo(account != null);
            if (account != null) {
                accounts.remove(user);
                retired.add(user);
                tokens.removeIf(token -> token.user.equals(user));
            }
        }
    }

    private void token(int step, UserStore store, UserId user) {
        String hash = "t" + random.nextInt(30);
        Optional<Token> known =
                tokens.stream().filter(token -> token.hash.equals(hash)).findFirst();
        int kind = random.nextInt(100);
        if (kind < 40) {
            boolean expected = accounts.containsKey(user)
                    && known.filter(token -> !token.user.equals(user)).isEmpty();
            // No two end at the same time: which of them is removed is the store's choice.
            int end = random.nextInt(4) == 0 ? nextEnd - 5_000 : nextEnd;
            nextEnd += 7;
            int limit = 1 + random.nextInt(4);
            assertThat(store.addToken(user, hash, Instant.ofEpochMilli(end), limit))
                    .as("step %d: add token %s of %s, limit %d", step, hash, user, limit)
                    .isEqualTo(expected);
            if (expected) {
                tokens.removeIf(token -> token.hash.equals(hash));
                add(new Token(user, hash, end), limit);
            }
        } else if (kind < 90) {
            long now = nextEnd - (long) random.nextInt(6_000);
            Optional<Account> expected = known.filter(token -> token.end > now).map(token -> accounts.get(token.user));
            assertAccount(
                    "step " + step + ": token " + hash + " at " + now,
                    store.findByToken(hash, Instant.ofEpochMilli(now)),
                    expected);
            // Who has seen a token end does not see it again: the store may have removed it.
            tokens.removeIf(token -> token.hash.equals(hash) && token.end <= now);
            if (known.isPresent() && expected.isEmpty()) {
                store.removeToken(known.get().user, hash);
            }
        } else if (kind < 97) {
            store.removeToken(user, hash);
            tokens.removeIf(token -> token.hash.equals(hash) && token.user.equals(user));
        } else {
            store.removeTokens(user);
            tokens.removeIf(token -> token.user.equals(user));
        }
    }

    private void add(Token added, int limit) {
        tokens.add(added);
        List<Token> others = new ArrayList<>(tokens);
        others.removeIf(token -> !token.user.equals(added.user) || token.hash.equals(added.hash));
        others.sort((one, other) -> Long.compare(one.end, other.end));
        tokens.removeAll(others.subList(0, Math.max(0, others.size() + 1 - limit)));
    }

    private static void assertAccount(String what, Optional<Account> found, Optional<Account> expected) {
        assertThat(found).as(what).isEqualTo(expected);
        assertThat(found.map(account -> account.user().name()))
                .as("spelling, %s", what)
                .isEqualTo(expected.map(account -> account.user().name()));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
