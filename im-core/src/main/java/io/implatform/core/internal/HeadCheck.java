package io.implatform.core.internal;

import io.implatform.core.model.Limit;
import io.implatform.core.spi.Changes;
import io.implatform.core.spi.ConversationStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what this node was not told of: every few seconds it asks the store what was stored since it asked
 * last, and gives what concerns this node to the lanes, as if it had been told. What it was told of in the
 * meantime they leave aside. Its cost grows with what is said, not with what there is.
 */
final class HeadCheck {
    private static final Logger log = LoggerFactory.getLogger(HeadCheck.class);
    private static final int LIMIT = 10_000;
    /** What the store says comes so long after it may have been told by a node, which says more. */
    private static final long HAND_OVER_MILLIS = 500;
    /** After so many rounds, heads that concern nobody are forgotten. */
    private static final int ROUNDS = 16;

    private final Engine engine;
    private final ConversationStore store;
    private final long handOverNanos;
    private final AtomicBoolean underWay = new AtomicBoolean();
    /** Touched only by who set {@code underWay}, and so are the next ones. */
    private long mark = Changes.FROM_NOW;

    private int rounds;
    private boolean failed;

    HeadCheck(Engine engine, ConversationStore store) {
        this.engine = engine;
        this.store = store;
        this.handOverNanos = TimeUnit.MILLISECONDS.toNanos(
                Math.min(HAND_OVER_MILLIS, engine.limits().get(Limit.HEAD_CHECK_MILLIS) / 4));
    }

    /** What is stored from here on is found; blocks. */
    void begin() {
        mark = store.changes(Changes.FROM_NOW, 1).mark();
    }

    /** Called by the timer. */
    void run() {
        if (underWay.compareAndSet(false, true) && !engine.readers().always(this::check)) {
            underWay.set(false);
        }
    }

    private void check() {
        try {
            Changes changes;
            do {
                changes = store.changes(mark, LIMIT);
                List<Changes.Change> found = changes.conversations();
                if (!found.isEmpty()) {
                    engine.timer().later(handOverNanos, () -> found.forEach(this::hand));
                }
                mark = changes.mark();
            } while (changes.more());
            failed = false;
            if (++rounds % ROUNDS == 0) {
                engine.heads().forgetOthers();
            }
        } catch (RuntimeException e) {
            if (!failed) {
                log.warn("cannot look for what other nodes stored: {}", e.getMessage());
            }
            failed = true;
        } finally {
            underWay.set(false);
        }
    }

    private void hand(Changes.Change change) {
        if (engine.heads().concerns(change.conversation()) || change.version() > 0) {
            engine.lane(change.conversation()).work(Stored.of(change));
        }
    }
}
