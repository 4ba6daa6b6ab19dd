package io.implatform.core.model;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a moderator has imposed on a user, or on the peers of a network. Immutable.
 *
 * @param kind what it is
 * @param subject on whom it is; a mute is on a user
 * @param since when it was imposed
 * @param until when it ends; empty for good
 * @param by who imposed it: a user's name, or {@link AuditEntry#LOCAL}
 * @param reason what those concerned are told; maybe empty, one line
 */
public record Sanction(Kind kind, Subject subject, Instant since, Optional<Instant> until, String by, String reason) {

    /** What can be imposed. */
    public enum Kind {
        /** May not say anything anywhere. */
        MUTE,
        /** May not log in, or connect. */
        BAN;

        /** The name in what is stored and shown: lower case. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind that {@link #key} names. */
        public static Optional<Kind> find(String key) {
            for (Kind kind : values()) {
                if (kind.key().equals(key)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** On whom it is. */
    public sealed interface Subject {
        /** By which it is compared and stored: {@code user alice} or {@code address 10.0.0.0/8}. */
        String key();

        /** As it is shown: a user's name as registered, or a network. */
        String name();

        /** A user's account. */
        record OfUser(UserId user) implements Subject {
            @Override
            public String key() {
                return USER + user.key();
            }

            @Override
            public String name() {
                return user.name();
            }
        }

        /** Everyone who connects from there. */
        record OfNetwork(Network network) implements Subject {
            @Override
            public String key() {
                return ADDRESS + network;
            }

            @Override
            public String name() {
                return network.toString();
            }
        }

        /** The subject of a {@link #key} and a {@link #name}, as stored; empty if they are none. */
        static Optional<Subject> parse(String key, String name) {
            if (key.startsWith(USER)) {
                return UserId.parse(name)
                        .filter(user -> user.key().equals(key.substring(USER.length())))
                        .map(OfUser::new);
            }
            return key.startsWith(ADDRESS)
                    ? Network.parse(key.substring(ADDRESS.length())).map(OfNetwork::new)
                    : Optional.empty();
        }
    }

    private static final String USER = "user ";
    private static final String ADDRESS = "address ";

    public Sanction {
        if (kind == Kind.MUTE && !(subject instanceof Subject.OfUser)) {
            throw new IllegalArgumentException("a mute is on a user");
        }
    }

    /** Whether it has ended by {@code now}. */
    public boolean hasEnded(Instant now) {
        return until.isPresent() && !until.get().isAfter(now);
    }
}
