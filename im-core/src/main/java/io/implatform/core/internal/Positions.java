package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which users' positions wait to be stored. A position that moves because a message was delivered is
 * not stored with each message: a while later it is handed to a lane, with all that have moved by then, and those
 * of a user whose connection has ended at once.
 *
 * <p>Users wait, not positions: where a lane is behind, what moves again meanwhile is stored once.
 */
final class Positions {
    /** How many a round takes along at least, and at most where it does not have as many things to do itself. */
    private static final int BATCH = 128;
    /** In how many parts the time that a position may wait is looked at. */
    private static final int LOOKS = 20;

    private final Engine engine;
    private final long maxWaitNanos;
    /** Whose positions have moved, and when they are to be stored. */
    private final Map<Profile, Long> waiting = new ConcurrentHashMap<>();
    /** Those whose time has come; the lane takes the first one until nothing of theirs is left. */
    private final Queue<Profile> due = new ConcurrentLinkedQueue<>();
    /** The lane has been asked to store some of them. */
    private final AtomicBoolean asked = new AtomicBoolean();

    Positions(Engine engine) {
        this.engine = engine;
        this.maxWaitNanos = TimeUnit.MILLISECONDS.toNanos(engine.limits().get(Limit.POSITION_FLUSH_MILLIS));
    }

    /** A position of that user has moved, and none that moved before waits. */
    void hasMoved(Profile profile) {
        // Not all at the same moment, though they may have begun at the same moment.
        long most = maxWaitNanos - maxWaitNanos / LOOKS;
        long wait = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
        waiting.putIfAbsent(profile, System.nanoTime() + wait);
    }

    /**
     * Tells the other one of each private conversation how far a user was given it, where that has moved. Called
     * now and then: a conversation that goes on costs an event a moment and not one a message.
     */
    void tell() {
        for (Profile profile : waiting.keySet()) {
            tell(profile);
        }
    }

    private void tell(Profile profile) {
        UserId user = profile.user();
        for (Progress.Receipt receipt : profile.takeReceipts()) {
            ConversationId.Private in = receipt.conversation();
            UserId other = in.other(user);
            if (engine.cluster().isClustered()) {
                String seq = Long.toString(receipt.delivered());
                engine.cluster().tellUser(other, Notice.of(Notice.Kind.DELIVERED, user.name(), in.key(), seq));
            }
            List<SessionActor> sessions = engine.presence().of(other);
            if (!sessions.isEmpty() && !other.equals(user)) {
                EventFrames event =
                        new EventFrames(new Event.Delivered(user, ConversationRef.of(in, other), receipt.delivered()));
                for (SessionActor session : sessions) {
                    if (session.outbox().offerSignal(event.in(session.encoder()))) {
                        session.ring();
                    }
                }
            }
        }
    }

    /** How often {@link #flush()} is to be called, in milliseconds. */
    long lookMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(maxWaitNanos / LOOKS));
    }

    /** Has a lane store what has waited long enough. */
    void flush() {
        long now = System.nanoTime();
        waiting.forEach((profile, time) -> {
            if (time - now <= 0) {
                takeOver(profile);
            }
        });
        ask();
    }

    /** Has a lane store what waits of one user. */
    void flush(Profile profile) {
        takeOver(profile);
        ask();
    }

    /** Has a lane store what waits of all, before its end. */
    void flushAll() {
        waiting.keySet().forEach(this::takeOver);
        long moved = due.stream().mapToLong(Profile::unstored).sum();
        for (long left = moved; left > 0; left -= BATCH) {
            engine.lane(ConversationId.LOBBY).work((lane, round) -> collect(round, BATCH));
        }
    }

    private void takeOver(Profile profile) {
        // In this order: what moves from now on waits anew, unless it is taken along.
        if (waiting.remove(profile) != null) {
            tell(profile);
            due.add(profile);
        }
    }

    /** Some in each round, beside the messages that it has: those do not wait for all of them. */
    private void ask() {
        if (!due.isEmpty() && asked.compareAndSet(false, true)) {
            engine.lane(ConversationId.LOBBY).work((lane, round) -> {
                collect(round, Math.max(BATCH, round.size()));
                round.afterwards(() -> {
                    asked.set(false);
                    ask();
                });
            });
        }
    }

    private void collect(Round round, int most) {
        int left = most;
        for (Profile profile = due.peek(); profile != null && left > 0; profile = due.peek()) {
            List<Write.MovePosition> moves = profile.takeMoved(left);
            for (Write.MovePosition move : moves) {
                round.add(new Move(profile, move));
            }
            left -= moves.size();
            if (left > 0) {
                due.remove();
            }
        }
    }

    /** The storing of one position. */
    private final class Move extends Item {
        private final Profile profile;
        private final Write.MovePosition move;

        Move(Profile profile, Write.MovePosition move) {
            super(null, null);
            this.profile = profile;
            this.move = move;
        }

        @Override
        Optional<Write> decide(Round round) {
            return Optional.of(move);
        }

        @Override
        void done(Outcome outcome, Round round) {
            if (profile.stored()) {
                engine.presence().forgetIfGone(profile.user());
            }
        }

        @Override
        void failed(Round round) {
            profile.notStored(move.conversation());
            hasMoved(profile);
        }
    }
}
