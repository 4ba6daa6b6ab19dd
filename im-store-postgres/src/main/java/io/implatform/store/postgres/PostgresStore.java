package io.implatform.store.postgres;

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
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.StoreTransfer;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.io.IOException;
import java.net.URI;
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

/**
 * A store for users, conversations and moderation in a PostgreSQL database, which several nodes may share: any of
 * them may write any conversation at any time.
 *
 * <p><b>Durability.</b> A batch is one transaction of a server that forces what it commits to its disk ({@code
 * fsync} and {@code synchronous_commit}); one that does not is refused. When a connection is lost during a commit, the
 * store finds out what became of it, so that nothing is lost and nothing is there twice. Where it cannot, it says so.
 *
 * <p><b>Files.</b> None. The tables are in a schema of their own, {@code im}.
 *
 * <p><b>Threads.</b> Any, at once; each call uses one connection of a bounded number, and waits for one. An
 * interrupt does not end a wait and harms nothing. The store has no threads.
 *
 * <p><b>Errors.</b> {@link StoreException}, which names the database and no password. While the database is away every
 * call fails, after {@code timeout-millis} at the latest (twice that, and 5 s, for a commit during which it was
 * lost); the first call after it is back succeeds.
 */
public final class PostgresStore implements UserStore, ConversationStore, ModerationStore, StoreTransfer {
    private static final int WRITERS = 4;

    private final Address address;
    private volatile String epoch;
    private final Links links;
    private final Writer writer;
    private final Names names = new Names();
    private final Feed feed = new Feed();

    /** Held shared by a call, and alone by {@link #close}, which so waits for the calls that run. */
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    private PostgresStore(Address address, String epoch) {
        this.address = address;
        this.epoch = epoch;
        links = new Links(address, this::requireSame);
        writer = new Writer(address, links);
    }

    /**
     * Opens the store that a URI describes: {@code postgresql://user:password@host:port/database}. The tables are made
     * where there are none, and brought to the version of this library; several nodes may do so at once.
     *
     * <p>Settings follow behind a {@code ?}: {@code password-file} (the first line of that file; without it and
     * without a password in the URI, the environment variables {@code IM_STORE_PASSWORD} and {@code PGPASSWORD} are
     * asked), {@code schema} (im), {@code timeout-millis} (5000), {@code connections} (12), and for TLS {@code
     * sslmode}, {@code sslrootcert}, {@code sslcert}, {@code sslkey} as libpq knows them.
     *
     * @throws IllegalArgumentException if the URI has not that form
     * @throws IOException if the database cannot be reached, does not keep what it commits, or is of a newer version of
     *     this library; the message says what it met and what to do
     */
    public static PostgresStore open(URI uri) throws IOException {
        return open(Address.of(uri, System::getenv), Migrations.ALL);
    }

    static PostgresStore open(Address address, Migrations migrations) throws IOException {
        try (Link link = Link.open(address, Deadline.in(address.timeoutMillis()))) {
            Soundness.require(link);
            return new PostgresStore(address, migrations.migrate(link, address));
        } catch (Soundness.Unsound e) {
            throw new IOException(address + " is not used: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IOException("the store " + address + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** A new connection leads to a server that keeps what it commits, and to the same data as before. */
    private void requireSame(Link link) throws SQLException {
        Soundness.require(link);
        if (!Migrations.epoch(link).equals(epoch)) {
            throw new Soundness.Unsound("another database is there than at the start (its epoch differs); restart");
        }
    }

    /** Where the data is, without the password. */
    public String location() {
        return address.toString();
    }

    /** How many transactions this store has committed since it was opened. */
    public long transactions() {
        return writer.transactions();
    }

    @Override
    public Optional<Account> find(UserId user) {
        return read(link -> Accounts.find(link, user));
    }

    @Override
    public Creation create(Account account) {
        return write(Accounts.create(account)) ? Creation.CREATED : Creation.NAME_TAKEN;
    }

    @Override
    public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return write(Accounts.replacePasswordHash(user, expectedHash, newHash));
    }

    @Override
    public boolean setRole(UserId user, AccountRole role) {
        return write(Accounts.setRole(user, role));
    }

    @Override
    public boolean setDisabled(UserId user, boolean disabled) {
        return write(Accounts.setDisabled(user, disabled));
    }

    @Override
    public List<Account> list(Optional<UserId> after, int limit) {
        requirePositive(limit);
        return read(link -> Accounts.list(link, after, limit));
    }

    @Override
    public boolean retire(UserId user) {
        return write(Accounts.retire(user));
    }

    @Override
    public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
        requirePositive(limit);
        return write(Accounts.addToken(user, tokenHash, expires.toEpochMilli(), limit));
    }

    @Override
    public Optional<Account> findByToken(String tokenHash, Instant now) {
        long nowMillis = now.toEpochMilli();
        Optional<Accounts.Found> found = read(link -> Accounts.findByToken(link, tokenHash));
        if (found.isPresent() && found.get().expiresMillis() <= nowMillis) {
            write(Accounts.removeEnded(tokenHash, nowMillis));
            return Optional.empty();
        }
        return found.map(Accounts.Found::account);
    }

    @Override
    public void removeToken(UserId user, String tokenHash) {
        write(Accounts.removeToken(user, tokenHash));
    }

    @Override
    public void removeTokens(UserId user) {
        write(Accounts.removeTokens(user));
    }

    @Override
    public List<Sanction> sanctions() {
        return read(Moderation::sanctions);
    }

    @Override
    public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
        requirePositive(limit);
        return write(Moderation.impose(sanction, limit, entry));
    }

