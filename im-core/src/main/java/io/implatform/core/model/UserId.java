package io.implatform.core.model;

import java.util.Optional;

/**
 * A user, named: 1–32 of {@code A-Z a-z 0-9 . _ -}, beginning with a letter or digit.
 *
 * <p>Names that differ only in case are one user: {@link #equals} and {@link #hashCode} compare
 * {@link #key()}, while {@link #name()} keeps the spelling that is shown. Immutable.
 */
public final class UserId implements Comparable<UserId> {
    private final String name;
    private final String key;
    private final int hash;

    private UserId(String name) {
        this.name = name;
        this.key = Names.fold(name);
        this.hash = key.hashCode();
    }

    /**
     * The user of that name.
     *
     * @throws IllegalArgumentException if {@code name} breaks the rule for names
     */
    public static UserId of(String name) {
        return parse(name)
                .orElseThrow(() -> new IllegalArgumentException("not a user name (1-" + Names.MAX_LENGTH
                        + " of A-Z a-z 0-9 . _ -, beginning with a letter or digit): \"" + name + "\""));
    }

    /** The user of that name, or empty if {@code name} breaks the rule for names. */
    public static Optional<UserId> parse(String name) {
        return Names.isValid(name) ? Optional.of(new UserId(name)) : Optional.empty();
    }

    /** The name as it is shown. */
    public String name() {
        return name;
    }

    /** The name as it is compared and indexed: ASCII lower case. */
    public String key() {
        return key;
    }

    /** Orders users by {@link #key()}. */
    @Override
    public int compareTo(UserId other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof UserId that && that.hash == hash && that.key.equals(key));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name;
    }
}
