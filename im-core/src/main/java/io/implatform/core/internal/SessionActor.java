package io.implatform.core.internal;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Event;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Connection;
import io.implatform.core.spi.Peer;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.SessionHost.Admission;
import io.implatform.core.spi.SessionHost.Doorbell;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A session: the requests that wait in it, whose it is, and its outbox.
 *
 * <p><b>One worker.</b> The requests of a session are worked on one after the other, by one thread at
 * a time: whoever holds the session's <em>turn</em> ({@link Asks}). It begins with the thread that submits a request
 * while nobody has the turn, and is handed on to a lane or a pool where a request needs one ({@link
 * Dispatcher}). So replies leave in the order of the requests, and a login is done before what was
 * sent behind it is looked at, without a rule for either. Only posts are taken several at a time, by
 * a lane.
 *
 * <p><b>Locks.</b> This monitor guards the life of the session, and may be held while taking those of its requests and of its
 * outbox, never the other way round.
 */
final class SessionActor implements Connection, Lane.Work {
    private final Engine engine;
    private final Peer peer;
    private final Admission admission;
    private final Doorbell doorbell;
    private final Asks asks;
    private final Outbox outbox;
    private final long openedNanos = System.nanoTime();

    private @Nullable Refusal farewell;
    private boolean gone;
    private boolean over;
    private boolean released;
    /** Messages from before the session began may still be told of by other nodes, and since when. */
    private volatile boolean guarded;

    private volatile long joinedNanos;
    private volatile boolean listed;
    private volatile @Nullable UserId user;
    private volatile @Nullable Profile profile;
    private volatile Status status = Status.ONLINE;
    private volatile Encoder encoder;
    private volatile long heardNanos = openedNanos;
    /** A sign of life was asked for, and when; the time is only the timer's. */
    private volatile boolean asked;

    private long askedNanos;
    /** Of {@link CommandRate}; touched only by who submits. */
    private long rateMark = openedNanos;
    /** No request is wanted until the pause is over. */
    private volatile boolean tooFast;

    /** The round that works on its requests; set by its lane, which has the turn, and read by all of them. */
    private volatile @Nullable Round round;

    /** The hash of the token that the session was given or opened with; touched only by who has the turn. */
    @Nullable
    String tokenHash;

    /** A history reply that waits for room; touched only by who has the turn. */
    @Nullable
    HistoryReply historyReply;

    SessionActor(Engine engine, Encoder encoder, Peer peer, Admission admission, Doorbell doorbell) {
        this.engine = engine;
        this.encoder = encoder;
        this.peer = peer;
        this.admission = admission;
        this.doorbell = doorbell;
        this.asks = new Asks(engine.limits(), engine.limits().get(Limit.LOGIN_REQUEST_BYTES));
        this.outbox = new Outbox(engine.limits().getInt(Limit.OUTBOX_BYTES));
    }

    // What a transport calls

    @Override
    public boolean submit(Request request) {
        long now = System.nanoTime();
        heardNanos = now;
        if (asked) {
            asked = false;
        }
        spend(now);
        Encoder own = encoder;
        if (!(own instanceof Encoder.ForWire wire) || !wire.format().equals(request.format())) {
            own = engine.sessions().encoder(request.format());
        }
        return submit(new Ask(request, own), own);
    }

    /** Takes a request whose events from here on are to have {@code form}. */
    boolean submit(Ask ask, Encoder form) {
        if (encoder != form) {
            encoder = form;
        }
        switch (asks.add(ask)) {
            case REFUSED -> {
                return false;
            }
            case WAITS -> {}
            case BEGINS -> engine.dispatcher().run(this);
        }
        return wantsRequests();
    }

    @Override
    public boolean wantsRequests() {
        return !tooFast && asks.wantsMore();
    }

    @Override
    public int requestBytes() {
        return user == null ? engine.limits().getInt(Limit.LOGIN_REQUEST_BYTES) : Integer.MAX_VALUE;
    }

