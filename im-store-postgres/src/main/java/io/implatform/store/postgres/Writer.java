package io.implatform.store.postgres;

import io.implatform.core.spi.StoreException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions, so that each is known to be stored or not to be.
 *
 * <p>A transaction that fails before its COMMIT was sent has stored nothing, and is tried again where that
 * may help: after a lost connection, and where another transaction was in its way. When the connection is lost
 * after the COMMIT was sent, what became of it is not known. It is found out on another connection: if the
 * transaction still is under way, because the server was paused or has not noticed that its peer is gone, its
 * process is ended first. Then the row that it wrote about itself is looked for (table {@code attempt}): where it
 * is, all of the transaction is, and it has succeeded; where not, it can be tried again.
 *
 * <p>The server's own number of the transaction tells whether it has ended, and no more: a server that is killed
 * forgets the numbers of which nothing had reached its log, and gives them to others when it is back.
 *
 * <p>Where that cannot be found out in time, the caller is told that the store cannot tell, and nothing else is
 * written by this store until it has been found out.
 *
 * <p>Threads: any, at once.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** How long what became of a transaction is looked for, beyond the timeout. */
    private static final int SETTLING_MILLIS = 5_000;

    private static final int PAUSE_MILLIS = 50;

    /** What is said of a transaction's number that was not given yet, or was and is forgotten. */
    private static final String NEVER_BEGUN = "22023";

    /** What is done in a transaction. */
    interface Work<R> {
        /** What has to be done before the transaction, each statement for itself. */
        default void before(Link link) throws SQLException {}

        /**
         * Reads, locks and decides, and adds to {@code writes} what is to be written. May be called again from
         * the beginning, in another transaction.
         *
         * @param reads the transaction's first statements are added to this and run with it; it need not be run
         * @return what becomes of it if the transaction is committed
         */
        R in(Link link, Script reads, Script writes) throws SQLException;
    }

    /** A transaction of which it is not known what became of it. */
    private record Doubt(String transaction, int process, String link, long attempt) {}

    private enum Fate {
        COMMITTED,
        ABORTED,
        UNKNOWN
    }

    private final Address address;
    private final Links links;
    private final AtomicLong transactions = new AtomicLong();
    private final Queue<Doubt> doubts = new ConcurrentLinkedQueue<>();

    Writer(Address address, Links links) {
        this.address = address;
        this.links = links;
    }

    /** How many transactions were committed. */
    long transactions() {
        return transactions.get();
    }

    /**
     * Does {@code work} in a transaction, which is durable when it returns.
     *
     * @throws SQLException if nothing of it is stored
     * @throws StoreException if that is not known
     */
    <R> R transact(Work<R> work) throws SQLException {
        Deadline deadline = Deadline.in(address.timeoutMillis());
        settle(deadline);
        while (true) {
            Attempt<R> attempt = new Attempt<>(work);
            try {
                R result = attempt.run(deadline);
                transactions.incrementAndGet();
                return result;
            } catch (SQLException e) {
                Fate fate = attempt.doubt == null ? Fate.ABORTED : fate(attempt.doubt, Deadline.in(SETTLING_MILLIS));
                if (fate == Fate.COMMITTED) {
                    transactions.incrementAndGet();
                    return attempt.result();
                }
                if (fate == Fate.UNKNOWN && attempt.doubt != null) {
                    doubts.add(attempt.doubt);
                    throw new StoreException(
                            "the store " + address + " was lost during a commit, and whether it is stored is not"
                                    + " known: " + e.getMessage(),
                            e);
                }
                if (!attempt.mayTryAgain || deadline.hasPassed()) {
                    throw e;
                }
                LOG.debug("{}: a transaction is tried again: {}", address, e.getMessage());
            }
        }
    }

    private final class Attempt<R> {
        private final Work<R> work;
        private @Nullable R result;
        private @Nullable Doubt doubt;
        private boolean mayTryAgain;

        Attempt(Work<R> work) {
            this.work = work;
        }

        R result() {
            if (result == null) {
                throw new IllegalStateException("there is no result");
            }
            return result;
        }

        R run(Deadline deadline) throws SQLException {
            Link link = links.take(deadline);
            boolean usable = false;
            try {
                work.before(link);
                link.begin();
                String[] transaction = new String[1];
                Script reads = new Script().query("SELECT pg_current_xact_id()::text", rows -> {
                    rows.next();
                    transaction[0] = rows.getString(1);
                });
                Script writes = new Script();
                R made = work.in(link, reads, writes);
                result = made;
                link.patience(deadline);
                if (transaction[0] == null) {
                    link.run(reads);
                }
                long attempt = link.nextAttempt();
                writes.update(
                                "INSERT INTO attempt (link, number) VALUES (?::uuid, ?) ON CONFLICT (link)"
                                        + " DO UPDATE SET number = excluded.number, made = excluded.made",
                                link.name(),
                                attempt)
                        .update("COMMIT");
                doubt = new Doubt(transaction[0], link.process(), link.name(), attempt);
                link.run(writes);
                doubt = null;
                link.ended();
                usable = true;
                return made;
            } catch (SQLException e) {
                if (link.isBroken(e)) {
                    // If the database is away, the next attempt cannot connect, and that is the end of it.
                    mayTryAgain = true;
                } else {
                    // The server has answered: it has not committed, and will not.
                    doubt = null;
                    mayTryAgain = Link.mayTryAgain(e);
                    usable = rolledBack(link);
                }
                throw e;
            } finally {
                if (usable) {
                    links.giveBack(link);
                } else {
                    links.discard(link);
                }
            }
        }

        private boolean rolledBack(Link link) {
            try {
                link.rollBack();
                return true;
            } catch (SQLException e) {
                return false;
            }
        }
    }

    /** What has been in doubt since an earlier transaction is found out before there is another one. */
    private void settle(Deadline deadline) {
        for (Doubt doubt = doubts.peek(); doubt != null; doubt = doubts.peek()) {
            Fate fate = fate(doubt, deadline);
            if (fate == Fate.UNKNOWN) {
                throw new StoreException(
                        "the store " + address + " does not answer; what became of an earlier commit is not known yet");
            }
            if (doubts.remove(doubt)) {
                LOG.warn(
                        "{}: transaction {}, of which it was not known, is {}",
                        address,
                        doubt.transaction,
                        fate == Fate.COMMITTED ? "stored" : "not stored");
            }
        }
    }

    private Fate fate(Doubt doubt, Deadline deadline) {
        while (true) {
            try {
                Fate fate = links.ask(link -> ask(doubt, link), deadline);
                if (fate != Fate.UNKNOWN) {
                    return fate;
                }
            } catch (SQLException e) {
                LOG.debug("{}: cannot ask for transaction {}: {}", address, doubt.transaction, e.getMessage());
            }
            if (deadline.hasPassed()) {
                return Fate.UNKNOWN;
            }
            deadline.pause(PAUSE_MILLIS);
        }
    }

    private static Fate ask(Doubt doubt, Link link) throws SQLException {
        if (!hasEnded(doubt, link)) {
            return Fate.UNKNOWN;
        }
        return link.first("SELECT number FROM attempt WHERE link = ?::uuid", row -> row.getLong(1), doubt.link)
                        .filter(number -> number == doubt.attempt)
                        .isPresent()
                ? Fate.COMMITTED
                : Fate.ABORTED;
    }

    /** Ends the process that may still be at it; whether there is no transaction of that number any more. */
    private static boolean hasEnded(Doubt doubt, Link link) throws SQLException {
        String[] status = new String[1];
        try {
            link.run(new Script()
                    .query(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE pid = ? AND backend_xid = ?::xid8::xid",
                            Link::ignore,
                            doubt.process,
                            doubt.transaction)
                    .query(
                            "SELECT pg_xact_status(?::xid8)",
                            rows -> {
                                rows.next();
                                status[0] = rows.getString(1);
                            },
                            doubt.transaction));
        } catch (SQLException e) {
            if (NEVER_BEGUN.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
        return !"in progress".equals(status[0]);
    }
}
