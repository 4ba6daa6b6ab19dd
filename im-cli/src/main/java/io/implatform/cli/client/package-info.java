/**
 * {@code im client} for people and for scripts: a terminal client, and a filter that sends what is piped in.
 *
 * <p>What does not touch the terminal or the network is pure and stands apart: {@link
 * io.implatform.cli.client.Typed} reads a line, {@link io.implatform.cli.client.Painter} shows an event,
 * {@link io.implatform.cli.client.Conversations} counts, {@link io.implatform.cli.client.Completion} completes.
 * {@link io.implatform.cli.client.Chat} is all that they need of a connection.
 */
@NullMarked
package io.implatform.cli.client;

import org.jspecify.annotations.NullMarked;
