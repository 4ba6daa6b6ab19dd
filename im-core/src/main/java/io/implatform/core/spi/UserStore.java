package io.implatform.core.spi;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the accounts. Separate from {@link ConversationStore}, so that a host application can put
 * users that it has already behind it.
 *
 * <p><b>Threads.</b> Blocking; called by several threads at once; it has no threads of its own. The
 * server calls it on its password and reader pools, never on a lane or a transport thread.
 *
 * <p><b>Errors.</b> A store that cannot answer throws {@link StoreException}; the user is told
 * {@code STORE_UNAVAILABLE}. Its contract is {@code UserStoreContract} in im-testkit.
 */
public interface UserStore extends AutoCloseable {

    /** How an attempt to make an account ended. */
    enum Creation {
        /** The account is stored and durable. */
        CREATED,
        /** The name, in this or another spelling, is or was in use; nothing has changed. */
        NAME_TAKEN,
        /** This store makes no accounts: the host application does. */
        CLOSED
    }

    /** The account of {@code user}, whatever the spelling asked for; empty if there is none. */
    Optional<Account> find(UserId user);

    /**
     * Makes an account, durable when it returns. Of several attempts at one name, at once or one
     * after the other, exactly one is told {@link Creation#CREATED}.
     *
     * <p>A store whose accounts are made elsewhere keeps this default.
     */
    default Creation create(Account account) {
        return Creation.CLOSED;
    }

    /**
     * Replaces an account's password hash, if it still is {@code expectedHash}; durable when it
     * returns. Used to raise the cost of old hashes at a login.
     *
     * <p>A store whose passwords are kept elsewhere keeps this default.
     *
     * @return whether the hash was replaced
     */
    default boolean replacePasswordHash(UserId user, String expectedHash, String newHash) {
        return false;
    }

    /**
     * Deletes an account for good; durable when it returns. {@link #find} does not find it any more, its
     * tokens are gone, and its name, in any spelling, stays taken.
     *
     * <p>A store whose accounts are deleted elsewhere keeps this default.
     *
     * @return whether there was such an account and it is deleted now
     */
    default boolean retire(UserId user) {
        return false;
    }

    /**
     * Gives an account another role on the server; durable when it returns.
     *
     * <p>A store whose roles are given elsewhere keeps this default.
     *
     * @return whether there is such an account and it has that role now
     */
    default boolean setRole(UserId user, AccountRole role) {
        return false;
    }

    /**
     * Disables an account or enables it again; durable when it returns. A disabled one is found as
     * before, its tokens too: that nothing opens it is the server's part.
     *
     * <p>A store whose accounts are disabled elsewhere keeps this default.
     *
     * @return whether there is such an account and it is so now
     */
    default boolean setDisabled(UserId user, boolean disabled) {
        return false;
    }

    /**
     * Lists accounts, in the order of {@link UserId#key}; those that were deleted are not among them.
     *
     * <p>A store whose accounts are listed elsewhere keeps this default.
     *
     * @param after only those that come after it; empty for the first ones
     * @param limit how many at the most; at least 1
     */
    default List<Account> list(Optional<UserId> after, int limit) {
        return List.of();
    }

    /**
     * Keeps the hash of a token with which a user may come back; durable when it returns. A user has at
     * most {@code limit}: past it the one that ends first is removed.
     *
     * <p>A store that keeps no tokens keeps this default; its users come back with their password.
     *
     * @param tokenHash 1–128 of {@code A-Z a-z 0-9}
     * @return whether it is kept
     */
    default boolean addToken(UserId user, String tokenHash, Instant expires, int limit) {
        return false;
    }

    /** Whose token that is; empty if there is none, or it has ended by {@code now}. */
    default Optional<Account> findByToken(String tokenHash, Instant now) {
        return Optional.empty();
    }

    /** Removes a token of a user; durable when it returns. */
    default void removeToken(UserId user, String tokenHash) {}

    /** Removes all tokens of a user; durable when it returns. */
    default void removeTokens(UserId user) {}

    /** Gives back files and connections. May be called twice. */
    @Override
    void close();
}
