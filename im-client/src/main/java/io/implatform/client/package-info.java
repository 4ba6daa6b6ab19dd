/**
 * A client of a chat server: {@link io.implatform.client.ChatClient} keeps the connection up, and what it
 * tells is in order and told once.
 *
 * <p>No parameter and no result is {@code null} unless it is marked {@link
 * org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.implatform.client;

import org.jspecify.annotations.NullMarked;
