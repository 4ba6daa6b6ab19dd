package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Rules;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.UserStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What whoever administers a server does with its accounts. Each action is in the audit log before it takes
 * effect; one that is refused is not. Blocks. Threads: any; one account is changed by one of them at a time.
 */
public final class Administrator {
    private final Engine engine;
    private final UserStore users;
    private final Accounts accounts;
    private final Moderation moderation;
    private final PasswordHasher hasher;
    private final Rules rules;

    Administrator(
            Engine engine,
            UserStore users,
            Accounts accounts,
            Moderation moderation,
            PasswordHasher hasher,
            Rules rules) {
        this.engine = engine;
        this.users = users;
        this.accounts = accounts;
        this.moderation = moderation;
        this.hasher = hasher;
        this.rules = rules;
    }

    public List<Account> users(Optional<UserId> after, int limit) {
        return users.list(after, limit);
    }

    public Optional<Account> user(String name) {
        return UserId.parse(name).flatMap(users::find);
    }

    public synchronized Optional<Refusal> add(String name, Optional<String> password, AccountRole role) {
        Optional<Refusal> refusal = rules.checkUserName(name).or(() -> password.flatMap(rules::checkNewPassword));
        if (refusal.isPresent()) {
            return refusal;
        }
        UserId user = UserId.of(name);
        if (users.find(user).isPresent()) {
            return Optional.of(nameTaken());
        }
        // First made without a way in: it takes effect when its entry is in the log.
        Account shut = new Account(user, Account.NO_PASSWORD, AccountRole.USER, true);
        switch (users.create(shut)) {
            case CREATED -> {}
            case NAME_TAKEN -> {
                return Optional.of(nameTaken());
            }
            case CLOSED -> {
                return Optional.of(elsewhere());
            }
        }
        moderation.record("user-add", user.name(), role.key());
        if (role != AccountRole.USER) {
            users.setRole(user, role);
        }
        password.ifPresent(given -> users.replacePasswordHash(user, Account.NO_PASSWORD, hasher.hash(given)));
        users.setDisabled(user, false);
        engine.notices().registered(user);
        return Optional.empty();
    }

    public synchronized Optional<Refusal> setRole(String name, AccountRole role) {
        Optional<Account> account = user(name);
        if (account.isEmpty()) {
            return Optional.of(Rules.noSuchUser());
        }
        UserId user = account.get().user();
        moderation.record("user-role", user.name(), role.key());
        return users.setRole(user, role) ? Optional.empty() : Optional.of(elsewhere());
    }

    public synchronized Optional<Refusal> disable(String name, String reason) {
        Optional<Account> account = user(name);
        Optional<Refusal> refusal = account.isEmpty() ? Optional.of(Rules.noSuchUser()) : rules.checkReason(reason);
        if (refusal.isPresent()) {
            return refusal;
        }
        UserId user = account.get().user();
        moderation.record("user-disable", user.name(), reason);
        if (!users.setDisabled(user, true)) {
            return Optional.of(elsewhere());
        }
        moderation.endSessions(user, Refusal.of(RefusalCode.DISCONNECTED, "an administrator ended the session"));
        return Optional.empty();
    }

    public synchronized Optional<Refusal> enable(String name) {
        Optional<Account> account = user(name);
        if (account.isEmpty()) {
            return Optional.of(Rules.noSuchUser());
        }
        UserId user = account.get().user();
        moderation.record("user-enable", user.name(), "");
        return users.setDisabled(user, false) ? Optional.empty() : Optional.of(elsewhere());
    }

    public synchronized Optional<Refusal> resetPassword(String name, String password) {
        Optional<Refusal> weak = rules.checkNewPassword(password);
        Optional<Account> account = user(name);
        if (weak.isPresent() || account.isEmpty()) {
            return weak.or(() -> Optional.of(Rules.noSuchUser()));
        }
        UserId user = account.get().user();
        String hash = hasher.hash(password);
        moderation.record("user-password", user.name(), "");
        if (!users.replacePasswordHash(user, account.get().passwordHash(), hash)) {
            return Optional.of(Refusal.retry(
                    RefusalCode.BUSY, 1, "the password was changed at this moment, or is kept elsewhere"));
        }
        users.removeTokens(user);
        moderation.endSessions(user, Refusal.of(RefusalCode.LOGGED_OUT, "the password was reset"));
        return Optional.empty();
    }

    public synchronized Optional<Refusal> delete(String name) {
        Optional<Account> account = user(name);
        if (account.isEmpty()) {
            return Optional.of(Rules.noSuchUser());
        }
        UserId user = account.get().user();
        moderation.record("user-delete", user.name(), "");
        if (!accounts.delete(user)) {
            return Optional.of(elsewhere());
        }
        moderation.endSessions(user, Refusal.of(RefusalCode.ACCOUNT_DELETED, "the account was deleted"));
        return Optional.empty();
    }

    private static Refusal nameTaken() {
        return Refusal.of(RefusalCode.NAME_TAKEN, "that name is registered, or was");
    }

    private static Refusal elsewhere() {
        return Refusal.of(RefusalCode.REGISTRATION_CLOSED, "this server does not keep the accounts");
    }

    public Optional<Refusal> moderate(Command.Moderate command) {
        return moderation.moderate(Moderation.Actor.LOCAL, command);
    }

    public Optional<Refusal> announce(String text) {
        return moderation.announce(Moderation.Actor.LOCAL, text);
    }

    public List<Sanction> sanctions() {
        return moderation.store().sanctions();
    }

    public List<AuditRecord> audit(long after, Instant since, int limit) {
        return moderation.store().audit(after, since, limit);
    }

    public void record(String action, String subject, String detail) {
        moderation.record(action, subject, detail);
    }

    /** How many connections are open. */
    public int connections() {
        return engine.sessions().all().size();
    }

    /** How many users have a session on this node. */
    public long usersOnline() {
        return engine.presence().all().stream()
                .filter(profile -> !profile.sessions().isEmpty())
                .count();
    }
}
