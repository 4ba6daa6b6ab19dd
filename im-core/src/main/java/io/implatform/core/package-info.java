/**
 * What an embedder reads first: {@link io.implatform.core.ChatServer}, its builder, and {@link
 * io.implatform.core.Session}. Everything else is either a value ({@code model}, {@code logic}), an
 * interface to plug into ({@code spi}), or internal.
 */
@NullMarked
package io.implatform.core;

import org.jspecify.annotations.NullMarked;
