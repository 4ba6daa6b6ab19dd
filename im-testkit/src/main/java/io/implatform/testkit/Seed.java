package io.implatform.testkit;

/** The seed of a random test: given with {@code -Dim.test.seed=…} to repeat one, otherwise another each time. */
final class Seed {
    static final String PROPERTY = "im.test.seed";

    private Seed() {}

    static long next() {
        Long given = Long.getLong(PROPERTY);
        return given == null ? System.nanoTime() : given;
    }
}
