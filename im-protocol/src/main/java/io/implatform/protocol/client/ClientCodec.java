package io.implatform.protocol.client;

import io.implatform.core.logic.Command;
import org.jspecify.annotations.Nullable;

/**
 * Spells a client's requests in the JSON form, and reads the lines of a server. Threads: any.
 *
 * <p>It reads what this and later versions of a server send: fields that it does not know are left aside,
 * and a line of a type that it does not know is {@link ServerLine.Unknown}. A peer that is no such server
 * shows by its first line, which is no {@link ServerLine.Welcome}.
 */
public final class ClientCodec {
    /**
     * What a client should be ready to take as one line, in bytes: far more than any line at the default
     * limits of a server. Past it, the peer is none.
     */
    public static final int MAX_LINE_BYTES = 4 << 20;

    private ClientCodec() {}

    /**
     * A request as a line of the JSON form with its LF, in UTF-8. It is not checked: that is the server's
     * part. Over WebSocket the LF may stay, being white space there.
     *
     * @param ref the client's own mark, 1–64 of {@code A-Z a-z 0-9 . _ : -}, which the reply carries back;
     *     {@code null} for none
     */
    public static byte[] encode(@Nullable String ref, Command command) {
        return command.match(new RequestWriter(ref));
    }

    /**
     * Reads one line of a server: JSON, or one of the lines that a server sends as text before the first
     * request, or in answer to one that it cannot read. Nothing that a server sends makes it throw.
     *
     * @param bytes holds the line, without its line end, from {@code offset} on; not kept and not changed
     */
    public static ServerLine decode(byte[] bytes, int offset, int length) {
        return LineReader.read(bytes, offset, length);
    }
}
