/**
 * The wire formats: {@link io.implatform.protocol.TextFormat} for people, {@link
 * io.implatform.protocol.JsonFormat} for programs, and {@link io.implatform.protocol.LineFormats}, which
 * tells the form of a line. A client's side of them is {@link io.implatform.protocol.client}.
 *
 * <p>Everything here is immutable and may be used by any thread. No parameter and no result is {@code
 * null} unless it is marked {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.implatform.protocol;

import org.jspecify.annotations.NullMarked;
