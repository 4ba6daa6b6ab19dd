package io.implatform.bench.load;

/** Told a few times a second how far a load is. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (phase, done, of) -> {};

    /**
     * How far it is.
     *
     * @param phase what goes on, in a word or two
     */
    void at(String phase, double done, double of);
}
