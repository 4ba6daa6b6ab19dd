package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
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
        assertThat(run.passed()).hasSizeGreaterThan(15);
    }

    @Test
    void a_store_whose_content_ends_with_it_is_told_that_its_durability_was_not_tested() {
        ContractRun run = ContractRun.of(Volatile.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).containsExactly("rule_R1_accounts_outlive_the_store");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_store_fails_the_rule_that_it_breaks(Class<?> store, String rule) {
        assertThat(ContractRun.of(store).failed()).anyMatch(failed -> failed.startsWith("rule_" + rule + "_"));
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
                arguments(LosesReplacedHashesWhenClosed.class, "R1"),
                arguments(ClosesOnce.class, "X1"),
                arguments(BreaksWhenClosed.class, "X2"),
                arguments(GivesUpWhenInterrupted.class, "X3"),
                arguments(ForgetsEverySecondReplacement.class, "M1"));
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

    static class ForgetsEverySecondReplacement extends UserStoreContract {
        @Override
        protected UserStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<UserId, Integer> replacements = new HashMap<>();

                @Override
                public synchronized boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
                    boolean expected = super.find(user)
                            .filter(account -> account.passwordHash().equals(expectedHash))
                            .isPresent();
                    return expected
                            && (replacements.merge(user, 1, Integer::sum) % 2 == 0
                                    || super.replacePasswordHash(user, expectedHash, newHash));
                }
            };
        }
    }
}
