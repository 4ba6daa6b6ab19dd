package io.implatform.testkit;

import io.implatform.core.logic.Command;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client of the transport under test, as {@link TransportContract} needs it: it blocks, and it takes
 * bytes from its connection only when it is asked to {@link #read}. {@link SocketPeer} is one for line
 * protocols over TCP.
 *
 * <p>Threads: one that writes, one that reads; the rest is called by any.
 */
public interface Peer extends AutoCloseable {

    /** One request as it goes over the wire, with whatever ends it. */
    byte[] spell(Command command);

    /** Sends bytes as they are; blocks while the connection takes no more. */
    void write(byte[] bytes) throws IOException;

    /** Sends one request. */
    default void send(Command command) throws IOException {
        write(spell(command));
    }

    /**
     * Waits for the next line or message.
     *
     * @return it, without its end; {@code null} at the end of the stream
     * @throws java.net.SocketTimeoutException if nothing comes for 10 seconds
     * @throws IOException if the connection was reset
     */
    @Nullable
    String read() throws IOException;

    /** The address that the server sees, such as {@code 127.0.0.1:41234}. */
    String address();

    /** Whether the protocol knows an end of output alone; rules about it are left out where it does not. */
    default boolean canEndOutput() {
        return true;
    }

    /** Sends nothing more, and goes on reading. */
    void endOutput() throws IOException;

    /** Breaks the connection off without a word. */
    void reset() throws IOException;

    @Override
    void close() throws IOException;
}
