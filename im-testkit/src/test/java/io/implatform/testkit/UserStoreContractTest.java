package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the contract to its word: it passes a store that works, and finds what is wrong with others. */
class UserStoreContractTest {

    @Test
    void a_store_that_works_passes_every_rule() {
        ContractRun run = ContractRun.of(Working.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).isEmpty();
        assertThat(run.passed()).hasSizeGreaterThan(25);
    }

    @Test
    void a_store_whose_content_ends_with_it_is_told_that_its_durability_was_not_tested() {
        ContractRun run = ContractRun.of(Volatile.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).hasSize(2).allMatch(rule -> rule.startsWith("rule_R"));
    }

    @Test
    void a_store_without_tokens_that_deletes_nobody_is_told_that_those_rules_were_not_tested() {
        ContractRun run = ContractRun.of(Plain.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).hasSize(17).allMatch(rule -> rule.matches("rule_[DTO].*"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_store_fails_the_rule_that_it_breaks(Class<?> store, String rule) {
        assertThat(ContractRun.of(store, rule).failed())
                .singleElement()
                .asString()
                .startsWith("rule_" + rule + "_");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(ForgetsHashes.class, "A1"),
                arguments(ComparesSpellings.class, "A2"),
                arguments(LowersNames.class, "A2"),
                arguments(OverwritesWhatIsTaken.class, "A3"),
                arguments(FindsEverybody.class, "A4"),
                arguments(TakesUnderscoreForAnyCharacter.class, "A5"),
                arguments(CreatesTwice.class, "A6"),
                arguments(StripsHashes.class, "A7"),
                arguments(LowersInTheDefaultLocale.class, "A8"),
                arguments(NeverReplaces.class, "P1"),
                arguments(ReplacesWhateverIsExpected.class, "P2"),
                arguments(MakesWhatItReplaces.class, "P3"),
                arguments(TellsEverybodyThatItReplaced.class, "P4"),
                arguments(FindsTheDeleted.class, "D1"),
                arguments(GivesNamesAgain.class, "D2"),
                arguments(DeletesTwice.class, "D3"),
                arguments(MakesUsersAlone.class, "O1"),
                arguments(GivesRolesToAll.class, "O2"),
                arguments(DisablesForGood.class, "O3"),
                arguments(EnablesWithAnotherHash.class, "O4"),
                arguments(ListsTheFirstTwice.class, "O5"),
                arguments(FindsTheAccountAsItWas.class, "T1"),
                arguments(IgnoresCaseOfTokens.class, "T2"),
                arguments(LetsTokensLiveOn.class, "T3"),
                arguments(IgnoresTheLimit.class, "T4"),
                arguments(RemovesAnybodysToken.class, "T5"),
                arguments(RemovesOneTokenOfAll.class, "T6"),
                arguments(GivesTokensToAnybody.class, "T7"),
                arguments(KeepsTheFirstEnd.class, "T8"),
                arguments(LeavesTheDeletedTheirTokens.class, "T9"),
                arguments(LosesReplacedHashesWhenClosed.class, "R1"),
                arguments(LosesTokensWhenClosed.class, "R2"),
                arguments(ClosesOnce.class, "X1"),
                arguments(BreaksWhenClosed.class, "X2"),
                arguments(GivesUpWhenInterrupted.class, "X3"),
                arguments(ForgetsReplacements.class, "M1"));
    }

    /** Does what the store behind it does. Its content outlives it. */
    private static class Delegating implements UserStore {
        private final UserStore behind;
        private boolean closed;

        Delegating(UserStore behind) {
            this.behind = behind;
        }

        UserStore behind() {
            if (closed) {
                throw new StoreException("closed");
            }
            return behind;
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public Optional<Account> find(UserId user) {
            return behind().find(user);
        }

        @Override
        public Creation create(Account account) {
            return behind().create(account);
        }

        @Override
        public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
            return behind().replacePasswordHash(user, expectedHash, newHash);
        }

        @Override
        public boolean retire(UserId user) {
            return behind().retire(user);
        }

        @Override
        public boolean setRole(UserId user, AccountRole role) {
            return behind().setRole(user, role);
        }

        @Override
        public boolean setDisabled(UserId user, boolean disabled) {
            return behind().setDisabled(user, disabled);
        }

        @Override
        public List<Account> list(Optional<UserId> after, int limit) {
            return behind().list(after, limit);
        }

        @Override
        public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
            return behind().addToken(user, tokenHash, expires, limit);
        }

        @Override
        public Optional<Account> findByToken(String tokenHash, Instant now) {
            return behind().findByToken(tokenHash, now);
        }

        @Override
        public void removeToken(UserId user, String tokenHash) {
            behind().removeToken(user, tokenHash);
        }

        @Override
        public void removeTokens(UserId user) {
            behind().removeTokens(user);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Asks the store behind it for another name. */
    private static class Renaming extends Delegating {
        private final Function<UserId, String> rename;

        Renaming(Function<UserId, String> rename) {
            super(new MemoryStore());
            this.rename = rename;
        }

        private UserId renamed(UserId user) {
            return UserId.of(rename.apply(user));
        }

        @Override
        public Optional<Account> find(UserId user) {
            return super.find(renamed(user));
        }

        @Override
        public Creation create(Account account) {
            return super.create(new Account(renamed(account.user()), account.passwordHash()));
        }

        @Override
        public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
            return super.replacePasswordHash(renamed(user), expectedHash, newHash);
        }
    }

    /** Keeps accounts under keys of its own. */
    private static class Keyed implements UserStore {
        private final Function<UserId, String> key;
        private final Map<String, Account> accounts = new HashMap<>();

        Keyed(Function<UserId, String> key) {
            this.key = key;
        }

        @Override
        public synchronized Optional<Account> find(UserId user) {
            return Optional.ofNullable(accounts.get(key.apply(user)));
        }

        @Override
        public synchronized Creation create(Account account) {
            return accounts.putIfAbsent(key.apply(account.user()), account) == null
                    ? Creation.CREATED
                    : Creation.NAME_TAKEN;
        }

        @Override
        public synchronized boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
            return accounts.computeIfPresent(
                            key.apply(user),
                            (name, account) -> account.passwordHash().equals(expectedHash)
                                    ? new Account(account.user(), newHash)
                                    : account)
                    != null;
        }

        @Override
        public void close() {}
    }

    static class Working extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore());
        }

        @Override
        protected Optional<UserStore> reopen(UserStore closed) {
            return Optional.of(new Delegating(((Delegating) closed).behind));
        }
    }

    static class Volatile extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new MemoryStore();
        }
    }

    /** Has the defaults of the interface for what it does not do. */
    static class Plain extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new AccountsAlone(new MemoryStore());
        }

        @Override
        protected Optional<UserStore> reopen(UserStore closed) {
            return Optional.of(new AccountsAlone(((AccountsAlone) closed).behind));
        }

        @Override
        protected boolean retires() {
            return false;
        }

        @Override
        protected boolean keepsTokens() {
            return false;
        }

        @Override
        protected boolean administers() {
            return false;
        }

        private record AccountsAlone(UserStore behind) implements UserStore {
            @Override
            public Optional<Account> find(UserId user) {
                return behind.find(user);
            }

            @Override
            public Creation create(Account account) {
                return behind.create(account);
            }

            @Override
            public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                return behind.replacePasswordHash(user, expectedHash, newHash);
            }

            @Override
            public void close() {}
        }
    }

    static class MakesUsersAlone extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    return super.create(new Account(account.user(), account.passwordHash()));
                }
            };
        }
    }

    static class GivesRolesToAll extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean setRole(UserId user, AccountRole role) {
                    list(Optional.empty(), 100).forEach(account -> super.setRole(account.user(), role));
                    return super.find(user).isPresent();
                }
            };
        }
    }

    static class DisablesForGood extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean setDisabled(UserId user, boolean disabled) {
                    return super.setDisabled(user, true);
                }
            };
        }
    }

    static class EnablesWithAnotherHash extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    super.setDisabled(user, false);
                    return super.replacePasswordHash(user, expectedHash, newHash);
                }
            };
        }
    }

    static class ListsTheFirstTwice extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Account> list(Optional<UserId> after, int limit) {
                    List<Account> page = new ArrayList<>(super.list(after, limit));
                    if (after.isPresent() && !page.isEmpty() && page.size() < limit) {
                        page.add(0, super.find(after.get()).orElse(page.get(0)));
                    }
                    return page;
                }
            };
        }
    }

    static class ForgetsHashes extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    return super.create(new Account(account.user(), Account.NO_PASSWORD));
                }
            };
        }
    }

    static class ComparesSpellings extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Keyed(UserId::name);
        }
    }

    static class LowersNames extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Renaming(UserId::key);
        }
    }

    static class OverwritesWhatIsTaken extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    super.find(account.user())
                            .ifPresent(old ->
                                    super.replacePasswordHash(old.user(), old.passwordHash(), account.passwordHash()));
                    return super.create(account);
                }
            };
        }
    }

    static class FindsEverybody extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Optional<Account> find(UserId user) {
                    return super.find(user).or(() -> Optional.of(new Account(user, Account.NO_PASSWORD)));
                }
            };
        }
    }

    static class TakesUnderscoreForAnyCharacter extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Renaming(user -> user.name().replace('_', 'x'));
        }
    }

    static class CreatesTwice extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    super.create(account);
                    return Creation.CREATED;
                }
            };
        }
    }

    static class StripsHashes extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    return super.create(
                            new Account(account.user(), account.passwordHash().strip()));
                }
            };
        }
    }

    static class LowersInTheDefaultLocale extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Keyed(user -> user.name().toLowerCase(Locale.getDefault()));
        }
    }

    static class NeverReplaces extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    return false;
                }
            };
        }
    }

    static class ReplacesWhateverIsExpected extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public synchronized boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    return super.find(user)
                            .filter(account -> super.replacePasswordHash(user, account.passwordHash(), newHash))
                            .isPresent();
                }
            };
        }
    }

    static class MakesWhatItReplaces extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    return super.replacePasswordHash(user, expectedHash, newHash)
                            || super.create(new Account(user, newHash)) == Creation.CREATED;
                }
            };
        }
    }

    static class TellsEverybodyThatItReplaced extends UserStoreContract {
        @Override
        protected UserStore open() {
            // Tells true whenever there is such an account.
            return new Keyed(UserId::key);
        }
    }

    static class LosesReplacedHashesWhenClosed extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Forgetful(new MemoryStore());
        }

        @Override
        protected Optional<UserStore> reopen(UserStore closed) {
            return Optional.of(((Forgetful) closed).anew());
        }

        private static final class Forgetful extends Delegating {
            private final List<Account> created = new ArrayList<>();

            Forgetful(UserStore behind) {
                super(behind);
            }

            @Override
            public synchronized Creation create(Account account) {
                Creation creation = super.create(account);
                if (creation == Creation.CREATED) {
                    created.add(account);
                }
                return creation;
            }

            UserStore anew() {
                Forgetful anew = new Forgetful(new MemoryStore());
                created.forEach(anew::create);
                return anew;
            }
        }
    }

    static class ClosesOnce extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public void close() {
                    behind();
                    super.close();
                }
            };
        }
    }

    static class BreaksWhenClosed extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                UserStore behind() {
                    if (isClosed()) {
                        throw new IllegalStateException("no connection");
                    }
                    return super.behind();
                }
            };
        }
    }

    static class GivesUpWhenInterrupted extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Optional<Account> find(UserId user) {
                    if (Thread.interrupted()) {
                        throw new StoreException("interrupted");
                    }
                    return super.find(user);
                }
            };
        }
    }

    /** It says that it replaces. Often enough within a random history to show in every one. */
    static class ForgetsReplacements extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    return super.find(user)
                            .filter(account -> account.passwordHash().equals(expectedHash))
                            .isPresent();
                }
            };
        }
    }

    static class FindsTheDeleted extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<UserId, Account> created = new HashMap<>();

                @Override
                public synchronized Creation create(Account account) {
                    created.putIfAbsent(account.user(), account);
                    return super.create(account);
                }

                @Override
                public synchronized Optional<Account> find(UserId user) {
                    return super.find(user).or(() -> Optional.ofNullable(created.get(user)));
                }
            };
        }
    }

    static class GivesNamesAgain extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Creation create(Account account) {
                    Creation creation = super.create(account);
                    return find(account.user()).isEmpty() ? Creation.CREATED : creation;
                }
            };
        }
    }

    static class DeletesTwice extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean retire(UserId user) {
                    super.retire(user);
                    return true;
                }
            };
        }
    }

    static class FindsTheAccountAsItWas extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<String, Account> givenTo = new HashMap<>();

                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    find(user).ifPresent(account -> givenTo.put(tokenHash, account));
                    return super.addToken(user, tokenHash, expires, limit);
                }

                @Override
                public Optional<Account> findByToken(String tokenHash, Instant now) {
                    return super.findByToken(tokenHash, now).map(account -> givenTo.get(tokenHash));
                }
            };
        }
    }

    static class IgnoresCaseOfTokens extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    return super.addToken(user, tokenHash.toLowerCase(Locale.ROOT), expires, limit);
                }

                @Override
                public Optional<Account> findByToken(String tokenHash, Instant now) {
                    return super.findByToken(tokenHash.toLowerCase(Locale.ROOT), now);
                }
            };
        }
    }

    static class LetsTokensLiveOn extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public Optional<Account> findByToken(String tokenHash, Instant now) {
                    return super.findByToken(tokenHash, now.minusMillis(1));
                }
            };
        }
    }

    static class IgnoresTheLimit extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    return super.addToken(user, tokenHash, expires, limit + 1);
                }
            };
        }
    }

    static class RemovesAnybodysToken extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public void removeToken(UserId user, String tokenHash) {
                    findByToken(tokenHash, Instant.EPOCH)
                            .ifPresent(account -> super.removeToken(account.user(), tokenHash));
                }
            };
        }
    }

    static class RemovesOneTokenOfAll extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public void removeTokens(UserId user) {
                    super.removeToken(user, "a1");
                }
            };
        }
    }

    static class GivesTokensToAnybody extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    super.addToken(user, tokenHash, expires, limit);
                    return true;
                }
            };
        }
    }

    static class KeepsTheFirstEnd extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    return findByToken(tokenHash, Instant.EPOCH).isPresent()
                            || super.addToken(user, tokenHash, expires, limit);
                }
            };
        }
    }

    static class LeavesTheDeletedTheirTokens extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<String, Account> givenTo = new HashMap<>();

                @Override
                public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
                    find(user).ifPresent(account -> givenTo.put(tokenHash, account));
                    return super.addToken(user, tokenHash, expires, limit);
                }

                @Override
                public Optional<Account> findByToken(String tokenHash, Instant now) {
                    return super.findByToken(tokenHash, now).or(() -> Optional.ofNullable(givenTo.get(tokenHash)));
                }
            };
        }
    }

    static class LosesTokensWhenClosed extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore());
        }

        @Override
        protected Optional<UserStore> reopen(UserStore closed) {
            return Optional.of(new Delegating(((Delegating) closed).behind) {
                @Override
                public Optional<Account> findByToken(String tokenHash, Instant now) {
                    return Optional.empty();
                }
            });
        }
    }
}
