/**
 * The values of the domain: users, conversations, messages, events, refusals and limits.
 *
 * <p>Every type here is immutable and safe to share between threads. Nothing here knows a clock, a
 * thread, a store or a wire format. No parameter and no result is {@code null} unless it is marked
 * {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.implatform.core.model;

import org.jspecify.annotations.NullMarked;
