package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreLoader;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that a database keeps, on its way to or from another store. */
final class Transfer implements StoreLoader.Target {
    /** How other stores name a conversation: the private ones have no row here, only the numbers of their users. */
    private static final String KEY =
            "coalesce(conversation.key, 'private ' || min(one.key, other.key) || ' '" + " || max(one.key, other.key))";

    private static final String ACCOUNTS =
            "SELECT name, password_hash, role, disabled, retired FROM account ORDER BY key";
    private static final String TOKENS = "SELECT account.name, hash, expires_ms FROM token"
            + " CROSS JOIN account ON account.key = token.account ORDER BY hash";
    private static final String GROUPS = "SELECT conversation.key, name FROM chat_group"
            + " CROSS JOIN conversation ON conversation.id = chat_group.conversation ORDER BY conversation.key";
    private static final String MESSAGES = "SELECT " + KEY + " AS place, chat_group.name, seq, time_ms, author.name,"
            + " kind, refers_to, text, client_id FROM message CROSS JOIN author ON author.id = message.author"
            + Rows.joinConversation("message.conversation") + " ORDER BY place, seq";
    private static final String POSITIONS = "SELECT author.name, " + KEY + " AS place, chat_group.name, delivered, read"
            + " FROM position CROSS JOIN author ON author.id = position.user"
            + Rows.joinConversation("position.conversation")
            + " WHERE delivered <> 0 OR read <> 0 OR conversation.key = 'lobby' ORDER BY place, author.key";
    private static final String BLOCKS = "SELECT author.name, blocked.name FROM block"
            + " CROSS JOIN author ON author.id = block.user CROSS JOIN author AS blocked ON blocked.id = block.other"
            + " ORDER BY author.key, blocked.key";
    private static final String SANCTIONS = "SELECT kind, subject, name, since_ms, until_ms, imposed_by, reason"
            + " FROM sanction ORDER BY kind, subject";

    /** Entries of the audit log that are read at once. */
    private static final int PAGE = 1_000;

    private final Database database;
    private final Writing writing;
    private @Nullable String epoch;

    private Transfer(Database database, Writing writing) {
        this.database = database;
        this.writing = writing;
    }

    /** Gives everything to {@code to}, as it is at one moment. */
    static boolean dump(Database database, Consumer<? super StoreRecord> to) throws SQLException {
        return database.atOnce(() -> {
            to.accept(new StoreRecord.Epoch(
                    database.text("SELECT value FROM meta WHERE key = 'epoch'").orElseThrow()));
            each(database, ACCOUNTS, row -> to.accept(account(row)));
            each(
                    database,
                    TOKENS,
                    row -> to.accept(new StoreRecord.Token(
                            Rows.user(row.getString(1)), row.getString(2), Instant.ofEpochMilli(row.getLong(3)))));
            each(
                    database,
                    GROUPS,
                    row -> to.accept(new StoreRecord.OfGroup(
                            Groups.sorted(database, Rows.group(row.getString(1), row.getString(2))))));
            each(database, MESSAGES, row -> to.accept(said(row)));
            each(
                    database,
                    POSITIONS,
                    row -> to.accept(new StoreRecord.Reached(
                            Rows.user(row.getString(1)),
                            conversation(row.getString(2), row.getString(3)),
                            new Position(row.getLong(4), row.getLong(5)))));
            each(
                    database,
                    BLOCKS,
                    row -> to.accept(
                            new StoreRecord.Blocked(Rows.user(row.getString(1)), Rows.user(row.getString(2)))));
            each(database, SANCTIONS, row -> to.accept(new StoreRecord.Imposed(Moderation.sanction(row))));
            for (List<AuditRecord> page = audit(database, 0);
                    !page.isEmpty();
                    page = audit(database, page.get(page.size() - 1).seq())) {
                page.forEach(record -> to.accept(new StoreRecord.Logged(record)));
            }
            return true;
        });
    }

    private static List<AuditRecord> audit(Database database, long after) throws SQLException {
        return Moderation.audit(database, after, Long.MIN_VALUE, PAGE);
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    /** Row by row, so that memory does not grow with them. */
    private static void each(Database database, String sql, Row row) throws SQLException {
        PreparedStatement statement = database.prepared(sql);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                row.take(rows);
            }
        }
    }

    private static ConversationId conversation(String key, @Nullable String groupName) throws SQLException {
        return groupName == null
                ? ConversationId.parseKey(key)
                        .orElseThrow(() -> new SQLException("a conversation that is none is stored"))
                : Rows.group(key, groupName);
    }

    private static StoreRecord account(ResultSet row) throws SQLException {
        boolean isRetired = row.getBoolean(5);
        Account account = isRetired
                ? new Account(Rows.user(row.getString(1)), Account.NO_PASSWORD)
                : new Account(
                        Rows.user(row.getString(1)),
                        row.getString(2),
                        Rows.accountRole(row.getString(3)),
                        row.getBoolean(4));
        return new StoreRecord.OfAccount(account, isRetired);
    }

    private static StoreRecord said(ResultSet row) throws SQLException {
        return new StoreRecord.Said(
                new Write.Append(
                        conversation(row.getString(1), row.getString(2)),
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
     * Takes everything over, in the transaction that has begun.
     *
     * @return the epoch from then on; {@code null} where none was given
     */
    static @Nullable String load(Database database, Writing writing, Iterator<? extends StoreRecord> from)
            throws SQLException {
        for (String table : List.of("account", "author", "conversation", "message", "sanction", "audit")) {
            if (database.number("SELECT EXISTS (SELECT 1 FROM " + table + ")") != 0) {
                throw new IllegalStateException("the store is not empty");
            }
        }
        Transfer transfer = new Transfer(database, writing);
        StoreLoader.load(from, transfer);
        if (transfer.epoch != null) {
            database.update("UPDATE meta SET value = ? WHERE key = 'epoch'", transfer.epoch);
        }
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
        return step(() -> writing.store(database, batch));
    }

    @Override
    public void epoch(String taken) {
        epoch = taken;
    }

    @Override
    public boolean account(StoreRecord.OfAccount record) {
        Account account = record.account();
        return step(() -> Accounts.create(database, account)
                && (!record.isRetired() || Accounts.retire(database, account.user())));
    }

    @Override
    public boolean token(StoreRecord.Token record) {
        return step(() -> Accounts.findByToken(database, record.hash()).isEmpty()
                && Accounts.addToken(
                        database, record.user(), record.hash(), record.expires().toEpochMilli(), Integer.MAX_VALUE));
    }

    @Override
    public void sanction(StoreRecord.Imposed record) {
        step(() -> Moderation.put(database, record.sanction()));
    }

    @Override
    public void log(StoreRecord.Logged record) {
        step(() -> Moderation.append(database, record.record().entry()));
    }
}
