package io.implatform.core.internal;

import io.implatform.core.model.Event;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.SessionHost;
import io.implatform.core.spi.WireFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The sessions that are open, each from its making until its connection is gone. Makes them, of connections and for
 * the host program; when the server stops, takes no new ones and ends those there are.
 *
 * <p>Threads: any. Those of connections are as many as {@link Admissions} admits, those in this process as many as the
 * host program opens.
 */
public final class Sessions implements SessionHost {
    /** Within how many seconds those who were told to go come again. */
    private static final int RESTART_SECONDS = 3;

    private final Engine engine;
    private final Admissions admissions;
    private final Event.Welcome welcome;
    private final Set<SessionActor> all = ConcurrentHashMap.newKeySet();
    /** One for each wire format, of which there are as many as classes that implement it. */
    private final ConcurrentHashMap<WireFormat, Encoder> encoders = new ConcurrentHashMap<>(4);

    private volatile boolean closing;

    /** @param welcome the first thing that the session of a connection is told */
    Sessions(Engine engine, Admissions admissions, Event.Welcome welcome) {
        this.engine = engine;
        this.admissions = admissions;
        this.welcome = welcome;
    }

    /** Every session that is open, of whoever it is. */
    Set<SessionActor> all() {
        return all;
    }

    // Those of connections

    @Override
    public Admission admit(Peer peer) {
        Optional<Refusal> banned = engine.moderation().banned(peer);
        return banned.isPresent() ? Admissions.refused(banned.get()) : admissions.admit(peer);
    }

    @Override
    public Admission admitVisit(Peer peer) {
        Optional<Refusal> banned = engine.moderation().banned(peer);
        return banned.isPresent() ? Admissions.refused(banned.get()) : admissions.admitVisit(peer);
    }

    @Override
    public Connection open(WireFormat format, Peer peer, Admission admission, Doorbell doorbell) {
        SessionActor session = newActor(encoder(format), peer, admission, doorbell);
        session.tell(welcome);
        if (closing) {
            session.end(restart());
        } else {
            admissions.refusalOfSession(admission).ifPresent(session::end);
        }
        return session;
    }

    /** The encoder that the sessions of a format share. */
    Encoder encoder(WireFormat format) {
        Encoder known = encoders.get(format);
        return known != null ? known : encoders.computeIfAbsent(format, Encoder.ForWire::new);
    }

    @Override
    public boolean isReady() {
        return !closing;
    }

    @Override
    public Limits limits() {
        return engine.limits();
    }

    // Those in this process

    /**
     * Makes a session in this process, for an account that is made if there is none.
     *
     * @throws io.implatform.core.spi.StoreException if the user store cannot answer
     * @throws IllegalArgumentException if there is no such user and none can be made
     * @throws IllegalStateException if the server is closed
     */
    public LocalSession newLocal(UserId user, Consumer<Event> handler) {
        if (closing) {
            throw new IllegalStateException("the server is closed");
        }
        LocalSession session = new LocalSession(engine, engine.accounts().findOrMake(user), handler);
        if (closing) {
            // It may have come too late for drain() to see it.
            session.close();
            throw new IllegalStateException("the server is closed");
        }
        return session;
    }

    // Their beginning and end

    SessionActor newActor(Encoder encoder, Peer peer, Admission admission, Doorbell doorbell) {
        SessionActor session = new SessionActor(engine, encoder, peer, admission, doorbell);
        all.add(session);
        return session;
    }

    /** Its connection is gone. */
    void closed(SessionActor session) {
        all.remove(session);
    }

    /** From here on there are no new ones. */
    void takeNoMore() {
        closing = true;
    }

    /** Ends those there are, one after the other over so long, and has what was taken of them answered. */
    void drain(long nanos) {
        List<SessionActor> waiting = new ArrayList<>(all);
        Collections.shuffle(waiting);
        long began = System.nanoTime();
        for (int i = 0; i < waiting.size() && !all.isEmpty(); i++) {
            long wait = began + nanos / waiting.size() * i - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            waiting.get(i).endWhenAnswered(restart());
        }
        // Whoever came in between.
        all.forEach(session -> session.endWhenAnswered(restart()));
    }

    private static Refusal restart() {
        // Not all at the same moment.
        return Refusal.retry(
                RefusalCode.RESTART, 1 + ThreadLocalRandom.current().nextInt(RESTART_SECONDS), "the server stops");
    }

    /** Waits until each has been answered and has gone, at most so long. */
    public void awaitEnd(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (!all.isEmpty() && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
