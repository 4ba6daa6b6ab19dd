package io.implatform.core.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done with power over others: who did what to whom, when and why. Immutable.
 *
 * @param time when, to the millisecond
 * @param actor who: a user's name, or {@link #LOCAL}
 * @param action what: {@code mute}, {@code unmute}, {@code ban}, {@code unban}, {@code disconnect}, {@code
 *     announce}, {@code user-add}, {@code user-disable}, {@code user-enable}, {@code user-role}, {@code
 *     user-password}, {@code user-delete}, {@code backup}, {@code restore}; others may come
 * @param subject to whom: a user's name, a network, a file; empty for everyone
 * @param until when it ends; empty for good, or where it has no end
 * @param detail the reason that was given, the text announced, the new role; maybe empty, one line
 */
public record AuditEntry(
        Instant time, String actor, String action, String subject, Optional<Instant> until, String detail) {
    /** Who administers the server from its own machine. No user has such a name. */
    public static final String LOCAL = "(local)";
}
