package io.implatform.store.postgres;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, made when they are needed. Who finds all of them taken waits, in turn, whether
 * interrupted or not. After one has failed, those that are idle are not used any more: they have most
 * likely met the same. It has no threads. Threads: any, at once.
 */
final class Links implements AutoCloseable {
    /** One that was idle for longer is asked for a sign of life before it is used: something may have cut it. */
    private static final long DOUBTFUL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int SIGN_OF_LIFE_MILLIS = 2_000;

    private final Address address;
    private final Sound sound;
    private final Semaphore free;
    /** Guarded by itself. */
    private final Deque<Link> idle = new ArrayDeque<>();

    /** Something that is asked through a connection. */
    interface Query<R> {
        R ask(Link link) throws SQLException;
    }

    /** Looks at a new connection before it is used. */
    interface Sound {
        void require(Link link) throws SQLException;
    }

    Links(Address address, Sound sound) {
        this.address = address;
        this.sound = sound;
        this.free = new Semaphore(address.connections(), true);
    }

    /** Asks through a connection; one that turns out to be broken is not used again. */
    <R> R ask(Query<R> query, Deadline deadline) throws SQLException {
        Link link = take(deadline);
        boolean usable = false;
        try {
            R answer = query.ask(link);
            usable = true;
            return answer;
        } catch (SQLException e) {
            usable = !link.isBroken(e);
            throw e;
        } finally {
            if (usable) {
                giveBack(link);
            } else {
                discard(link);
            }
        }
    }

    /** A connection; it is given back with {@link #giveBack}. */
    Link take(Deadline deadline) throws SQLException {
        if (!acquired(deadline)) {
            throw new SQLException("all " + address.connections() + " connections are busy");
        }
        Link taken = null;
        try {
            taken = idle();
            if (taken == null) {
                taken = Link.open(address, deadline);
                checked(taken);
            }
            taken.patience(deadline);
            return taken;
        } catch (SQLException | RuntimeException | Error e) {
            if (taken != null) {
                taken.close();
            }
            free.release();
            throw e;
        }
    }

    private void checked(Link link) throws SQLException {
        sound.require(link);
    }

    private boolean acquired(Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return free.tryAcquire(deadline.millis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One that is open and answers; {@code null} where there is none. */
    private @Nullable Link idle() {
        while (true) {
            Link link;
            synchronized (idle) {
                link = idle.poll();
            }
            if (link == null || link.idleNanos() < DOUBTFUL_NANOS) {
                return link;
            }
            try {
                link.patience(Deadline.in(SIGN_OF_LIFE_MILLIS));
                link.run(new Script().query("SELECT 1", Link::ignore));
                return link;
            } catch (SQLException e) {
                link.close();
                closeIdle();
            }
        }
    }

    /** The one that was used last is used next: the server's process has its plans. */
    void giveBack(Link link) {
        link.used();
        synchronized (idle) {
            idle.push(link);
        }
        free.release();
    }

    /** Instead of {@link #giveBack}: that one is of no use any more, and the idle ones are in doubt. */
    void discard(Link link) {
        link.close();
        closeIdle();
        free.release();
    }

    private void closeIdle() {
        while (true) {
            Link link;
            synchronized (idle) {
                link = idle.poll();
            }
            if (link == null) {
                return;
            }
            link.close();
        }
    }

    /** Closes them; the caller sees to it that none is in use and none is asked for. */
    @Override
    public void close() {
        closeIdle();
    }
}
