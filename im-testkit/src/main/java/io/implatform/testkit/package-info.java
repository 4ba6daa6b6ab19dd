/**
 * Contracts of the interfaces in {@link io.implatform.core.spi}, as abstract JUnit classes.
 *
 * <p>Each rule has a number, and its intent stands in {@code docs/contracts.md}; a test method carries
 * the number in its name. To hold an implementation to a contract, extend the class and implement its
 * one or two abstract methods:
 *
 * <pre>{@code
 * class MyStoreTest extends ConversationStoreContract {
 *     @Override
 *     protected ConversationStore open() {
 *         return new MyStore();
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.implatform.testkit;

import org.jspecify.annotations.NullMarked;
