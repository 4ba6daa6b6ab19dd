package io.implatform.core.internal;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every open session four times a second: ends those that are past a time limit, asks those that are silent for
 * a sign of life, and begins again to catch up where that failed. Called by the timer alone.
 */
final class SessionCheck {
    /** How often {@link #run()} is to be called. */
    static final long MILLIS = 250;
    /** After so many looks into the store, nothing is told any more that was stored before the first of them. */
    private static final long GUARD_CHECKS = 15;

    private final Engine engine;
    private final long loginNanos;
    private final long laggingNanos;
    private final long pingNanos;
    private final long pingTimeoutNanos;
    private final long guardNanos;

    SessionCheck(Engine engine) {
        Limits limits = engine.limits();
        this.engine = engine;
        this.loginNanos = nanos(limits.get(Limit.LOGIN_MILLIS));
        this.laggingNanos = nanos(limits.get(Limit.LAGGING_MILLIS));
        this.pingNanos = nanos(limits.get(Limit.PING_MILLIS));
        this.pingTimeoutNanos = nanos(limits.get(Limit.PING_TIMEOUT_MILLIS));
        this.guardNanos = nanos(GUARD_CHECKS * limits.get(Limit.HEAD_CHECK_MILLIS));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void run() {
        engine.sessions().all().forEach(this::look);
    }

    private void look(SessionActor session) {
        if (session.user() == null) {
            if (session.ageNanos() > loginNanos) {
                session.end(Refusal.of(RefusalCode.TIMEOUT, "no login within the time limit"));
            }
        } else if (session.outbox().lagsFor(laggingNanos)) {
            session.end(Refusal.of(RefusalCode.LAGGING, "too far behind; HISTORY shows what was missed"));
        } else if (session.isSilent(pingNanos, pingTimeoutNanos)) {
            session.end(Refusal.of(RefusalCode.TIMEOUT, "no sign of life within the time limit"));
        } else {
            session.dropGuards(guardNanos);
            CatchUp.beginIfBehind(engine, session);
        }
    }
}
