package io.implatform.core.spi;

import org.jspecify.annotations.Nullable;

/**
 * The server's end of one client's connection: what a transport gives requests to and takes bytes
 * from. {@link SessionHost#open} makes it.
 *
 * <p>A transport does this, and no more:
 *
 * <ol>
 *   <li>it {@link #submit}s each request that it reads, none longer than {@link #requestBytes}; when told not
 *       to go on it stops reading until the doorbell rings and {@link #wantsRequests} is true;
 *   <li>when the doorbell rings, and whenever its socket takes bytes again, it {@link #poll}s until
 *       there is nothing left or the socket is full, and sends all of it in one write;
 *   <li>when {@link #isEnded} is true, it polls and writes what is left, and closes the connection;
 *   <li>when the peer will send nothing more it calls {@link #endRequests}; when the connection is
 *       gone, {@link #disconnected}.
 * </ol>
 *
 * <p><b>Threads.</b> {@link #submit} and {@link #endRequests} are called by one thread at a time, as
 * is {@link #poll}; the two may differ. Nothing blocks.
 */
public interface Connection {

    /**
     * Hands a request over. It is always taken, unless the connection has ended, and then it is
     * dropped.
     *
     * @return {@link #wantsRequests}
     */
    boolean submit(Request request);

    /** Whether the transport should read on. */
    boolean wantsRequests();

    /**
     * How long a request that is read now may be, in bytes: until a login is answered less than what the transport
     * allows after it, because a peer that is nobody yet is to cost little. A longer one is refused like one over the
     * transport's own limit, and no more of it is kept.
     */
    default int requestBytes() {
        return Integer.MAX_VALUE;
    }

    /**
     * Takes what waits to be sent: whole encoded frames, not to be changed, as they are shared between
     * sessions.
     *
     * @return the next, or {@code null} if nothing waits; the doorbell rings when that changes
     */
    byte @Nullable [] poll();

    /**
     * Whether the server has ended the session. What can still be polled is sent first: a transport asks
     * this, polls until there is nothing left, and then closes. A peer that does not take it is cut off
     * after {@link io.implatform.core.model.Limit#CLOSE_MILLIS}.
     */
    boolean isEnded();

    /** The peer will send nothing more; it may still read. What it sent is answered, then the session ends. */
    void endRequests();

    /** The connection is gone; nothing that waits can be sent any more. May be called twice. */
    void disconnected();
}
