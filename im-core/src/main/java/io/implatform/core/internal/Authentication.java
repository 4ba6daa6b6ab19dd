package io.implatform.core.internal;

import io.implatform.core.logic.Rules;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.Authenticator.Accepted;
import io.implatform.core.spi.Authenticator.Presented;
import io.implatform.core.spi.Authenticator.Verdict;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the account that something which was presented opens: asks the host's authenticators, then the user store. */
final class Authentication {
    private final UserStore users;
    private final PasswordHasher hasher;
    private final List<Authenticator> authenticators;
    private final Rules rules;
    private final Consumer<UserId> created;
    /** Checked where there is no account, so that an unknown user takes as long as a wrong password. */
    private volatile @Nullable String dummyHash;

    /**
     * @param created told of accounts that are made because an authenticator says so
     */
    Authentication(
            UserStore users,
            PasswordHasher hasher,
            List<Authenticator> authenticators,
            Rules rules,
            Consumer<UserId> created) {
        this.users = users;
        this.hasher = hasher;
        this.authenticators = List.copyOf(authenticators);
        this.rules = rules;
        this.created = created;
    }

    /** The account that the name and password open. */
    Optional<Account> byPassword(String name, String password) {
        Verdict verdict = ask(new Presented.Password(name, password));
        return verdict instanceof Authenticator.Passed ? byOwnPassword(name, password) : account(verdict);
    }

    /** The account of whom the authenticators say that they have presented this. */
    Optional<Account> byOther(Presented presented) {
        return account(ask(presented));
    }

    private Verdict ask(Presented presented) {
        for (Authenticator authenticator : authenticators) {
            Verdict verdict;
            try {
                verdict = authenticator.authenticate(presented);
            } catch (RuntimeException e) {
                // Not as the cause: its message might repeat what was presented.
                throw new StoreException(
                        "the authenticator " + authenticator.getClass().getName() + " failed with "
                                + e.getClass().getName());
            }
            if (!(verdict instanceof Authenticator.Passed)) {
                return verdict;
            }
        }
        return new Authenticator.Passed();
    }

    private Optional<Account> account(Verdict verdict) {
        if (!(verdict instanceof Accepted accepted)) {
            return Optional.empty();
        }
        Optional<Account> found = users.find(accepted.user());
        if (found.isEmpty() && accepted.createsAccount()) {
            if (users.create(new Account(accepted.user(), Account.NO_PASSWORD)) == UserStore.Creation.CREATED) {
                created.accept(accepted.user());
            }
            found = users.find(accepted.user());
        }
        return found.filter(account -> !account.isDisabled());
    }

    /** The account that they open by its hash; one hash is computed whatever is wrong with them. */
    private Optional<Account> byOwnPassword(String name, String password) {
        if (!rules.isPossiblePassword(password)) {
            return Optional.empty(); // no account has it, whoever is named: nothing can be told from the time
        }
        Optional<Account> account = UserId.parse(name)
                .flatMap(users::find)
                .filter(found -> !found.passwordHash().equals(Account.NO_PASSWORD));
        String hash = account.isPresent() ? account.get().passwordHash() : dummyHash();
        if (!hasher.matches(password, hash)
                || account.isEmpty()
                || account.get().isDisabled()) {
            return Optional.empty();
        }
        if (hasher.isOutdated(hash)) {
            users.replacePasswordHash(account.get().user(), hash, hasher.hash(password));
        }
        return account;
    }

    private String dummyHash() {
        String hash = dummyHash;
        if (hash == null) {
            hash = hasher.hash("no account has this password");
            dummyHash = hash;
        }
        return hash;
    }
}
