/**
 * The client's side of the JSON form: {@link io.implatform.protocol.client.ClientCodec} spells requests
 * and reads what a server sends as a {@link io.implatform.protocol.client.ServerLine}.
 *
 * <p>It knows no connection, clock or thread. Everything here is immutable and may be used by any thread.
 * No parameter and no result is {@code null} unless it is marked {@link
 * org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.implatform.protocol.client;

import org.jspecify.annotations.NullMarked;