    @Override
    public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
        return write(Moderation.lift(kind, subject, entry));
    }

    @Override
    public void append(AuditEntry entry) {
        write(Moderation.append(entry));
    }

    @Override
    public List<AuditRecord> audit(long after, Instant since, int limit) {
        requirePositive(limit);
        return read(link -> Moderation.audit(link, after, since, limit));
    }

    @Override
    public List<Outcome> commit(List<? extends Write> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("batch is empty");
        }
        Batch work = new Batch(batch, names);
        return write(new Writer.Work<>() {
            @Override
            public void before(Link link) throws SQLException {
                feed.prune(link);
                work.before(link);
            }

            @Override
            public List<Outcome> in(Link link, Script reads, Script writes) throws SQLException {
                return work.in(link, reads, writes);
            }
        });
    }

    @Override
    public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        requirePositive(limit);
        return read(link -> History.page(link, conversation, page, limit));
    }

    @Override
    public HistoryPage since(ConversationId conversation, long seq, int limit) {
        requirePositive(limit);
        return read(link -> History.since(link, conversation, seq, limit));
    }

    @Override
    public Optional<Message> message(ConversationId conversation, long seq) {
        return read(link -> History.message(link, conversation, seq));
    }

    @Override
    public long head(ConversationId conversation) {
        return read(link -> History.head(link, conversation));
    }

    @Override
    public Optional<Group> group(ConversationId.Group id) {
        return read(link -> Groups.group(link, id));
    }

    @Override
    public Optional<ConversationId.Group> publicGroup(String name) {
        return read(link -> Groups.publicGroup(link, ConversationId.Group.fold(name)));
    }

    @Override
    public Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        return read(link -> Groups.positions(link, conversation, users));
    }

    @Override
    public Changes changes(long mark, int limit) {
        requirePositive(limit);
        return read(link -> feed.since(link, mark, limit));
    }

    @Override
    public List<Standing> standings(UserId user) {
        return read(link -> Groups.standings(link, user));
    }

    @Override
    public Set<UserId> blockedBy(UserId user) {
        return read(link -> Groups.blockedBy(link, user));
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** While one waits for the disk of the server, others decide; they wait for each other only over conversations. */
    @Override
    public int writers() {
        return Math.max(1, Math.min(WRITERS, address.connections() / 2));
    }

    @Override
    public String epoch() {
        return whileOpen(() -> epoch);
    }

    @Override
    public void dump(Consumer<? super StoreRecord> to) {
        whileOpen(() -> {
            try (Link link = opened()) {
                Transfer.dump(link, to);
                return true;
            }
        });
    }

    @Override
    public void load(Iterator<? extends StoreRecord> from) {
        whileOpen(() -> {
            try (Link link = opened()) {
                epoch = Transfer.load(link, from);
                return true;
            }
        });
    }

    /** A connection apart from the others; what is under way on it when it is closed has no effect. */
    private Link opened() throws SQLException {
        Link link = Link.open(address, Deadline.in(address.timeoutMillis()));
        requireSame(link);
        return link;
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " < 1");
        }
    }

    private <R> R write(Writer.Work<R> work) {
        return whileOpen(() -> writer.transact(work));
    }

    /** Asks once more where the connection turned out to have been lost meanwhile. */
    private <R> R read(Links.Query<R> query) {
        return whileOpen(() -> {
            Deadline deadline = Deadline.in(address.timeoutMillis());
            try {
                return links.ask(query, deadline);
            } catch (SQLException e) {
                if (deadline.hasPassed() || !Link.isLost(e)) {
                    throw e;
                }
                return links.ask(query, deadline);
            }
        });
    }

    private interface Call<R> {
        R call() throws SQLException;
    }

    private <R> R whileOpen(Call<R> call) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new StoreException("the store " + address + " is closed");
            }
            return call.call();
        } catch (SQLException e) {
            throw new StoreException("the store " + address + " failed: " + e.getMessage(), e);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Waits for the calls that run and closes the connections. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            closed = true;
            links.close();
        } finally {
            life.writeLock().unlock();
        }
    }
}
