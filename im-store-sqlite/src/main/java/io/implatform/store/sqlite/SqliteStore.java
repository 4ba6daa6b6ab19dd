package io.implatform.store.sqlite;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreMaintenance;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.StoreTransfer;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store for users, conversations and moderation in one SQLite file: the default store of a server.
 *
 * <p><b>Durability.</b> A batch is one transaction in SQLite's write-ahead log with {@code
 * synchronous=FULL}: it outlives a killed process and a power cut as soon as {@link #commit} returns.
 *
 * <p><b>Files.</b> Beside the database stand {@code -wal} and {@code -shm} while it is open, and {@code
 * .lock}, which keeps it for one store at a time. All of them are for their owner alone (0600), and so
 * is a folder that had to be made (0700). {@link #close} leaves the database alone there. Before an
 * older database is migrated, a copy of it is made beside it: {@code .v1.bak}, with the old version.
 *
 * <p><b>Threads.</b> Any, at once. One writes at a time; a few read at a time; the others wait. An
 * interrupt does not end a wait and harms nothing. Messages and accounts are read from the file, and
 * memory does not grow with them.
 *
 * <p><b>Errors.</b> {@link StoreException}, which names the file. When a commit failed, as on a full
 * disk, nothing of it is stored and the next one begins afresh.
 */
public final class SqliteStore
        implements UserStore, ConversationStore, ModerationStore, StoreMaintenance, StoreTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final StoreFile file;
    private final FileLock lock;
    private volatile String epoch;
    private final Tail tail;
    private final Writer writer;
    private final Readers readers;

    /** Held shared by a call, and alone by {@link #close}, which so waits for the calls that run. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    private SqliteStore(Opening opening, int generation) {
        file = opening.file();
        lock = opening.lock();
        epoch = opening.epoch();
        tail = opening.tail();
        writer = new Writer(file.path(), opening.writing(), tail, new Folding(tail, generation));
        readers = new Readers(file.path());
    }

    /**
     * Opens the store in {@code file}; makes it, and its folder, where there is none. A file without
     * content becomes a new store. All of an existing one is read once, to find damage before it is used.
     *
     * @throws IOException if it is in use by another store or process, damaged, newer than this library,
     *     not ours, or cannot be read and written: the message names the file and what to do, and the file
     *     is as it was
     */
    public static SqliteStore open(Path file) throws IOException {
        return open(file, Migrations.ALL);
    }

    static SqliteStore open(Path file, Migrations migrations) throws IOException {
        return open(file, migrations, Folding.GENERATION);
    }

    /** @param generation after how many messages the tail is folded */
    static SqliteStore open(Path file, Migrations migrations, int generation) throws IOException {
        return new SqliteStore(Opening.open(file, migrations), generation);
    }

    /** The database, absolute, without symbolic links. */
    public Path file() {
        return file.path();
    }

    /**
     * How many transactions this store has committed since it was opened, those that changed
     * accounts and tokens included. Can be asked for after {@link #close}.
     */
    public long transactions() {
        return writer.transactions();
    }

    /** The one connection that writes. */
    Writer writer() {
        return writer;
    }

    @Override
    public Optional<Account> find(UserId user) {
        return read(database -> Accounts.find(database, user));
    }

    @Override
    public Creation create(Account account) {
        boolean created = whileOpen(() -> writer.transact((database, writing) -> Accounts.create(database, account)));
        return created ? Creation.CREATED : Creation.NAME_TAKEN;
    }

    @Override
    public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return whileOpen(() -> writer.transact(
                (database, writing) -> Accounts.replacePasswordHash(database, user, expectedHash, newHash)));
    }

    @Override
    public boolean retire(UserId user) {
        return whileOpen(() -> writer.transact((database, writing) -> Accounts.retire(database, user)));
    }

    @Override
    public boolean setRole(UserId user, AccountRole role) {
        return whileOpen(() -> writer.transact((database, writing) -> Accounts.setRole(database, user, role)));
    }

    @Override
    public boolean setDisabled(UserId user, boolean disabled) {
        return whileOpen(() -> writer.transact((database, writing) -> Accounts.setDisabled(database, user, disabled)));
    }

    @Override
    public List<Account> list(Optional<UserId> after, int limit) {
        requirePositive(limit);
        return read(database -> Accounts.list(database, after, limit));
    }

    @Override
    public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
        requirePositive(limit);
        return whileOpen(() -> writer.transact(
                (database, writing) -> Accounts.addToken(database, user, tokenHash, expires.toEpochMilli(), limit)));
    }

    @Override
    public Optional<Account> findByToken(String tokenHash, Instant now) {
        long nowMillis = now.toEpochMilli();
        return whileOpen(() -> {
            Optional<Accounts.Found> found = readers.read(database -> Accounts.findByToken(database, tokenHash));
            if (found.isPresent() && found.get().expiresMillis() <= nowMillis) {
                writer.transact((database, writing) -> Accounts.removeEnded(database, tokenHash, nowMillis));
                return Optional.empty();
            }
            return found.map(Accounts.Found::account);
        });
    }

    @Override
    public void removeToken(UserId user, String tokenHash) {
        whileOpen(() -> writer.transact((database, writing) -> Accounts.removeToken(database, user, tokenHash)));
    }

    @Override
    public void removeTokens(UserId user) {
        whileOpen(() -> writer.transact((database, writing) -> Accounts.removeTokens(database, user)));
    }

    @Override
    public List<Outcome> commit(List<? extends Write> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("batch is empty");
        }
        return whileOpen(() -> writer.transact((database, writing) -> writing.store(database, batch)));
    }

    @Override
    public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        requirePositive(limit);
        return read(database -> History.page(database, tail, conversation, page, limit));
    }

    @Override
    public HistoryPage since(ConversationId conversation, long seq, int limit) {
        requirePositive(limit);
        return read(database -> History.since(database, tail, conversation, seq, limit));
    }

    @Override
    public Optional<Message> message(ConversationId conversation, long seq) {
        return read(database -> History.message(database, tail, conversation, seq));
    }

    @Override
    public long head(ConversationId conversation) {
        return read(database -> History.head(database, tail, conversation));
    }

    @Override
    public Optional<Group> group(ConversationId.Group id) {
        return read(database -> Groups.group(database, id));
    }

    @Override
    public Optional<ConversationId.Group> publicGroup(String name) {
        return read(database -> Groups.publicGroup(database, ConversationId.Group.fold(name)));
    }

    @Override
    public List<Standing> standings(UserId user) {
        return read(database -> Groups.standings(database, tail, user));
    }

    @Override
    public Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        return read(database -> Groups.positions(database, conversation, users));
    }

    @Override
    public Set<UserId> blockedBy(UserId user) {
        return read(database -> Groups.blockedBy(database, user));
    }

    @Override
    public List<Sanction> sanctions() {
        return read(Moderation::sanctions);
    }

    @Override
    public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
        requirePositive(limit);
        return whileOpen(
                () -> writer.transact((database, writing) -> Moderation.impose(database, sanction, limit, entry)));
    }

    @Override
    public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
        return whileOpen(() -> writer.transact((database, writing) -> Moderation.lift(database, kind, subject, entry)));
    }

    @Override
    public void append(AuditEntry entry) {
        whileOpen(() -> writer.transact((database, writing) -> Moderation.append(database, entry)));
    }

    @Override
    public List<AuditRecord> audit(long after, Instant since, int limit) {
        requirePositive(limit);
        // Instant.MIN has no milliseconds that a long holds; nothing was done before 1970.
        long sinceMillis = since.isBefore(Instant.EPOCH) ? 0 : since.toEpochMilli();
        return read(database -> Moderation.audit(database, after, sinceMillis, limit));
    }

    @Override
    public List<Verified> check() {
        // What waits in the tail is looked at with all the rest.
        whileOpen(() -> {
            writer.fold();
            return true;
        });
        return read(Checking::check);
    }

    @Override
    public List<Count> counts() {
        whileOpen(() -> {
            writer.fold();
            return true;
        });
        return read(Checking::counts);
    }

    @Override
    public void backup(Path target) throws IOException {
        life.readLock().lock();
        try {
            if (closed) {
                throw new StoreException("the store " + file + " is closed");
            }
            Backup.make(file, target);
        } finally {
            life.readLock().unlock();
        }
    }

    /**
     * Puts a {@link #backup} in the place of the database in {@code file}, which no store may have open. What
     * was there stands beside it afterwards, as {@code .old.bak}.
     *
     * @return where what was there is now; empty if nothing was there
     * @throws IOException if the backup is not a good one, or it cannot be done; what was there is as it was
     */
    public static Optional<Path> restore(Path backup, Path file) throws IOException {
        return Backup.restore(backup, file);
    }

    @Override
    public String epoch() {
        return whileOpen(() -> epoch);
    }

    @Override
    public void dump(Consumer<? super StoreRecord> to) {
        read(database -> Transfer.dump(database, to));
    }

    /** In one transaction. Memory grows with it meanwhile: some 10 bytes a message, 300 a conversation and user. */
    @Override
    public void load(Iterator<? extends StoreRecord> from) {
        whileOpen(() -> {
            String taken = writer.transact(
                            (database, writing) -> Optional.ofNullable(Transfer.load(database, writing, from)))
                    .orElse(epoch);
            epoch = taken;
            return taken;
        });
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " < 1");
        }
    }

    private <R> R read(Readers.Query<R> query) {
        return whileOpen(() -> readers.read(query));
    }

    private interface Call<R> {
        R call() throws SQLException;
    }

    private <R> R whileOpen(Call<R> call) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new StoreException("the store " + file + " is closed");
            }
            return call.call();
        } catch (SQLException e) {
            throw new StoreException("the store " + file + " failed: " + e.getMessage(), e);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Waits for the calls that run, writes the log into the database and gives the file free. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            closeQuietly(readers::close);
            closeQuietly(writer::fold);
            // The last one: SQLite then moves the log into the database and removes it.
            closeQuietly(writer::close);
            lock.close();
        } finally {
            life.writeLock().unlock();
        }
    }

    private interface Closing {
        void close() throws SQLException;
    }

    private void closeQuietly(Closing closing) {
        try {
            closing.close();
        } catch (SQLException e) {
            // What was committed is in the log, and whoever opens the database next reads it from there.
            LOG.warn("Database {} was not closed cleanly; nothing is lost", file, e);
        }
    }
}
