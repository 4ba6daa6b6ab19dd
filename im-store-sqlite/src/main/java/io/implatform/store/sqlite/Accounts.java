package io.implatform.store.sqlite;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How accounts and their tokens are read and written. */
final class Accounts {
    private Accounts() {}

    static Optional<Account> find(Database database, UserId user) throws SQLException {
        return database.first(
                "SELECT name, password_hash, role, disabled FROM account WHERE key = ? AND retired = 0",
                Accounts::account,
                user.key());
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                Rows.user(row.getString(1)), row.getString(2), Rows.accountRole(row.getString(3)), row.getBoolean(4));
    }

    static List<Account> list(Database database, Optional<UserId> after, int limit) throws SQLException {
        return database.list(
                "SELECT name, password_hash, role, disabled FROM account WHERE key > ? AND retired = 0"
                        + " ORDER BY key LIMIT ?",
                Accounts::account,
                after.map(UserId::key).orElse(""),
                limit);
    }

    /** Whether there was none of that name, and never had been. */
    static boolean create(Database database, Account account) throws SQLException {
        return database.update(
                        "INSERT INTO account (key, name, password_hash, role, disabled) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (key) DO NOTHING",
                        account.user().key(),
                        account.user().name(),
                        account.passwordHash(),
                        account.role().key(),
                        account.isDisabled() ? 1 : 0)
                == 1;
    }

    /** Whether the account's hash was the expected one. */
    static boolean replacePasswordHash(Database database, UserId user, String expectedHash, String newHash)
            throws SQLException {
        return database.update(
                        "UPDATE account SET password_hash = ? WHERE key = ? AND password_hash = ? AND retired = 0",
                        newHash,
                        user.key(),
                        expectedHash)
                == 1;
    }

    /** Whether there is such an account. */
    static boolean setRole(Database database, UserId user, AccountRole role) throws SQLException {
        return database.update("UPDATE account SET role = ? WHERE key = ? AND retired = 0", role.key(), user.key())
                == 1;
    }

    /** Whether there is such an account. */
    static boolean setDisabled(Database database, UserId user, boolean disabled) throws SQLException {
        return database.update(
                        "UPDATE account SET disabled = ? WHERE key = ? AND retired = 0", disabled ? 1 : 0, user.key())
                == 1;
    }

    /** Whether there was such an account. Its row stays, so that the name stays taken. */
    static boolean retire(Database database, UserId user) throws SQLException {
        removeTokens(database, user);
        return database.update(
                        "UPDATE account SET retired = 1, password_hash = ? WHERE key = ? AND retired = 0",
                        Account.NO_PASSWORD,
                        user.key())
                == 1;
    }

    /** Whether there is such an account, and the token is nobody else's. */
    static boolean addToken(Database database, UserId user, String hash, long expiresMillis, int limit)
            throws SQLException {
        boolean added = find(database, user).isPresent()
                && database.update(
                                "INSERT INTO token (hash, account, expires_ms) VALUES (?, ?, ?) ON CONFLICT (hash)"
                                        + " DO UPDATE SET expires_ms = excluded.expires_ms"
                                        + " WHERE account = excluded.account",
                                hash,
                                user.key(),
                                expiresMillis)
                        == 1;
        if (added) {
            database.update(
                    "DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE account = ? AND hash <> ?"
                            + " ORDER BY expires_ms DESC LIMIT -1 OFFSET ?)",
                    user.key(),
                    hash,
                    limit - 1);
        }
        return added;
    }

    /** An account and when the token that led to it ends. */
    record Found(Account account, long expiresMillis) {}

    static Optional<Found> findByToken(Database database, String hash) throws SQLException {
        return database.first(
                "SELECT name, password_hash, role, disabled, expires_ms FROM token CROSS JOIN account ON account.key = token.account"
                        + " WHERE hash = ? AND retired = 0",
                row -> new Found(account(row), row.getLong(5)),
                hash);
    }

    /** Removes a token if it has ended. */
    static int removeEnded(Database database, String hash, long nowMillis) throws SQLException {
        return database.update("DELETE FROM token WHERE hash = ? AND expires_ms <= ?", hash, nowMillis);
    }

    static int removeToken(Database database, UserId user, String hash) throws SQLException {
        return database.update("DELETE FROM token WHERE hash = ? AND account = ?", hash, user.key());
    }

    static int removeTokens(Database database, UserId user) throws SQLException {
        return database.update("DELETE FROM token WHERE account = ?", user.key());
    }
}
