package io.implatform.bench.load;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a server is spoken to: how a connection logs in, how a message is said, where frames begin and end.
 * Stateless; the state of a connection is its own.
 */
public abstract class Dialect {

    /**
     * A step of a log-in.
     *
     * @param send what is sent first; null: nothing
     * @param until whether a frame, as ISO 8859-1, is the answer that ends the step; null: the next step begins at
     *     once
     */
    record Step(@Nullable String send, @Nullable Predicate<String> until) {}

    /** Told what is in the bytes that came. */
    interface Frames {
        /** A message of the load. */
        void payload(byte[] bytes, int at, int length);

        /** Any other frame, without its line end. */
        void control(byte[] bytes, int from, int to);

        /** What begins like a message of the load and is none. */
        void damaged();
    }

    /** What a frame that is no message means. */
    enum Meaning {
        ACKNOWLEDGEMENT,
        ERROR,
        /** To be answered by {@link #answer}. */
        QUESTION,
        NOTHING
    }

    /** Whether who says something to everybody is told of it as well. */
    boolean echoes() {
        return false;
    }

    /** Whether connection 0 has to be logged in before the others can. */
    boolean needsFirst(Plan plan) {
        return false;
    }

    /** Step {@code number} of connection {@code connection}; null: it is logged in. */
    abstract @Nullable Step step(Plan plan, int connection, int number);

    abstract void broadcast(Plan plan, Out out, byte[] payload, int length);

    abstract void direct(Plan plan, Out out, int toUser, byte[] payload, int length);

    abstract Meaning meaning(byte[] bytes, int from, int to);

    /** Answers a {@link Meaning#QUESTION}. */
    void answer(Out out, byte[] bytes, int from, int to) {}

    /** Finds the whole frames between {@code from} and {@code to}. @return where the first begins that is not whole */
    abstract int split(byte[] bytes, int from, int to, Frames frames);
}
