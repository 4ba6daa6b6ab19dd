package io.implatform.acceptance;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.UserStore;
import java.util.List;
import java.util.Optional;

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
    public List<Outcome> commit(List<Append> batch) {
        return store.commit(batch);
    }

    @Override
    public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        return store.history(conversation, page, limit);
    }

    @Override
    public long head(ConversationId conversation) {
        return store.head(conversation);
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
