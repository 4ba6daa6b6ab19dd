package io.implatform.store.sqlite;

import io.implatform.core.model.Message;
import java.util.Arrays;

/**
 * Where consecutive messages of one conversation are: the number in {@code message} and the kind of each.
 * It only grows. Threads: one at a time; what it was told of before can be read by others that hold an
 * {@link #until} of it.
 */
final class Run {
    private static final int KIND_BITS = 2;

    /** Not there. */
    static final long NONE = -1;

    final long conversation;
    /** The seq of the first one. */
    final long first;

    private long[] places;
    private int size;

    Run(long conversation, long first) {
        this(conversation, first, new long[1], 0);
    }

    private Run(long conversation, long first, long[] places, int size) {
        this.conversation = conversation;
        this.first = first;
        this.places = places;
        this.size = size;
    }

    /** The next message. */
    void add(long place) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        places[size++] = place;
    }

    void addAll(Run next) {
        for (int i = 0; i < next.size; i++) {
            add(next.places[i]);
        }
    }

    /** This run as it is now, whatever is added to it. */
    Run until() {
        return new Run(conversation, first, places, size);
    }

    int size() {
        return size;
    }

    /** The seq of the last one. */
    long last() {
        return first + size - 1;
    }

    /** Where the message of that seq is; {@link #NONE} if it is not in this run. */
    long place(long seq) {
        return seq < first || seq > last() ? NONE : places[(int) (seq - first)];
    }

    /** A place, of the number in {@code message} and the kind. */
    static long place(long id, Message.Kind kind) {
        return place(id, Rows.number(kind));
    }

    static long place(long id, int kind) {
        return (id << KIND_BITS) | kind;
    }

    static long id(long place) {
        return place >>> KIND_BITS;
    }

    static int kind(long place) {
        return (int) place & ((1 << KIND_BITS) - 1);
    }
}
