package io.implatform.client;

import io.implatform.core.model.ConversationRef;
import java.time.Instant;

/**
 * A message, or a change of one, that is stored and durable. Immutable.
 *
 * @param in where, names spelled as registered
 * @param seq its number there; of an edit or a deletion, the fact's
 * @param time when the server took it
 * @param duplicate whether it had been stored by an earlier attempt, whose answer was lost
 */
public record Sent(ConversationRef in, long seq, Instant time, boolean duplicate) {}
