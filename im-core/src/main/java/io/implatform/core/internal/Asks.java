package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait in a session, and whether somebody works on them: who does has the session's
 * <em>turn</em>, which begins with the first request that finds nobody at work, and ends where none is left.
 *
 * <p>Bounded by {@link Limit#SESSION_REQUESTS} and a number of bytes; what is full takes the request that it is given,
 * and says that it wants no more. Threads: any.
 */
final class Asks {
    /** What became of a request. */
    enum Added {
        /** Nobody takes requests any more. */
        REFUSED,
        /** It waits for who has the turn. */
        WAITS,
        /** It waits, and who has added it has the turn. */
        BEGINS
    }

    private final int maxCount;
    private long maxBytes;
    /** {@code null} where none waits: most sessions are idle. */
    private @Nullable ArrayDeque<Ask> waiting;

    private int bytes;
    private boolean turnTaken;
    /** Written by who has the monitor, as {@link #full} is; read without it for each request. */
    private volatile boolean closed;

    private volatile boolean full;

    /** @param maxBytes how much may wait, until {@link #maxBytes(long)} says otherwise */
    Asks(Limits limits, long maxBytes) {
        this.maxCount = limits.getInt(Limit.SESSION_REQUESTS);
        this.maxBytes = maxBytes;
    }

    /** From here on so much may wait. */
    synchronized void maxBytes(long most) {
        maxBytes = most;
    }

    synchronized Added add(Ask ask) {
        if (closed) {
            return Added.REFUSED;
        }
        ArrayDeque<Ask> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        queue.add(ask);
        bytes += ask.size;
        full = !hasRoom();
        if (turnTaken) {
            return Added.WAITS;
        }
        turnTaken = true;
        return Added.BEGINS;
    }

    private boolean hasRoom() {
        return (waiting == null ? 0 : waiting.size()) < maxCount && bytes < maxBytes;
    }

    /** Whether there is room and nobody has closed. */
    boolean wantsMore() {
        return !closed && !full;
    }

    /** The next one, not taken yet; {@code null} where there is none, and then the turn is over. */
    synchronized @Nullable Ask next() {
        Ask next = waiting == null ? null : waiting.peek();
        if (next == null) {
            waiting = null;
            turnTaken = false;
        }
        return next;
    }

    /**
     * Takes the one that {@link #next} showed.
     *
     * @return whether there is room for more now, where there was none
     */
    synchronized boolean take() {
        Ask ask = waiting == null ? null : waiting.poll();
        if (ask != null) {
            bytes -= ask.size;
        }
        if (full && hasRoom()) {
            full = false;
            return true;
        }
        return false;
    }

    /** What was taken, and whether there is room for more now, where there was none. */
    record Taken(List<Ask> asks, boolean hasRoomAgain) {}

    /** Takes those at the head that fit, at most {@code max}. */
    synchronized Taken take(int max, Predicate<Ask> fits) {
        List<Ask> taken = new ArrayList<>();
        boolean hasRoomAgain = false;
        while (waiting != null && !waiting.isEmpty() && taken.size() < max && fits.test(waiting.peek())) {
            taken.add(waiting.peek());
            hasRoomAgain |= take();
        }
        return new Taken(taken, hasRoomAgain);
    }

    /**
     * Takes no more requests; those that wait are worked on.
     *
     * @return whether it was open
     */
    synchronized boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    /** Closes, and forgets those that wait. */
    synchronized void closeAndForget() {
        closed = true;
        waiting = null;
        bytes = 0;
    }

    /** Whether it is closed, and nobody works on what was asked. */
    boolean isWorkedOff() {
        if (!closed) {
            return false;
        }
        synchronized (this) {
            return !turnTaken;
        }
    }

    /**
     * Who has given a post an id and is not answered sends it again on the next connection. If those that still wait here
     * were worked off as well, a slow store would do the same many times over, for every connection that was given up.
     * The first one may be under way, and what cannot be sent again is done, with all that was asked before it: so what
     * is done is always a beginning of what was asked.
     */
    synchronized void forgetWhatIsSentAgain() {
        ArrayDeque<Ask> queue = waiting;
        while (queue != null
                && queue.size() > 1
                && queue.getLast().command instanceof Command.Say say
                && say.clientId() != null) {
            bytes -= queue.removeLast().size;
        }
    }
}
