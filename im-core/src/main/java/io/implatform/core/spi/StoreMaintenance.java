package io.implatform.core.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What an administrator does with a store as a whole, while a server uses it.
 *
 * <p><b>Threads.</b> Blocking, for as long as it takes to read everything; commits go on meanwhile.
 * <b>Errors.</b> A store that cannot answer throws {@link StoreException}.
 */
public interface StoreMaintenance {

    /**
     * Something that was verified.
     *
     * @param what in a few words, such as {@code every message has its number}
     * @param faults what was found to be wrong, for a person; empty if nothing is. At most {@link
     *     #MAX_FAULTS}, none of which holds what a user said
     */
    record Verified(String what, List<String> faults) {
        public Verified {
            faults = List.copyOf(faults);
        }
    }

    /** How many faults of a kind are told. */
    int MAX_FAULTS = 20;

    /** Something that was counted, such as {@code messages}. */
    record Count(String what, long count) {}

    /** Verifies all that is stored, as it is at one moment. */
    List<Verified> check();

    /** Counts what is stored. */
    List<Count> counts();

    /**
     * Copies all that is stored, as it is at one moment, into a new file that its owner alone may read.
     * A store that is put back from it has another epoch.
     *
     * @throws IOException if there is such a file, or it cannot be written; nothing is left behind
     * @throws UnsupportedOperationException if this store has tools of its own for that; the message names
     *     them
     */
    void backup(Path file) throws IOException;
}
