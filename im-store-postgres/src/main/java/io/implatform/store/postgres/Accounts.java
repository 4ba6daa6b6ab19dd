package io.implatform.store.postgres;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How accounts and their tokens are read and written. What changes more than one row of an account's tokens locks
 * the account first, so that two who do it wait for each other in one order.
 */
final class Accounts {
    private static final String COLUMNS = "name, password_hash, role, disabled";
    private static final String LOCK = "SELECT 1 FROM account WHERE key = ? AND NOT retired FOR UPDATE";

    private Accounts() {}

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                Rows.user(row.getString(1)),
                row.getString(2),
                AccountRole.find(row.getString(3)).orElseThrow(() -> new SQLException("a role that is none is stored")),
                row.getBoolean(4));
    }

    static Optional<Account> find(Link link, UserId user) throws SQLException {
        return link.first(
                "SELECT " + COLUMNS + " FROM account WHERE key = ? AND NOT retired", Accounts::account, user.key());
    }

    static List<Account> list(Link link, Optional<UserId> after, int limit) throws SQLException {
        return link.list(
                "SELECT " + COLUMNS + " FROM account WHERE key > ? AND NOT retired ORDER BY key LIMIT ?",
                Accounts::account,
                after.map(UserId::key).orElse(""),
                limit);
    }

    /** Whether there was none of that name, and never had been. */
    static Writer.Work<Boolean> create(Account account) {
        return changing(
                "INSERT INTO account (key, name, password_hash, role, disabled) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (key) DO NOTHING",
                account.user().key(),
                account.user().name(),
                account.passwordHash(),
                account.role().key(),
                account.isDisabled());
    }

    /** Whether the account's hash was the expected one. */
    static Writer.Work<Boolean> replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return changing(
                "UPDATE account SET password_hash = ? WHERE key = ? AND password_hash = ? AND NOT retired",
                newHash,
                user.key(),
                expectedHash);
    }

    static Writer.Work<Boolean> setRole(UserId user, AccountRole role) {
        return changing("UPDATE account SET role = ? WHERE key = ? AND NOT retired", role.key(), user.key());
    }

    static Writer.Work<Boolean> setDisabled(UserId user, boolean disabled) {
        return changing("UPDATE account SET disabled = ? WHERE key = ? AND NOT retired", disabled, user.key());
    }

    /** Whether a statement changed a row. */
    private static Writer.Work<Boolean> changing(String sql, Object... values) {
        return (link, reads, writes) -> link.run(reads.update(sql, values)) == 1;
    }

    /** Whether there was such an account. Its row stays, so that the name stays taken. */
    static Writer.Work<Boolean> retire(UserId user) {
        return (link, reads, writes) -> {
            if (!exists(link, reads, user)) {
                return false;
            }
            writes.update("DELETE FROM token WHERE account = ?", user.key());
            writes.update(
                    "UPDATE account SET retired = true, password_hash = ?, role = ?, disabled = false WHERE key = ?",
                    Account.NO_PASSWORD,
                    AccountRole.USER.key(),
                    user.key());
            return true;
        };
    }

    private static boolean exists(Link link, Script reads, UserId user) throws SQLException {
        List<Integer> found = reads.list(LOCK, row -> row.getInt(1), user.key());
        link.run(reads);
        return !found.isEmpty();
    }

    /** Whether there is such an account, and the token is nobody else's. */
    static Writer.Work<Boolean> addToken(UserId user, String hash, long expiresMillis, int limit) {
        return (link, reads, writes) -> {
            if (!exists(link, reads, user)) {
                return false;
            }
            boolean added = link.run(new Script()
                            .update(
                                    "INSERT INTO token (hash, account, expires_ms) VALUES (?, ?, ?) ON CONFLICT (hash)"
                                            + " DO UPDATE SET expires_ms = excluded.expires_ms"
                                            + " WHERE token.account = excluded.account",
                                    hash,
                                    user.key(),
                                    expiresMillis))
                    == 1;
            if (added) {
                writes.update(
                        "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE account = ? AND hash <> ?"
                                + " ORDER BY expires_ms DESC OFFSET ?)",
                        user.key(),
                        hash,
                        limit - 1);
            }
            return added;
        };
    }

    /** An account and when the token that led to it ends. */
    record Found(Account account, long expiresMillis) {}

    static Optional<Found> findByToken(Link link, String hash) throws SQLException {
        return link.first(
                "SELECT " + COLUMNS + ", expires_ms FROM token JOIN account ON account.key = token.account"
                        + " WHERE hash = ? AND NOT retired",
                row -> new Found(account(row), row.getLong(5)),
                hash);
    }

    /** Removes a token if it has ended. */
    static Writer.Work<Boolean> removeEnded(String hash, long nowMillis) {
        return changing("DELETE FROM token WHERE hash = ? AND expires_ms <= ?", hash, nowMillis);
    }

    static Writer.Work<Boolean> removeToken(UserId user, String hash) {
        return changing("DELETE FROM token WHERE hash = ? AND account = ?", hash, user.key());
    }

    static Writer.Work<Boolean> removeTokens(UserId user) {
        return (link, reads, writes) -> {
            boolean exists = exists(link, reads, user);
            writes.update("DELETE FROM token WHERE account = ?", user.key());
            return exists;
        };
    }
}
