package io.implatform.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where an event loop puts together what one connection is sent next, and from where it is sent. The
 * frame of a round goes to many connections one after the other: it is copied here for the first of them
 * and sent from here to all.
 *
 * <p>For one thread. Holds memory outside the heap once it was used.
 */
final class SendBuffer {
    /** What one write takes, more than a connection polls for one unless a single frame is larger. */
    static final int BYTES = 131_072;

    private ByteBuffer memory = ByteBuffer.allocate(0);
    private long address;
    /** The frame that is all of the content; empty where there were several. */
    private byte[] only = NONE;

    private static final byte[] NONE = new byte[0];

    /**
     * Makes the frames its content.
     *
     * @param bytes how long they are together, at most {@link #BYTES}
     */
    void fill(List<byte[]> frames, int bytes) {
        if (frames.size() == 1 && frames.get(0) == only) {
            return;
        }
        if (!memory.isDirect()) {
            memory = ByteBuffer.allocateDirect(BYTES);
            address = Buffer.memoryAddress(memory);
        }
        memory.clear();
        for (int i = 0; i < frames.size(); i++) {
            memory.put(frames.get(i));
        }
        memory.flip().limit(bytes);
        only = frames.size() == 1 ? frames.get(0) : NONE;
    }

    /** Sends the content as far as the socket takes it. @return how many bytes it took */
    int sendTo(Socket socket) throws IOException {
        return socket.sendAddress(address, 0, memory.limit());
    }

    /** Copies the content from {@code index} on. */
    void copyTo(ByteBuf out, int index) {
        out.writeBytes(memory.duplicate().position(index));
    }
}