    /** A session that has sent more than its rate allows is not read from for a while. */
    private void spend(long now) {
        CommandRate rate = engine.commandRate();
        rateMark = rate.next(rateMark, now);
        long pause = rate.pauseNanos(rateMark, now);
        if (pause > 0 && !tooFast) {
            tooFast = true;
            engine.timer().later(pause, () -> {
                tooFast = false;
                ring();
            });
        }
    }

    @Override
    public byte @Nullable [] poll() {
        Frame frame = takeFrame();
        return frame == null ? null : (byte[]) frame.content();
    }

    /** The next frame, whatever its kind. */
    @Nullable
    Frame takeFrame() {
        Frame frame = outbox.take();
        if (frame != null && frame.conversation() != null) {
            given(frame.tells(), frame.conversation(), frame.last());
        }
        switch (outbox.room()) {
            case RESUME_REQUESTS -> engine.dispatcher().run(this);
            case CATCH_UP -> CatchUp.begin(engine, this);
            case NOTHING_NEW -> {}
        }
        return frame;
    }

    /** What is written to the socket has been given to the user: another session need not be given it. */
    void given(Frame.Tells what, ConversationId conversation, long seq) {
        Profile of = profile;
        if (of == null) {
            return;
        }
        boolean isFirst = switch (what) {
            case MESSAGES -> of.move(conversation, seq, 0);
            case OWN_MESSAGE -> of.givenOwn(conversation, seq);
            case OWN_NUMBER -> of.said(conversation, seq);
        };
        if (isFirst) {
            engine.positions().hasMoved(of);
        }
    }

    @Override
    public boolean isEnded() {
        return outbox.isEnded();
    }

    @Override
    public void endRequests() {
        endWhenAnswered(null);
    }

    @Override
    public void disconnected() {
        admission.close();
        synchronized (this) {
            gone = true;
        }
        asks.forgetWhatIsSentAgain();
        leave();
        engine.sessions().closed(this);
        release();
        if (outbox.discard()) {
            engine.dispatcher().run(this);
        }
        endWhenAnswered(null);
    }

    // What the engine calls

    /**
     * Takes no more requests; answers those that wait; then ends the session.
     *
     * @param reason what the session is told as its last event; {@code null} where the peer asked for the end
     */
    void endWhenAnswered(@Nullable Refusal reason) {
        synchronized (this) {
            if (!asks.close()) {
                return;
            }
            farewell = reason;
        }
        if (asks.isWorkedOff()) {
            finish();
        }
    }

    /** Ends the session at once; requests that wait are forgotten. */
    void end(Refusal reason) {
        forgetAsks(reason);
        finish();
    }

    /** Ends the session with a last reply; requests that wait behind it are forgotten. */
    void end(Ask ask, Reply last) {
        forgetAsks(null);
        leave();
        if (ask.replyLast(outbox, last)) {
            ring();
        }
        finish();
    }

    private synchronized void forgetAsks(@Nullable Refusal reason) {
        asks.closeAndForget();
        farewell = reason;
    }

