/**
 * Small programs that embed the library; each is run by a test.
 *
 * <ul>
 *   <li>{@link io.implatform.examples.EmbedServer}: the shortest there is
 *   <li>{@link io.implatform.examples.BotInProcess}: a user of the chat that is part of the program
 *   <li>{@link io.implatform.examples.OwnUserStore}: the users that the program has already
 *   <li>{@link io.implatform.examples.OwnTransport}: connections of another kind
 * </ul>
 */
@NullMarked
package io.implatform.examples;

import org.jspecify.annotations.NullMarked;
