package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.PageRequest;
import java.util.List;

/**
 * Keeps the messages: the one truth about what was said and in which order.
 *
 * <p><b>Threads.</b> Blocking and batch-shaped; called by several threads at once; it has no threads
 * of its own. {@link #commit} is called by the server's lanes, of which each owns the conversations
 * that hash to it; everything else by its readers.
 *
 * <p><b>Errors.</b> A store that cannot answer throws {@link StoreException}. Its contract is {@code
 * ConversationStoreContract} in im-testkit.
 */
public interface ConversationStore extends AutoCloseable {

    /**
     * Stores a batch in one transaction, durable when it returns.
     *
     * <p>Each message that is new gets the next number of its conversation, in the order of the batch:
     * 1, 2, 3, … with no gap, also over restarts and failed batches. One whose sender and client id are
     * known, from an earlier batch or from this one, is not stored again and gets no number.
     *
     * @param batch at least one
     * @return one outcome an append, in the order of the batch
     * @throws StoreException if nothing was stored, or if the store cannot tell
     */
    List<Outcome> commit(List<Append> batch);

    /**
     * A page of a conversation, oldest message first. It sees every commit that returned before the
     * call. A conversation in which nothing was said is empty.
     *
     * @param limit how many messages at the most, at least 1
     */
    HistoryPage history(ConversationId conversation, PageRequest page, int limit);

    /** The number of the newest message of a conversation; 0 where there is none. */
    long head(ConversationId conversation);

    /**
     * The name of this store's history, made at random when the store was: a copy restored from a
     * backup, or a new store, has another one. 1–64 of {@code A-Z a-z 0-9 -}.
     */
    String epoch();

    /** Gives back files and connections. May be called twice. */
    @Override
    void close();
}
