package io.implatform.store.postgres;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreLoader;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** All that a database keeps, on its way to or from another store, over a connection of its own. */
final class Transfer implements StoreLoader.Target {
    /** Rows that are fetched at once. */
    private static final int FETCH = 1_000;

    private static final String ACCOUNTS =
            "SELECT name, password_hash, role, disabled, retired FROM account ORDER BY key";
    private static final String TOKENS =
            "SELECT a.name, t.hash, t.expires_ms FROM token t" + " JOIN account a ON a.key = t.account ORDER BY t.hash";
    private static final String MESSAGES = "SELECT c.key, g.name, m.seq, m.time_ms, p.name, m.kind, m.refers_to,"
            + " m.text, m.client_id FROM message m JOIN conversation c ON c.id = m.conversation"
            + " JOIN person p ON p.id = m.author LEFT JOIN chat_group g ON g.conversation = m.conversation"
            + " ORDER BY c.key, m.seq";
    private static final String POSITIONS = "SELECT p.name, c.key, g.name, at.delivered, at.read FROM"
            + " (SELECT person, conversation, delivered, read FROM position"
            + " UNION ALL SELECT person, conversation, delivered, read FROM member) at"
            + " JOIN person p ON p.id = at.person JOIN conversation c ON c.id = at.conversation"
            + " LEFT JOIN chat_group g ON g.conversation = c.id"
            + " WHERE at.delivered <> 0 OR at.read <> 0 OR c.key = 'lobby' ORDER BY c.key, p.key";
    private static final String BLOCKS = "SELECT p.name, o.name FROM block b JOIN person p ON p.id = b.person"
            + " JOIN person o ON o.id = b.other ORDER BY p.key, o.key";

    private static final String IS_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM account)"
            + " AND NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM conversation)"
            + " AND NOT EXISTS (SELECT 1 FROM sanction) AND NOT EXISTS (SELECT 1 FROM audit)";

    private final Link link;
    /** Of this transaction alone: were it rolled back, the numbers would be nobody's. */
    private final Names names = new Names();

    private String epoch;

    private Transfer(Link link, String epoch) {
        this.link = link;
        this.epoch = epoch;
    }

    /** Gives everything to {@code to}, as it is at one moment. */
    static void dump(Link link, Consumer<? super StoreRecord> to) throws SQLException {
        link.beginLong();
        link.run(new Script().update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
        to.accept(new StoreRecord.Epoch(Migrations.epoch(link)));
        each(link, ACCOUNTS, row -> to.accept(account(row)));
        each(
                link,
                TOKENS,
                row -> to.accept(new StoreRecord.Token(
                        Rows.user(row.getString(1)), row.getString(2), Instant.ofEpochMilli(row.getLong(3)))));
        each(link, Groups.ALL, row -> to.accept(new StoreRecord.OfGroup(Groups.group(row))));
        each(link, MESSAGES, row -> to.accept(said(row)));
        each(
                link,
                POSITIONS,
                row -> to.accept(new StoreRecord.Reached(
                        Rows.user(row.getString(1)),
                        Rows.conversation(row.getString(2), row.getString(3)),
                        new Position(row.getLong(4), row.getLong(5)))));
        each(
                link,
                BLOCKS,
                row -> to.accept(new StoreRecord.Blocked(Rows.user(row.getString(1)), Rows.user(row.getString(2)))));
        each(link, Moderation.SANCTIONS, row -> to.accept(new StoreRecord.Imposed(Moderation.sanction(row))));
        each(link, Moderation.LOG, row -> to.accept(new StoreRecord.Logged(Moderation.record(row))));
        link.rollBack();
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /** Page by page, so that memory does not grow with the rows. */
    private static void each(Link link, String sql, Row row) throws SQLException {
        Connection connection = link.connection();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    row.take(rows);
                }
            }
        }
    }

    private static StoreRecord account(ResultSet row) throws SQLException {
        boolean isRetired = row.getBoolean(5);
        Account account = isRetired
                ? new Account(Rows.user(row.getString(1)), Account.NO_PASSWORD)
                : new Account(
                        Rows.user(row.getString(1)),
                        row.getString(2),
                        AccountRole.find(row.getString(3))
                                .orElseThrow(() -> new SQLException("a role that is none is stored")),
                        row.getBoolean(4));
        return new StoreRecord.OfAccount(account, isRetired);
    }

    private static StoreRecord said(ResultSet row) throws SQLException {
        ConversationId in = Rows.conversation(row.getString(1), row.getString(2));
        return new StoreRecord.Said(
                new Write.Append(
                        in,
                        Rows.user(row.getString(5)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Rows.kind(row.getInt(6)),
                        row.getLong(7),
                        row.getString(8),
                        row.getString(9),
                        0),
                row.getLong(3));
    }

    /**
     * Takes everything over, in one transaction.
     *
     * @return the epoch from then on
     */
    static String load(Link link, Iterator<? extends StoreRecord> from) throws SQLException {
        link.beginLong();
        // Whatever node might write meanwhile waits, and is refused then: its epoch is another one.
        link.run(new Script().update("LOCK TABLE account, person, conversation, sanction, audit, meta"));
        if (!link.first(IS_EMPTY, row -> row.getBoolean(1)).orElse(false)) {
            throw new IllegalStateException("the store is not empty");
        }
        Transfer transfer = new Transfer(link, Migrations.epoch(link));
        StoreLoader.load(from, transfer);
        link.run(new Script()
                .update("TRUNCATE stored")
                .update("UPDATE meta SET value = ? WHERE key = 'epoch'", transfer.epoch)
                .update("COMMIT"));
        link.ended();
        return transfer.epoch;
    }

    private interface Step<R> {
        R take() throws SQLException;
    }

    private static <R> R step(Step<R> step) {
        try {
            return step.take();
        } catch (SQLException e) {
            throw new StoreException("loading failed: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Outcome> write(List<Write> batch) {
        return step(() -> {
            Batch work = new Batch(batch, names);
            work.before(link);
            Script writes = new Script();
            List<Outcome> outcomes = work.in(link, new Script(), writes);
            if (!writes.isEmpty()) {
                link.run(writes);
            }
            return outcomes;
        });
    }

    @Override
    public void epoch(String taken) {
        epoch = taken;
    }

    @Override
    public boolean account(StoreRecord.OfAccount record) {
        Account account = record.account();
        return step(() -> link.run(new Script()
                        .update(
                                "INSERT INTO account (key, name, password_hash, role, disabled, retired)"
                                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                                account.user().key(),
                                account.user().name(),
                                account.passwordHash(),
                                account.role().key(),
                                account.isDisabled(),
                                record.isRetired()))
                == 1);
    }

    @Override
    public boolean token(StoreRecord.Token record) {
        return step(() -> link.run(new Script()
                        .update(
                                "INSERT INTO token (hash, account, expires_ms) SELECT ?, key, ? FROM account"
                                        + " WHERE key = ? AND NOT retired ON CONFLICT (hash) DO NOTHING",
                                record.hash(),
                                record.expires().toEpochMilli(),
                                record.user().key()))
                == 1);
    }

    @Override
    public void sanction(StoreRecord.Imposed record) {
        Script writes = new Script();
        Moderation.insert(writes, record.sanction());
        step(() -> link.run(writes));
    }

    @Override
    public void log(StoreRecord.Logged record) {
        Script writes = new Script();
        Moderation.append(writes, record.record().seq() - 1, record.record().entry());
        step(() -> link.run(writes));
    }
}
