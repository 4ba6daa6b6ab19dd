package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Event;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Write;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which users' positions wait to be stored. A position that moves because a message was delivered is
 * not stored with each message: now and then all of them are handed to a lane, a user at a time, and those
 * of a user whose connection has ended at once.
 */
final class Positions {
    private static final int BATCH = 256;

    private final Engine engine;
    private final Set<Profile> waiting = ConcurrentHashMap.newKeySet();
    /** What is to be stored: of each position what it was at a flush, so no more than the positions and the flushes that a store is behind. */
    private final Queue<Move> moves = new ConcurrentLinkedQueue<>();
    /** The lane has been asked to store some of them. */
    private final AtomicBoolean asked = new AtomicBoolean();

    Positions(Engine engine) {
        this.engine = engine;
    }

    /** A position of that user has moved. */
    void hasMoved(Profile profile) {
        waiting.add(profile);
    }

    /**
     * Tells the other one of each private conversation how far a user was given it, where that has moved. Called
     * now and then: a conversation that goes on costs an event a moment and not one a message.
     */
    void tell() {
        for (Profile profile : waiting) {
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

    /** Has a lane store what waits. */
    void flush() {
        for (Profile profile : List.copyOf(waiting)) {
            take(profile);
        }
        ask();
    }

    /** Has a lane store what waits of one user. */
    void flush(Profile profile) {
        take(profile);
        ask();
    }

    /** The same as {@link #flush()}, for good: all of it is before the lane's end. */
    void flushAll() {
        flush();
        for (int left = moves.size(); left > 0; left -= BATCH) {
            engine.lane(ConversationId.LOBBY).work(this::collect);
        }
    }

    private void take(Profile profile) {
        tell(profile);
        waiting.remove(profile);
        for (Write.MovePosition move : profile.takeMoved()) {
            moves.add(new Move(profile, move));
        }
    }

    /** Some at a time, each time behind what waits for the lane by then: messages do not wait for all of them. */
    private void ask() {
        if (!moves.isEmpty() && asked.compareAndSet(false, true)) {
            engine.lane(ConversationId.LOBBY).work((lane, round) -> {
                collect(lane, round);
                asked.set(false);
                ask();
            });
        }
    }

    private void collect(Lane lane, Round round) {
        for (int taken = 0; taken < BATCH; taken++) {
            Move move = moves.poll();
            if (move == null) {
                return;
            }
            round.add(move);
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
