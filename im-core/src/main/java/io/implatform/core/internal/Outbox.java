package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one session, and what the session has yet to be told.
 *
 * <p><b>Catching up.</b> The outbox is bounded in bytes. Where a live message does not fit, the
 * session falls <em>behind</em> in its conversation: a {@link Cursor} remembers the last message that
 * the session was given, and live messages of that conversation are no longer queued. Once the outbox
 * has room again, {@link CatchUp} reads from the store after the cursor's position and gives what it
 * reads to {@link #addStored}. When it has read as far as the last message that was skipped, the
 * conversation is live again; the cursor stays until a newer message shows that it has done its work,
 * because a message that was read from the store may still be on its way as a live one.
 *
 * <p>A session that is to be given messages from before it was there (offline messages, a resume)
 * simply starts behind. There is no other way to receive what was missed.
 *
 * <p>Replies always fit: no request is begun while the outbox is over its bound.
 *
 * <p><b>Own messages.</b> A session is not told of what it said itself, so the cursor of a
 * conversation that is behind remembers the numbers of those, and catching up halts before a message
 * of the session's user while the session has posts in flight, whose numbers are not known yet.
 *
 * <p>Guarded by its own monitor; what takes it holds no other lock afterwards but a map's.
 */
final class Outbox {
    private final int limit;
    /** The frame that is taken next. Mostly there is no other: then nothing is made to hold it. */
    private @Nullable Frame next;

    /** What waits behind it; {@code null} if nothing does. */
    private @Nullable ArrayDeque<Frame> more;

    private long bytes;
    /** The doorbell was rung and the transport has not found the outbox empty since. */
    private boolean rung;
    /** A request waits for room. */
    private boolean parked;

    /** Changed under the monitor. */
    private volatile boolean ended;

    /** Whether {@link #room} has anything to look for; changed under the monitor. */
    private volatile boolean roomMatters;

    private boolean discarded;
    private boolean catchingUp;
    /** The session has begun, and what it missed is not known yet. */
    private boolean joining;

    private int postsInFlight;
    /** When something was last taken by a session that is behind, or it fell behind. */
    private long takenNanos;

    private @Nullable Map<ConversationId, Cursor> cursors;

    /** Where a session stands in a conversation that it does not simply follow live. */
    private static final class Cursor {
        long position;
        long skipped;
        boolean behind;
        /** Nothing was missed: it stands for a while against what is on its way from other nodes. */
        boolean guards;
        /** The user's own messages up to this one are not told. */
        long ownKnown;

        final Set<Long> own = new HashSet<>();

        Cursor(long position, long skipped) {
            this.position = position;
            this.skipped = skipped;
            this.behind = true;
        }
    }

    /**
     * What a session is to be given from before it was there.
     *
     * @param after the last message that it has, or its user was given
     * @param head the last one that is known to be there
     * @param certain whether the session itself is known to have everything up to {@code after}
     * @param withOwn whether it is to be given its user's own, too: a client that resumes is, for they may be
     *     another device's; where nothing is known but what the user was given, they are no news
     */
    record Missed(ConversationId conversation, long after, long head, boolean certain, boolean withOwn) {}

    /** What is next to be read from the store. */
    record Gap(ConversationId conversation, long after) {}

    /** What taking a frame makes possible. */
    enum Room {
        NOTHING_NEW,
        RESUME_REQUESTS,
        CATCH_UP
    }

    Outbox(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a frame whatever waits already.
     *
     * @return whether to ring the doorbell
     */
    synchronized boolean add(Frame frame) {
        if (ended || discarded) {
            return false;
        }
        push(frame);
        return claimRing();
    }

    /**
     * Adds the reply to a post of the session. Taking it means that the user was given the conversation
     * up to that number, and has read it, unless there is something before it that the session has yet to be told.
     *
     * @return whether to ring the doorbell
     */
    synchronized boolean addPosted(Frame frame, ConversationId conversation, long seq) {
        return add(follows(conversation) ? frame.telling(Frame.Tells.OWN_NUMBER, conversation, seq) : frame);
    }

    /** Whether the session was given, or has queued, everything there is in a conversation. */
    synchronized boolean follows(ConversationId conversation) {
        Cursor cursor = cursors == null ? null : cursors.get(conversation);
        return !joining && (cursor == null || !cursor.behind);
    }

    /** The session's user may not read a conversation any more: it is told nothing further of it. */
    synchronized void abandon(ConversationId conversation) {
        forget(conversation);
    }

    /**
     * Adds the last frame, if there is one.
     *
     * @return whether to ring the doorbell, also where it rang and something waits still: whoever polls
     *     may have asked for the end just before
     */
    synchronized boolean end(@Nullable Frame last) {
        if (ended || discarded) {
            return false;
        }
        if (last != null) {
            push(last);
        }
        ended = true;
        cursors = null;
        rung = true;
        return true;
    }

    /** The connection is gone: forget everything. @return whether a request waits for room, of which there is plenty now */
    synchronized boolean discard() {
        boolean waiting = parked;
        parked = false;
        discarded = true;
        ended = true;
        next = null;
        more = null;
        bytes = 0;
        cursors = null;
        return waiting;
    }

    /** The session begins, and {@link #joined} will say what it missed: until then, messages wait in the store. */
    synchronized void joining() {
        joining = true;
    }

    /** The session does not begin after all: nothing waits in the store for it. */
    synchronized void notJoined() {
        joining = false;
        cursors = null;
    }

    /**
     * What the session missed.
     *
     * @param guarded whether other nodes may be about to tell of messages that are no news to the session
     * @return whether the caller should begin to catch up
     */
    synchronized boolean joined(List<Missed> missed, boolean guarded) {
        joining = false;
        if (ended) {
            return false;
        }
        for (Missed one : missed) {
            Cursor cursor = cursors == null ? null : cursors.get(one.conversation());
            // What came since the session began is its own to be told, also where another session of the
            // user was given it in the meantime.
            long after = cursor == null || one.certain() ? one.after() : Math.min(one.after(), cursor.position);
            long head = cursor == null ? one.head() : Math.max(one.head(), cursor.skipped);
            if (head > after) {
                behind(one.conversation(), after, head).ownKnown = one.withOwn() ? 0 : one.head();
            } else if (guarded) {
                Cursor guard = behind(one.conversation(), after, after);
                guard.behind = false;
                guard.guards = true;
            }
        }
        return claimCatchUp();
    }

    /** Offers something that is only worth telling now: it is dropped where there is no room. @return whether to ring */
    synchronized boolean offerSignal(Frame frame) {
        if (ended || joining || bytes >= limit) {
            return false;
        }
        push(frame);
        return claimRing();
    }

    /**
     * Offers the live message {@code seq} of a conversation.
     *
     * @return whether to ring the doorbell
     */
    synchronized boolean offer(ConversationId conversation, long seq, Frame frame) {
        return !ended
                && isLive(conversation, seq, seq)
                && fits(conversation, seq, seq, frame.bytes())
                && pushLive(frame);
    }

    /**
     * Offers the live messages {@code first} to {@code last} of a conversation.
     *
     * @param joined all of them as one frame
     * @param single each of them as a frame, in order; asked for only where the session needs some
     * @return whether to ring the doorbell
     */
    synchronized boolean offer(
            ConversationId conversation, long first, long last, Frame joined, LongFunction<Frame> single) {
        if (ended) {
            return false;
        }
        Cursor cursor = cursors == null ? null : cursors.get(conversation);
        if (cursor != null && !cursor.behind && cursor.position >= first && cursor.position < last) {
            boolean ring = false;
            for (long seq = cursor.position + 1; seq <= last; seq++) {
                ring |= offer(conversation, seq, single.apply(seq));
            }
            return ring;
        }
        return isLive(conversation, first, last) && fits(conversation, first, last, joined.bytes()) && pushLive(joined);
    }

    /** Whether messages up to {@code last} are to be queued; takes note of them where they are not. */
    private boolean isLive(ConversationId conversation, long first, long last) {
        Cursor cursor = cursors == null ? null : cursors.get(conversation);
        if (cursor == null && joining) {
            // What was missed, if anything, says where to begin; at the latest it is here.
            behind(conversation, first - 1, last);
            return false;
        }
        if (cursor == null) {
            return true;
        }
        if (cursor.behind) {
            cursor.skipped = Math.max(cursor.skipped, last);
            return false;
        }
        if (last <= cursor.position) {
            return false;
        }
        if (cursor.guards && first > cursor.position + 1) {
            cursor.guards = false;
            cursor.behind = true;
            cursor.skipped = Math.max(cursor.skipped, last);
            return false;
        }
        if (first <= cursor.position) {
            throw new IllegalStateException("live messages " + first + " to " + last + " overlap " + cursor.position);
        }
        forget(conversation);
        return true;
    }

    /** Whether that much fits; where it does not, the conversation is behind from here on. */
    private boolean fits(ConversationId conversation, long first, long last, int size) {
        if (bytes + size <= limit || bytes == 0) {
            return true;
        }
        behind(conversation, first - 1, last);
        return false;
    }

    private boolean pushLive(Frame frame) {
        push(frame);
        return claimRing();
    }

    /**
     * The session is to be given the messages of a conversation after {@code position} from the store.
     *
     * @param skipped the last of them that is known to be there
     */
    synchronized void fallBehind(ConversationId conversation, long position, long skipped) {
        Cursor cursor = cursors == null ? null : cursors.get(conversation);
        if (ended) {
            return;
        }
        if (cursor == null) {
            behind(conversation, position, skipped);
        } else if (cursor.behind || skipped > cursor.position) {
            cursor.behind = true;
            cursor.guards = false;
            cursor.skipped = Math.max(cursor.skipped, skipped);
        }
    }

    /** Nothing from before the session began is on its way any more. */
    synchronized void dropGuards() {
        if (cursors != null) {
            cursors.values().removeIf(cursor -> cursor.guards);
            if (cursors.isEmpty()) {
                cursors = null;
            }
        }
    }

    private Cursor behind(ConversationId conversation, long position, long skipped) {
        Map<ConversationId, Cursor> all = cursors;
        if (all == null) {
            all = new HashMap<>(4);
            cursors = all;
            roomMatters = true;
        }
        if (!isBehind()) {
            takenNanos = System.nanoTime();
        }
        Cursor cursor = new Cursor(position, skipped);
        all.put(conversation, cursor);
        return cursor;
    }

    private void forget(ConversationId conversation) {
        if (cursors != null) {
            cursors.remove(conversation);
            if (cursors.isEmpty()) {
                cursors = null;
            }
        }
    }

    /** The session's posts were taken; their numbers follow one by one. */
    synchronized void postsTaken(int count) {
        postsInFlight += count;
    }

    /**
     * One of the posts is dealt with.
     *
     * @param seq its number; 0 where nothing was stored
     */
    synchronized void postDone(ConversationId conversation, long seq) {
        postsInFlight--;
        Cursor cursor = seq == 0 || cursors == null ? null : cursors.get(conversation);
        if (cursor != null && seq > cursor.position) {
            if (cursor.behind) {
                cursor.skipped = Math.max(cursor.skipped, seq);
                cursor.own.add(seq);
            } else {
                forget(conversation);
            }
        }
    }

    /** Whether less waits than may. */
    synchronized boolean hasRoom() {
        return bytes < limit || ended;
    }

    /** Whether requests may be begun. If not, {@link #take} says when. */
    synchronized boolean hasRoomOrPark() {
        if (bytes < limit || ended) {
            return true;
        }
        parked = true;
        roomMatters = true;
        return false;
    }

    /**
     * What to read from the store next, if there is something and room for it. {@code null} ends the
     * catching up; {@link #take} says when to begin again.
     */
    synchronized @Nullable Gap nextGap() {
        if (cursors != null && bytes < limit) {
            for (Map.Entry<ConversationId, Cursor> entry : cursors.entrySet()) {
                if (entry.getValue().behind) {
                    return new Gap(entry.getKey(), entry.getValue().position);
                }
            }
        }
        catchingUp = false;
        return null;
    }

    /** Whether the caller should begin to catch up: there is a gap, there is room, and nobody does it. */
    synchronized boolean claimCatchUp() {
        if (catchingUp || joining || !isBehind() || bytes > limit / 4) {
            return false;
        }
        catchingUp = true;
        return true;
    }

    /** The catching up failed for now; {@link #claimCatchUp} begins it again. */
    synchronized void catchUpFailed() {
        catchingUp = false;
    }

    /**
     * Adds messages that were read from the store after a gap's position.
     *
     * @param messages consecutive, oldest first
     * @param more whether the store holds further ones
     * @param isOwn whether a message is of the session's user
     * @param encode the message as a frame; {@code null} where the session is not to be told of it
     * @return whether something moved; if not, posts in flight have to be waited for
     */
    synchronized boolean addStored(
            Gap gap,
            List<Message> messages,
            boolean more,
            Predicate<Message> isOwn,
            Function<Message, @Nullable Frame> encode) {
        Cursor cursor = cursors == null ? null : cursors.get(gap.conversation());
        if (cursor == null || !cursor.behind || cursor.position != gap.after()) {
            return true;
        }
        boolean all = true;
        boolean moved = false;
        for (Iterator<Message> rest = messages.iterator(); all && rest.hasNext(); ) {
            Message message = rest.next();
            boolean own =
                    cursor.own.contains(message.seq()) || (message.seq() <= cursor.ownKnown && isOwn.test(message));
            if (bytes >= limit || (!own && postsInFlight > 0 && isOwn.test(message))) {
                all = false;
                break;
            }
            cursor.own.remove(message.seq());
            Frame frame = own ? null : encode.apply(message);
            if (frame != null) {
                push(frame);
            }
            cursor.position = message.seq();
            moved = true;
        }
        if (all && !more && cursor.position >= cursor.skipped) {
            cursor.behind = false;
            moved = true;
        }
        if (!moved) {
            catchingUp = false;
        }
        return moved;
    }

    /** After {@link #addStored}: whether to ring the doorbell. */
    synchronized boolean ringIfWaiting() {
        return bytes > 0 && claimRing();
    }

    /** Takes the next frame; {@code null} if none waits, and from then on the doorbell rings again. */
    synchronized @Nullable Frame take() {
        Frame frame = next;
        if (frame == null) {
            rung = false;
            return null;
        }
        next = more == null ? null : more.poll();
        if (next == null) {
            more = null;
        }
        bytes -= frame.bytes();
        if (cursors != null) {
            takenNanos = System.nanoTime();
        }
        return frame;
    }

    /** What has become possible by taking frames; the caller does it. */
    Room room() {
        return roomMatters ? lookForRoom() : Room.NOTHING_NEW;
    }

    private synchronized Room lookForRoom() {
        if (parked && bytes <= limit / 2) {
            parked = false;
            return Room.RESUME_REQUESTS;
        }
        roomMatters = parked || cursors != null;
        return claimCatchUp() ? Room.CATCH_UP : Room.NOTHING_NEW;
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether the session is behind and has taken nothing for so long. */
    synchronized boolean lagsFor(long nanos) {
        return isBehind() && bytes > 0 && System.nanoTime() - takenNanos > nanos;
    }

    private boolean isBehind() {
        if (cursors != null) {
            for (Cursor cursor : cursors.values()) {
                if (cursor.behind) {
                    return true;
                }
            }
        }
        return false;
    }

    private void push(Frame frame) {
        if (frame.bytes() == 0) {
            return; // the format does not show it
        }
        bytes += frame.bytes();
        if (next == null) {
            next = frame;
            return;
        }
        ArrayDeque<Frame> queue = more;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            more = queue;
        }
        queue.add(frame);
    }

    private boolean claimRing() {
        if (rung || bytes == 0) {
            return false;
        }
        rung = true;
        return true;
    }
}