    private void finish() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        leave();
        Refusal reason = farewell;
        if (outbox.end(reason == null ? null : encoder.event(new Event.Bye(reason)))) {
            ring();
        }
    }

    /** Nothing more is given to the user here: how far they were given it is stored. */
    private void release() {
        Profile of;
        synchronized (this) {
            of = profile;
            if (of == null || released) {
                return;
            }
            released = true;
        }
        of.release();
        engine.positions().flush(of);
        engine.presence().forgetIfGone(of.user());
    }

    private void leave() {
        UserId account;
        synchronized (this) {
            account = user;
            if (!listed || account == null) {
                return;
            }
            listed = false;
        }
        engine.presence().remove(this, account);
        engine.statuses().unwatch(this);
        engine.statuses().changed(account);
    }

    /**
     * Makes the session {@code account}'s. From here on what is said waits in the store until {@link #joined}.
     *
     * @param visible whether it counts as online and is told what is said
     */
    void begin(UserId account, boolean visible) {
        synchronized (this) {
            user = account;
            asks.maxBytes(engine.limits().get(Limit.SESSION_REQUEST_BYTES));
            if (visible) {
                outbox.joining();
                list();
            }
        }
        if (visible) {
            engine.statuses().changed(account);
        }
    }

    /** The session is nobody's again: it could not be told what it missed. */
    void takeBack() {
        leave();
        release();
        outbox.notJoined();
        synchronized (this) {
            user = null;
            asks.maxBytes(engine.limits().get(Limit.LOGIN_REQUEST_BYTES));
            profile = null;
            released = false;
        }
    }

    /** Answers the login, and gives the session what it missed, before anything newer. */
    void joined(Ask ask, Reply reply, List<Outbox.Missed> missed) {
        boolean ring = ask.reply(outbox, reply);
        joined(missed);
        if (ring) {
            ring();
        }
    }

    /** Gives the session what it missed. */
    void joined(List<Outbox.Missed> missed) {
        joinedNanos = System.nanoTime();
        guarded = engine.cluster().isClustered();
        if (outbox.joined(missed, guarded)) {
            CatchUp.begin(engine, this);
        }
    }

    /** Forgets what only guards against late notices of other nodes, once there can be none. */
    void dropGuards(long afterNanos) {
        if (guarded && System.nanoTime() - joinedNanos > afterNanos) {
            guarded = false;
            outbox.dropGuards();
        }
    }

    private void list() {
        UserId account = user;
        if (account != null && !gone && !over) {
            listed = true;
            profile = engine.presence().add(this, account);
        }
    }

    /** The next request to work on, not taken yet; {@code null} where there is none, and then the turn is over. */
    @Nullable
    Ask nextAsk() {
        Ask next = asks.next();
        if (next == null && asks.isWorkedOff()) {
            finish();
        }
        return next;
    }

    /** Takes the request that {@link #nextAsk} showed. */
    void takeAsk() {
        if (asks.take()) {
            ring();
        }
    }

    /** Takes the requests at the head that fit, at most {@code max}. */
    List<Ask> takeAsks(int max, Predicate<Ask> fits) {
        Asks.Taken taken = asks.take(max, fits);
        if (taken.hasRoomAgain()) {
            ring();
        }
        return taken.asks();
    }

    void reply(Ask ask, Reply reply) {
        if (ask.reply(outbox, reply)) {
            ring();
        }
    }

    void tell(Event event) {
        if (outbox.add(encoder.event(event))) {
            ring();
        }
    }

    void ring() {
        doorbell.ring();
    }

    /** Has {@code wake} run once the transport has submitted what it has read. */
    void afterSubmitting(Runnable wake) {
        doorbell.afterSubmitting(wake);
    }

    Outbox outbox() {
        return outbox;
    }

    Encoder encoder() {
        return encoder;
    }

    /** The round that works on its requests; {@code null} where none does. */
    @Nullable
    Round round() {
        return round;
    }

    void round(@Nullable Round now) {
        round = now;
    }

    /** Whether the session counts as online and is told what is said. */
    boolean isListed() {
        return listed;
    }

    /** Whose session it is; {@code null} before the login. */
    @Nullable
    UserId user() {
        return user;
    }

    /** Of the user of a listed session; {@code null} before the login, and for one that is not listed. */
    @Nullable
    Profile profile() {
        return profile;
    }

    /** Whether the session is not to be told what {@code other} says. */
    boolean hasBlocked(UserId other) {
        Profile of = profile;
        return of != null && of.hasBlocked(other);
    }

    Status status() {
        return status;
    }

    void status(Status now) {
        status = now;
    }

    /**
     * Asks the peer for a sign of life after a silence, or takes it for gone, where its form of the
     * protocol has an answer to that.
     *
     * @return whether it is to be taken for gone
     */
    boolean isSilent(long pingNanos, long timeoutNanos) {
        Encoder form = encoder;
        if (!(form instanceof Encoder.ForWire wire) || !wire.format().answersPings()) {
            return false;
        }
        long now = System.nanoTime();
        if (asked) {
            return now - askedNanos > timeoutNanos;
        }
        if (now - heardNanos > pingNanos) {
            askedNanos = now;
            asked = true;
            tell(new Event.Ping());
        }
        return false;
    }

    Peer peer() {
        return peer;
    }

    long ageNanos() {
        return System.nanoTime() - openedNanos;
    }

    @Override
    public void collect(Lane lane, Round round) {
        round.take(this);
    }
}
