package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;

/**
 * A history reply of which a part is sent: what is left, to be read again when the session has room.
 *
 * @param after the number of the last message that was sent
 * @param left how many are to be read still
 * @param sent how many were
 * @param more what the reply ends with
 */
record HistoryReply(
        Ask ask, ConversationRef of, ConversationId conversation, long after, int left, int sent, boolean more) {}
