/**
 * The contract tests that any transport, store, router or wire format must pass.
 *
 * <p>A contract is an abstract JUnit class: extend it in the tests of an implementation and say how one
 * is made.
 */
module io.implatform.testkit {
    requires transitive io.implatform.core;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports io.implatform.testkit;

    // JUnit calls what is not public in them.
    opens io.implatform.testkit to
            org.junit.platform.commons;
}
