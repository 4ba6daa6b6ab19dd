package io.implatform.core.spi;

import io.implatform.core.logic.Reply;
import io.implatform.core.model.Event;
import io.implatform.core.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How requests, replies and events are spelled. A value without state: equal formats write the same
 * bytes, so that the sessions that speak one share what was encoded once.
 *
 * <p><b>Threads.</b> Called by any thread, several at once. <b>Errors.</b> Nothing that a peer sends
 * makes it throw: what cannot be read is a {@link Request} that carries a refusal. Its contract is
 * {@code WireFormatContract} in im-testkit.
 */
public interface WireFormat {

    /**
     * Reads one request: a line without its line end, or one WebSocket message.
     *
     * @param bytes holds the request from {@code offset} on; not kept and not changed
     */
    Request decode(byte[] bytes, int offset, int length);

    /**
     * A refusal of a request of which only the beginning is known, such as a line over the limit. It
     * carries the request's reference where the beginning shows it.
     */
    Request refuse(byte[] beginning, int offset, int length, Refusal refusal);

    /**
     * Whether those who speak it answer {@link Event.Ping}, so that one who does not can be taken for
     * gone. A person at a terminal does not.
     */
    default boolean answersPings() {
        return false;
    }

    /**
     * An event as whole lines, or whole messages, ready to be sent; not changed by anybody afterwards. Empty
     * where the format does not show such events.
     */
    byte[] encode(Event event);

    /**
     * A reply, likewise.
     *
     * @param ref what the request's {@link Request#ref} was
     */
    byte[] encode(@Nullable String ref, Reply reply);

    @Override
    boolean equals(@Nullable Object other);

    @Override
    int hashCode();
}
