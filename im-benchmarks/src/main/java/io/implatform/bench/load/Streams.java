package io.implatform.bench.load;

/**
 * What was seen of each stream of numbered messages: a hash table of primitives, because a private load has a
 * stream for each two users. One thread.
 */
final class Streams {
    private static final int WINDOW = 64;

    private long[] keys = new long[1 << 12];
    private int[] newest = new int[1 << 12];
    /** Bit i: number {@code newest - i} was seen. */
    private long[] seen = new long[1 << 12];

    private int size;

    /** How a number stands to those seen before in its stream. */
    enum Sight {
        /** The next one, or a later one: those between are missing so far. */
        NEW,
        /** One that was missing. */
        LATE,
        /** One that was there already, or is older than what is remembered. */
        AGAIN
    }

    /** @param to a user, or {@link Payload#EVERYBODY} */
    static long key(int sender, int to, int receiver) {
        return ((long) sender << 36 | (long) to << 18 | receiver) + 1;
    }

    /** Counts one more in a stream that one sends. @return its number, from 1 */
    int next(long key) {
        int at = find(key);
        return ++newest[at];
    }

    Sight see(long key, int number) {
        int at = find(key);
        int ahead = number - newest[at];
        if (ahead > 0) {
            seen[at] = (ahead >= WINDOW ? 0 : seen[at] << ahead) | 1;
            newest[at] = number;
            return Sight.NEW;
        }
        long bit = ahead <= -WINDOW ? 0 : 1L << -ahead;
        if (bit == 0 || (seen[at] & bit) != 0) {
            return Sight.AGAIN;
        }
        seen[at] |= bit;
        return Sight.LATE;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int at = (int) (mixed >>> 32) & mask;
        while (keys[at] != key) {
            if (keys[at] == 0) {
                if (2 * size >= keys.length) {
                    grow();
                    return find(key);
                }
                keys[at] = key;
                size++;
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNewest = newest;
        long[] oldSeen = seen;
        keys = new long[4 * oldKeys.length];
        newest = new int[keys.length];
        seen = new long[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = find(oldKeys[i]);
                newest[at] = oldNewest[i];
                seen[at] = oldSeen[i];
            }
        }
    }
}
