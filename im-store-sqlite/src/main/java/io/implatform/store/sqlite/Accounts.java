package io.implatform.store.sqlite;

import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** How accounts are read and written. */
final class Accounts {
    private Accounts() {}

    static Optional<Account> find(Database database, UserId user) throws SQLException {
        PreparedStatement select = database.prepared("SELECT name, password_hash FROM account WHERE key = ?");
        select.setString(1, user.key());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Account(Rows.user(rows.getString(1)), rows.getString(2)))
                    : Optional.empty();
        }
    }

    /** Whether there was none of that name. */
    static boolean create(Database database, Account account) throws SQLException {
        PreparedStatement insert = database.prepared(
                "INSERT INTO account (key, name, password_hash) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING");
        insert.setString(1, account.user().key());
        insert.setString(2, account.user().name());
        insert.setString(3, account.passwordHash());
        return insert.executeUpdate() == 1;
    }

    /** Whether the account's hash was the expected one. */
    static boolean replacePasswordHash(Database database, UserId user, String expectedHash, String newHash)
            throws SQLException {
        PreparedStatement update =
                database.prepared("UPDATE account SET password_hash = ? WHERE key = ? AND password_hash = ?");
        update.setString(1, newHash);
        update.setString(2, user.key());
        update.setString(3, expectedHash);
        return update.executeUpdate() == 1;
    }
}
