package io.implatform.core;

import io.implatform.core.internal.Administrator;
import io.implatform.core.logic.Command;
import io.implatform.core.model.AccountRole;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.Sanction;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What whoever runs a server can do with its accounts and users. {@link ChatServer#administration} has it.
 *
 * <p>It is for the host program and its tools: nothing asks here who it is that calls. What it does
 * stands in the audit log as {@link AuditEntry#LOCAL}'s, before it takes effect; what is refused does not.
 * A refusal is a value: empty means that it is done.
 *
 * <p><b>Threads.</b> Any; every method blocks for as long as the stores take. <b>Errors.</b> {@link
 * io.implatform.core.spi.StoreException} where a store cannot answer.
 */
public final class Administration {
    private final Administrator administrator;

    Administration(Administrator administrator) {
        this.administrator = administrator;
    }

    /**
     * The accounts, in the order of their names in lower case.
     *
     * @param after only those that come after it
     * @param limit how many at the most; at least 1
     */
    public List<Account> users(Optional<UserId> after, int limit) {
        return administrator.users(after, limit);
    }

    /** The account of that name, in any spelling. */
    public Optional<Account> user(String name) {
        return administrator.user(name);
    }

    /**
     * Makes an account.
     *
     * @param password empty for one that no password opens
     * @return refused with {@code BAD_NAME}, {@code WEAK_PASSWORD}, {@code NAME_TAKEN} or {@code
     *     REGISTRATION_CLOSED}
     */
    public Optional<Refusal> addUser(String name, Optional<String> password, AccountRole role) {
        return administrator.add(name, password, role);
    }

    /** Gives an account another role; it counts from the user's next command on. */
    public Optional<Refusal> setRole(String name, AccountRole role) {
        return administrator.setRole(name, role);
    }

    /**
     * Lets nothing open an account any more, and ends its sessions. Who logs in is answered as if the
     * password were wrong.
     *
     * @param reason for the audit log; maybe empty, one line
     */
    public Optional<Refusal> disable(String name, String reason) {
        return administrator.disable(name, reason);
    }

    /** Lets an account that was disabled be opened again. */
    public Optional<Refusal> enable(String name) {
        return administrator.enable(name);
    }

    /** Gives an account another password, and ends its tokens and sessions. */
    public Optional<Refusal> resetPassword(String name, String password) {
        return administrator.resetPassword(name, password);
    }

    /**
     * Deletes an account for good: it leaves its groups, whose longest standing moderator or member inherits
     * what it owned; its tokens and sessions end; its name is never given out again. What it said stays.
     */
    public Optional<Refusal> delete(String name) {
        return administrator.delete(name);
    }

    /** Mutes, bans, disconnects, or lifts a mute or ban, as the command of that name does. */
    public Optional<Refusal> moderate(Command.Moderate command) {
        return administrator.moderate(command);
    }

    /** Tells everyone who is logged in. */
    public Optional<Refusal> announce(String text) {
        return administrator.announce(text);
    }

    /** The mutes and bans that are stored; some may have ended. */
    public List<Sanction> sanctions() {
        return administrator.sanctions();
    }

    /**
     * The audit log, oldest first.
     *
     * @param after only entries with a greater number
     * @param since only what was done then or later
     * @param limit how many at the most; at least 1
     */
    public List<AuditRecord> audit(long after, Instant since, int limit) {
        return administrator.audit(after, since, limit);
    }

    /**
     * Writes into the audit log what is about to be done beside the server, such as a backup.
     *
     * @param action in lower case with hyphens, such as {@code backup}
     * @param subject to whom or what; maybe empty
     * @param detail maybe empty; one line
     */
    public void record(String action, String subject, String detail) {
        administrator.record(action, subject, detail);
    }

    /** How many connections are open on this node. */
    public int connections() {
        return administrator.connections();
    }

    /** How many users have a session on this node. */
    public long usersOnline() {
        return administrator.usersOnline();
    }
}
