package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what was said, the groups, and how far each user has come: the one truth about them.
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
     * Stores a batch in one transaction, durable when it returns. The writes are done in the order of
     * the batch, and each sees those before it.
     *
     * <p>Each message that is new gets the next number of its conversation: 1, 2, 3, … with no gap, also
     * over restarts and failed batches. One whose sender and client id are known, from an earlier batch
     * or from this one, is not stored again and gets no number. A write that was decided on another
     * {@link Group#version} than the group has is not done; a change that is done raises the version by
     * one.
     *
     * @param batch at least one
     * @return one outcome a write, in the order of the batch
     * @throws StoreException if nothing was stored, or if the store cannot tell
     */
    List<Outcome> commit(List<? extends Write> batch);

    /**
     * A page of the texts of a conversation, oldest first, each in its newest state: facts about earlier
     * texts are not part of it, but show in those. It sees every commit that returned before the call. A
     * conversation in which nothing was said is empty.
     *
     * @param limit how many texts at the most, at least 1
     */
    HistoryPage history(ConversationId conversation, PageRequest page, int limit);

    /**
     * Everything that is stored in a conversation after a number, texts and facts alike, oldest first;
     * texts in their newest state.
     *
     * @param limit how many at the most, at least 1
     */
    HistoryPage since(ConversationId conversation, long seq, int limit);

    /** One message of a conversation, in its newest state; empty if it has no such number. */
    Optional<Message> message(ConversationId conversation, long seq);

    /** The number of the newest message of a conversation; 0 where there is none. */
    long head(ConversationId conversation);

    /** A group as it is; empty if there is none with that id. */
    Optional<Group> group(ConversationId.Group id);

    /** The public group of a name, in any case; empty if there is none. */
    Optional<ConversationId.Group> publicGroup(String name);

    /**
     * The conversations of a user: the private ones in which something was said, the groups in which they
     * are a member or invited, and the lobby if a position of theirs is stored there. In no order.
     */
    List<Standing> standings(UserId user);

    /**
     * How far users have come in a conversation; those of whom no position is stored there are missing. A
     * store that can look them up at once should: this default reads each user's {@link #standings}.
     */
    default Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
        Map<UserId, Position> positions = new HashMap<>();
        for (UserId user : users) {
            for (Standing standing : standings(user)) {
                if (standing.conversation().equals(conversation)
                        && !standing.position().equals(Position.START)) {
                    positions.put(user, standing.position());
                }
            }
        }
        return positions;
    }

    /** Whom a user has blocked. */
    Set<UserId> blockedBy(UserId user);

    /**
     * What was stored since a mark, messages and changes of groups alike. Nodes that share a store ask for it every
     * few seconds, because a router may lose what they tell each other.
     *
     * <p>A commit that returned before the call is in this answer, in an earlier one that led to this mark,
     * or, for as long as another commit that began before it has not ended, in a later one. It may be in two.
     *
     * <p>A store that is not {@link #isShared} may keep this default.
     *
     * @param mark of an earlier answer; {@link Changes#FROM_NOW} for no more than the mark as it is now
     * @param limit about how many conversations at the most, at least 1
     */
    default Changes changes(long mark, int limit) {
        return Changes.NOT_KEPT;
    }

    /**
     * Whether messages may be stored that no commit of this object has returned: by another server on the same store,
     * or by a commit that has thrown because the store was lost before it could answer. A server of such a store looks
     * into {@link #changes}, which it keeps, also where it has no other nodes. A store that one process has for itself,
     * and of which a commit that throws stores nothing, keeps this default.
     */
    default boolean isShared() {
        return false;
    }

    /**
     * The name of this store's history, made at random when the store was: a copy restored from a
     * backup, or a new store, has another one. 1–64 of {@code A-Z a-z 0-9 -}.
     */
    String epoch();

    /**
     * How many commits this store gains from having under way at once, at least 1: so many lanes a server has
     * unless its limit says otherwise. A store with a single writer keeps this default.
     */
    default int writers() {
        return 1;
    }

    /** Gives back files and connections. May be called twice. */
    @Override
    void close();
}
