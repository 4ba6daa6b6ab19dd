package io.implatform.acceptance;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store that asks another one; a test changes what it needs to be otherwise. */
class StoreInBetween<S extends UserStore & ConversationStore> implements UserStore, ConversationStore {
    final S store;

    StoreInBetween(S store) {
        this.store = store;
    }

    @Override
    public Optional<Account> find(UserId user) {
        return store.find(user);
    }

    @Override
    public Creation create(Account account) {
        return store.create(account);
    }

    @Override
    public boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return store.replacePasswordHash(user, expectedHash, newHash);
    }

    @Override
    public boolean retire(UserId user) {
        return store.retire(user);
    }

    @Override
    public boolean setRole(UserId user, AccountRole role) {
        return store.setRole(user, role);
    }

    @Override
    public boolean setDisabled(UserId user, boolean disabled) {
        return store.setDisabled(user, disabled);
    }

    @Override
    public List<Account> list(Optional<UserId> after, int limit) {
        return store.list(after, limit);
    }

    @Override
    public boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
        return store.addToken(user, tokenHash, expires, limit);
    }

    @Override
    public Optional<Account> findByToken(String tokenHash, Instant now) {
        return store.findByToken(tokenHash, now);
    }

    @Override
    public void removeToken(UserId user, String tokenHash) {
        store.removeToken(user, tokenHash);
    }

    @Override
    public void removeTokens(UserId user) {
        store.removeTokens(user);
    }

    @Override
    public List<Outcome> commit(List<? extends Write> batch) {
        return store.commit(batch);
    }

    @Override
    public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        return store.history(conversation, page, limit);
    }

    @Override
    public HistoryPage since(ConversationId conversation, long seq, int limit) {
        return store.since(conversation, seq, limit);
    }

    @Override
    public Optional<Message> message(ConversationId conversation, long seq) {
        return store.message(conversation, seq);
    }

    @Override
    public Optional<Group> group(ConversationId.Group id) {
        return store.group(id);
    }

    @Override
    public Optional<ConversationId.Group> publicGroup(String name) {
        return store.publicGroup(name);
    }

    @Override
    public List<Standing> standings(UserId user) {
        return store.standings(user);
    }

    @Override
    public Set<UserId> blockedBy(UserId user) {
        return store.blockedBy(user);
    }

    @Override
    public long head(ConversationId conversation) {
        return store.head(conversation);
    }

    @Override
    public Changes changes(long mark, int limit) {
        return store.changes(mark, limit);
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    @Override
    public String epoch() {
        return store.epoch();
    }

    @Override
    public void close() {
        store.close();
    }
}
