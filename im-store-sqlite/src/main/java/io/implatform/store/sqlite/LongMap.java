package io.implatform.store.sqlite;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands for which number, other than 0. The numbers of private conversations are two small numbers
 * side by side, which the hash of a {@link Long} would bring together; and none is wrapped here.
 * Nothing is removed but all. Threads: one at a time.
 */
final class LongMap<V> {
    private static final int MIN = 16;

    /** What has grown past this begins small again when it is cleared. */
    private static final int LARGE = 8_192;

    private long[] keys = new long[MIN];
    private @Nullable Object[] values = new Object[MIN];
    private int size;

    /** What stands for {@code key}; {@code null} if nothing does. */
    @Nullable
    V get(long key) {
        return value(slot(keys, key));
    }

    // Only what was put in comes out.
    @SuppressWarnings("unchecked")
    private @Nullable V value(int slot) {
        return (V) values[slot];
    }

    /** Puts {@code value} where nothing stands for {@code key}; returns what stands there already. */
    @Nullable
    V putIfAbsent(long key, V value) {
        int slot = slot(keys, key);
        V known = value(slot);
        if (known == null) {
            put(slot, key, value);
        }
        return known;
    }

    private void put(int slot, long key, V value) {
        keys[slot] = key;
        values[slot] = value;
        size++;
        if (size > keys.length / 2) {
            grow();
        }
    }

    private void grow() {
        long[] grown = new long[keys.length * 2];
        @Nullable Object[] moved = new Object[grown.length];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int slot = slot(grown, keys[i]);
                grown[slot] = keys[i];
                moved[slot] = values[i];
            }
        }
        keys = grown;
        values = moved;
    }

    /** Where {@code key} is in {@code keys}, or belongs. */
    private static int slot(long[] keys, long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    int size() {
        return size;
    }

    /** The numbers, in order. */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int next = 0;
        for (long key : keys) {
            if (key != 0) {
                sorted[next++] = key;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    void forEach(Consumer<? super V> action) {
        for (int i = 0; i < keys.length; i++) {
            V value = value(i);
            if (value != null) {
                action.accept(value);
            }
        }
    }

    void clear() {
        if (keys.length > LARGE) {
            keys = new long[MIN];
            values = new Object[MIN];
            size = 0;
        } else if (size > 0) {
            Arrays.fill(keys, 0);
            Arrays.fill(values, null);
            size = 0;
        }
    }
}
