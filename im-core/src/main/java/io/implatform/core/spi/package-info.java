/**
 * The interfaces to plug into: stores, transports, routers, wire formats.
 *
 * <p>Each has a published contract in {@code im-testkit}; an implementation that passes it can stand
 * in for ours. {@link io.implatform.core.spi.ConversationStore} keeps messages, {@link
 * io.implatform.core.spi.UserStore} accounts, {@link io.implatform.core.spi.MessageRouter} carries
 * notices between nodes and {@link io.implatform.core.spi.Transport} turns connections into sessions.
 */
@NullMarked
package io.implatform.core.spi;

import org.jspecify.annotations.NullMarked;
