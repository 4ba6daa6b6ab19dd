package io.implatform.core.spi;

import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Hands over all that a store keeps, and takes it over from another one, so that an installation can move: numbers,
 * ids, positions and the epoch stay, and clients simply resume.
 *
 * <p><b>Threads.</b> Blocking, for as long as it takes to read or write everything. Memory does not grow with it.
 * <b>Errors.</b> A store that cannot answer throws {@link StoreException}.
 */
public interface StoreTransfer {

    /** Gives everything to {@code to}, as it is at one moment, in the order of {@link StoreRecord}. */
    void dump(Consumer<? super StoreRecord> to);

    /**
     * Takes over everything that {@code from} gives, in the order of {@link StoreRecord}, all or nothing: if it
     * throws, or {@code from} does, the store is as empty as it was.
     *
     * @throws IllegalStateException if the store is not empty
     * @throws IllegalArgumentException if a record does not fit to those before it; the message says which one
     */
    void load(Iterator<? extends StoreRecord> from);
}
