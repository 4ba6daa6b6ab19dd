/**
 * Stores and a router that live in this process: for tests, for demonstrations, and as the
 * reference that the contracts are written against.
 */
@NullMarked
package io.implatform.core.memory;

import org.jspecify.annotations.NullMarked;
