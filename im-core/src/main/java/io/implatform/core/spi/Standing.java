package io.implatform.core.spi;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;

/**
 * A conversation that concerns a user, and how far they have come in it.
 *
 * @param head the number of its newest message; 0 where there is none
 * @param position {@link Position#START} where none is stored
 * @param invited whether it is a group that they may join but are not a member of
 */
public record Standing(ConversationId conversation, long head, Position position, boolean invited) {}
