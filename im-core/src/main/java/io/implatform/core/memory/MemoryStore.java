package io.implatform.core.memory;

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
import io.implatform.core.spi.StoreLoader;
import io.implatform.core.spi.StoreRecord;
import io.implatform.core.spi.StoreTransfer;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A store for users, conversations and moderation in this process's memory, for tests and demonstrations. What
 * it holds ends with it.
 *
 * <p>It keeps every message and every account: it grows with them without a bound. "Durable" means
 * here that the store itself is still there.
 *
 * <p><b>Threads.</b> Any, at once; a commit is seen whole or not at all. <b>Errors.</b> After {@link
 * #close} every method throws {@link StoreException}, and what was stored may be collected.
 */
public final class MemoryStore implements UserStore, ConversationStore, ModerationStore, StoreTransfer {
    private String epoch = UUID.randomUUID().toString();

    // Everything below is guarded by "this": each call touches a few entries and never waits.
    private Accounts accounts = new Accounts();
    private Conversations conversations = new Conversations();
    private Moderation moderation = new Moderation();
    private boolean closed;

    /** A store with nothing in it, unlike every other. */
    public MemoryStore() {}

    @Override
    public synchronized Optional<Account> find(UserId user) {
        return accounts().find(user);
    }

    @Override
    public synchronized Creation create(Account account) {
        return accounts().create(account) ? Creation.CREATED : Creation.NAME_TAKEN;
    }

    @Override
    public synchronized boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return accounts().replacePasswordHash(user, expectedHash, newHash);
    }

    @Override
    public synchronized boolean retire(UserId user) {
        return accounts().retire(user);
    }

    @Override
    public synchronized boolean setRole(UserId user, AccountRole role) {
        return accounts().setRole(user, role);
    }

    @Override
    public synchronized boolean setDisabled(UserId user, boolean disabled) {
        return accounts().setDisabled(user, disabled);
    }

    @Override
    public synchronized List<Account> list(Optional<UserId> after, int limit) {
        requirePositive(limit);
        return accounts().list(after, limit);
    }

    @Override
    public synchronized boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " < 1");
        }
        return accounts().addToken(user, tokenHash, expires.toEpochMilli(), limit);
    }

    @Override
    public synchronized Optional<Account> findByToken(String tokenHash, Instant now) {
        return accounts().findByToken(tokenHash, now.toEpochMilli());
    }

    @Override
    public synchronized void removeToken(UserId user, String tokenHash) {
        accounts().removeToken(user, tokenHash);
    }

    @Override
    public synchronized void removeTokens(UserId user) {
        accounts().removeTokens(user);
    }

    @Override
    public synchronized List<Outcome> commit(List<? extends Write> batch) {
        // Copied first: a list with a null in it fails here, before anything is stored.
        List<Write> writes = List.copyOf(batch);
        if (writes.isEmpty()) {
            throw new IllegalArgumentException("batch is empty");
        }
        return conversations().commit(writes);
    }

    @Override
    public synchronized HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        requirePositive(limit);
        return conversations().history(conversation, page, limit);
    }

    @Override
    public synchronized HistoryPage since(ConversationId conversation, long seq, int limit) {
        requirePositive(limit);
        return conversations().since(conversation, seq, limit);
    }

    @Override
    public synchronized Optional<Message> message(ConversationId conversation, long seq) {
        return conversations().message(conversation, seq);
    }

    @Override
    public synchronized long head(ConversationId conversation) {
        return conversations().head(conversation);
    }

    @Override
    public synchronized Optional<Group> group(ConversationId.Group id) {
        return conversations().group(id);
    }

    @Override
    public synchronized Optional<ConversationId.Group> publicGroup(String name) {
        return conversations().publicGroup(name);
    }

    @Override
    public synchronized Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        return conversations().positions(conversation, users);
    }

    @Override
    public synchronized List<Standing> standings(UserId user) {
        return conversations().standingsOf(user);
    }

    @Override
    public synchronized Set<UserId> blockedBy(UserId user) {
        return conversations().blockedBy(user);
    }

    @Override
    public synchronized List<Sanction> sanctions() {
        return moderation().sanctions();
    }

    @Override
    public synchronized Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
        requirePositive(limit);
        return moderation().impose(sanction, limit, entry);
    }

    @Override
    public synchronized boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
        return moderation().lift(kind, subject, entry);
    }

    @Override
    public synchronized void append(AuditEntry entry) {
        moderation().append(entry);
    }

    @Override
    public synchronized List<AuditRecord> audit(long after, Instant since, int limit) {
        requirePositive(limit);
        return moderation().audit(after, since, limit);
    }

    @Override
    public synchronized Changes changes(long mark, int limit) {
        requirePositive(limit);
        return conversations().changes(mark, limit);
    }

    @Override
    public synchronized String epoch() {
        requireOpen();
        return epoch;
    }

    @Override
    public synchronized void dump(Consumer<? super StoreRecord> to) {
        requireOpen();
        to.accept(new StoreRecord.Epoch(epoch));
        accounts.dump(to);
        conversations.dump(to);
        moderation.dump(to);
    }

    @Override
    public synchronized void load(Iterator<? extends StoreRecord> from) {
        requireOpen();
        if (!accounts.isEmpty() || !conversations.isEmpty() || !moderation.isEmpty()) {
            throw new IllegalStateException("the store in memory is not empty");
        }
        Transfer taken = new Transfer(epoch);
        StoreLoader.load(from, taken);
        accounts = taken.accounts;
        conversations = taken.conversations;
        moderation = taken.moderation;
        epoch = taken.epoch;
    }

    @Override
    public synchronized void close() {
        closed = true;
        accounts = new Accounts();
        conversations = new Conversations();
        moderation = new Moderation();
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " < 1");
        }
    }

    private Accounts accounts() {
        requireOpen();
        return accounts;
    }

    private Conversations conversations() {
        requireOpen();
        return conversations;
    }

    private Moderation moderation() {
        requireOpen();
        return moderation;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("the store in memory is closed");
        }
    }
}
