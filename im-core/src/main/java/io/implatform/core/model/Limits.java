package io.implatform.core.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * The value of every {@link Limit} of one server. Immutable; the default of each unless set.
 *
 * <pre>{@code
 * Limits limits = Limits.DEFAULTS.with(Limit.OUTBOX_BYTES, 4 << 20);
 * }</pre>
 */
public final class Limits {
    /** Every limit at its default. */
    public static final Limits DEFAULTS = new Limits(new EnumMap<>(Limit.class));

    private final EnumMap<Limit, Long> set;
    /** Of every limit: they are asked for with every message. */
    private final EnumMap<Limit, Long> values = new EnumMap<>(Limit.class);

    private Limits(EnumMap<Limit, Long> set) {
        this.set = set;
        for (Limit limit : Limit.values()) {
            values.put(limit, set.getOrDefault(limit, limit.defaultValue()));
        }
    }

    /** The value in force, in the unit that the limit's name ends with. */
    public long get(Limit limit) {
        return values.getOrDefault(limit, 0L);
    }

    /** The value in force of a limit whose range lies within {@code int}. */
    public int getInt(Limit limit) {
        return Math.toIntExact(get(limit));
    }

    /**
     * These limits with one changed.
     *
     * @throws IllegalArgumentException if {@code value} is outside the limit's range
     */
    public Limits with(Limit limit, long value) {
        if (value < limit.min() || value > limit.max()) {
            throw new IllegalArgumentException(
                    "limit " + limit.key() + ": " + value + " is not within " + limit.min() + " and " + limit.max());
        }
        EnumMap<Limit, Long> changed = new EnumMap<>(set);
        changed.put(limit, value);
        return new Limits(changed);
    }

    /** Those that were set, with their values; the others have their defaults. */
    public Map<Limit, Long> changed() {
        return Map.copyOf(set);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits that && that.set.equals(set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    @Override
    public String toString() {
        return "Limits" + set;
    }
}
