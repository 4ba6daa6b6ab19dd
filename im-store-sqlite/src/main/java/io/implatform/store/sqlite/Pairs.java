package io.implatform.store.sqlite;

/**
 * The number of a private conversation: made from the numbers of its two users, so that it needs no row
 * and no look-up. The lobby and groups have a row in {@code conversation} and a number below all of these.
 */
final class Pairs {
    private static final int BITS = 31;
    private static final long MASK = (1L << BITS) - 1;

    private Pairs() {}

    /** The conversation of two users, in either order. */
    static long of(long one, long other) {
        return (Math.min(one, other) << BITS) | Math.max(one, other);
    }

    /** Whether {@code conversation} is one of two users. User numbers begin at 1. */
    static boolean isPair(long conversation) {
        return conversation > MASK;
    }

    /** The user with the lesser number. */
    static long lesser(long pair) {
        return pair >>> BITS;
    }

    /** The user with the greater number; the same one in a conversation with oneself. */
    static long greater(long pair) {
        return pair & MASK;
    }
}
