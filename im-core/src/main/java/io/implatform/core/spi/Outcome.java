package io.implatform.core.spi;

import io.implatform.core.model.Message;

/**
 * What became of one {@link Append} of a committed batch.
 *
 * @param message the message as it is stored, with its number: the new one, or the first one
 * @param duplicate whether the sender's client id was known: nothing was stored now, and {@code
 *     message} is the one that was stored under that id first, be its content the same or not
 */
public record Outcome(Message message, boolean duplicate) {}
