/** A {@link io.implatform.core.spi.MessageRouter} over NATS, for servers that share a store. */
@NullMarked
package io.implatform.router.nats;

import org.jspecify.annotations.NullMarked;
