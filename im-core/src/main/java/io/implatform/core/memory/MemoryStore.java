package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A store for users and conversations in this process's memory, for tests and demonstrations. What
 * it holds ends with it.
 *
 * <p>It keeps every message and every account: it grows with them without a bound. "Durable" means
 * here that the store itself is still there.
 *
 * <p><b>Threads.</b> Any, at once; a commit is seen whole or not at all. <b>Errors.</b> After {@link
 * #close} every method throws {@link StoreException}, and what was stored may be collected.
 */
public final class MemoryStore implements UserStore, ConversationStore {

    /** What makes a message sent twice one message. Users are equal whatever their spelling. */
    private record Sending(UserId from, String clientId) {}

    private final String epoch = UUID.randomUUID().toString();

    // Everything below is guarded by "this": each call touches a few entries and never waits.
    private final Map<UserId, Account> accounts = new HashMap<>();
    /** The message with the number n stands at n - 1. */
    private final Map<ConversationId, List<Message>> conversations = new HashMap<>();

    private final Map<Sending, Message> sendings = new HashMap<>();
    private boolean closed;

    /** A store with nothing in it, unlike every other. */
    public MemoryStore() {}

    @Override
    public synchronized Optional<Account> find(UserId user) {
        requireOpen();
        return Optional.ofNullable(accounts.get(user));
    }

    @Override
    public synchronized Creation create(Account account) {
        requireOpen();
        return accounts.putIfAbsent(account.user(), account) == null ? Creation.CREATED : Creation.NAME_TAKEN;
    }

    @Override
    public synchronized boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        requireOpen();
        Account account = accounts.get(user);
        if (account == null || !account.passwordHash().equals(expectedHash)) {
            return false;
        }
        accounts.put(user, new Account(account.user(), newHash));
        return true;
    }

    @Override
    public synchronized List<Outcome> commit(List<Append> batch) {
        requireOpen();
        // Copied first: a list with a null in it fails here, before anything is stored.
        List<Append> appends = List.copyOf(batch);
        if (appends.isEmpty()) {
            throw new IllegalArgumentException("batch is empty");
        }
        List<Outcome> outcomes = new ArrayList<>(appends.size());
        for (Append append : appends) {
            outcomes.add(store(append));
        }
        return outcomes;
    }

    private Outcome store(Append append) {
        String clientId = append.clientId();
        if (clientId == null) {
            return new Outcome(add(append), false);
        }
        Sending sending = new Sending(append.from(), clientId);
        Message first = sendings.get(sending);
        if (first != null) {
            return new Outcome(first, true);
        }
        Message message = add(append);
        sendings.put(sending, message);
        return new Outcome(message, false);
    }

    private Message add(Append append) {
        List<Message> messages = conversations.computeIfAbsent(append.conversation(), key -> new ArrayList<>());
        Instant time = Instant.ofEpochMilli(append.time().toEpochMilli());
        Message message = new Message(append.conversation(), messages.size() + 1L, time, append.from(), append.text());
        messages.add(message);
        return message;
    }

    @Override
    public synchronized HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
        requireOpen();
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " < 1");
        }
        List<Message> messages = conversations.getOrDefault(conversation, List.of());
        int size = messages.size();
        if (page.from() == PageRequest.From.AFTER) {
            int start = (int) Math.min(size, page.seq());
            int end = (int) Math.min(size, (long) start + limit);
            return new HistoryPage(messages.subList(start, end), end < size);
        }
        int end = page.from() == PageRequest.From.NEWEST ? size : (int) Math.min(size, Math.max(0, page.seq() - 1));
        int start = Math.max(0, end - limit);
        return new HistoryPage(messages.subList(start, end), start > 0);
    }

    @Override
    public synchronized long head(ConversationId conversation) {
        requireOpen();
        return conversations.getOrDefault(conversation, List.of()).size();
    }

    @Override
    public synchronized String epoch() {
        requireOpen();
        return epoch;
    }

    @Override
    public synchronized void close() {
        closed = true;
        accounts.clear();
        conversations.clear();
        sendings.clear();
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("the store in memory is closed");
        }
    }
}
