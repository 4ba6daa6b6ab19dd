package io.implatform.core.spi;

import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Sanction;
import java.time.Instant;
import java.util.List;

/**
 * Keeps mutes, bans, and the audit log of what was done with power over others.
 *
 * <p>A change and its entry in the log are one transaction: both are durable when the method returns, or
 * neither is there. The log is only ever appended to.
 *
 * <p><b>Threads.</b> Blocking; called by several threads at once; it has no threads of its own. The
 * server calls it on its reader pool, never on a lane or a transport thread.
 *
 * <p><b>Errors.</b> A store that cannot answer throws {@link StoreException}. Its contract is {@code
 * ModerationStoreContract} in im-testkit.
 */
public interface ModerationStore extends AutoCloseable {

    /** How an attempt to impose something ended. */
    enum Imposition {
        /** It is in force, and in the log. */
        DONE,
        /** As many are in force as may be; nothing has changed. */
        FULL
    }

    /** What was imposed and not lifted; some of it may have ended. In no order. */
    List<Sanction> sanctions();

    /**
     * Imposes {@code sanction} in place of one of its kind on its subject, and appends {@code entry}. Those
     * that have ended by {@link Sanction#since} are removed first, and do not count.
     *
     * @param limit how many there may be; at least 1
     */
    Imposition impose(Sanction sanction, int limit, AuditEntry entry);

    /**
     * Lifts the sanction of that kind on that subject, and appends {@code entry}.
     *
     * @return whether there was one, ended or not; if not, nothing is appended
     */
    boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry);

    /** Appends to the log. */
    void append(AuditEntry entry);

    /**
     * Reads the log, oldest first.
     *
     * @param after only what has a greater number
     * @param since only what was done then or later
     * @param limit how many at the most; at least 1
     */
    List<AuditRecord> audit(long after, Instant since, int limit);

    /** Gives back files and connections. May be called twice. */
    @Override
    void close();
}
