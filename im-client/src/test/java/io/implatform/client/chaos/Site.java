package io.implatform.client.chaos;

import java.net.URI;
import java.util.List;

/** Several nodes and what they need, with what may go wrong there. */
interface Site extends AutoCloseable {
    /** Where clients reach the nodes. */
    List<URI> addresses();

    /** What may go wrong. */
    List<Fault> faults();

    /** Whether the connections between clients and nodes are left in peace. */
    void calm(boolean calm);

    /** Whether everything that was ended is running again. */
    boolean isUp();

    /** Ends a node as an operator does, and starts it again; waits for both. */
    void restart(int node) throws Exception;

    @Override
    void close() throws Exception;
}
