package io.implatform.core.spi;

import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;

/**
 * Told by the server what happens in it, for a host program's own purposes: logs, metrics, hooks.
 *
 * <p><b>Threads.</b> One call at a time, on a thread of the server's that does nothing else, after
 * the fact and in order. A listener that is slow delays nobody: at most {@link
 * io.implatform.core.model.Limit#LISTENER_QUEUE} notices wait for it, and those past that are
 * dropped, counted and reported by {@link #dropped}. What it throws is logged. A program that must
 * see every message opens a session instead.
 */
public interface ServerListener {

    /** A message is stored and durable; told for those that this node stored. */
    default void messageStored(Message message) {}

    /** An account is made. */
    default void registered(UserId user) {}

    /** A user has their first session on this node. */
    default void online(UserId user) {}

    /** A user has lost their last session on this node. */
    default void offline(UserId user) {}

    /**
     * The listener was too slow.
     *
     * @param count how many notices were dropped since the last call
     */
    default void dropped(long count) {}
}
