package io.implatform.bench.load;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection of the load. One thread. */
final class Connection {
    static final byte[] NOTHING = new byte[0];

    /** How far it is. */
    enum State {
        NEW,
        CONNECTING,
        LOGGING_IN,
        READY,
        GONE
    }

    final int id;
    final Out out = new Out();
    State state = State.NEW;

    @Nullable
    SocketChannel channel;

    @Nullable
    SelectionKey key;

    Dialect.@Nullable Step step;
    int steps;
    /** The beginning of a frame that is not whole yet. */
    byte[] rest = NOTHING;

    /** It is in the list of those that have something to write. */
    boolean queued;

    Connection(int id) {
        this.id = id;
    }
}
