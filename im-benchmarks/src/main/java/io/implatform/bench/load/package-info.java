/**
 * The load generator: one thread, one selector, thousands of connections.
 *
 * <p>{@link io.implatform.bench.load.Load} runs a {@link io.implatform.bench.load.Plan} against a server that
 * speaks a {@link io.implatform.bench.load.Dialect}; {@link io.implatform.bench.load.Ledger} holds every delivery
 * against what was sent.
 */
@NullMarked
package io.implatform.bench.load;

import org.jspecify.annotations.NullMarked;
