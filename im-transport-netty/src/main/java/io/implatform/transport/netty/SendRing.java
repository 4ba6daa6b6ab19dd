package io.implatform.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of an event loop are sent in a round, as one call into the kernel: io_uring makes the sends of
 * many sockets one after the other, and none of them waits.
 *
 * <p>{@link #add} copies what a connection is to be sent and {@link #flush} sends it; one frame that goes to many is
 * copied once. Between the two, nothing else may be done to the socket, and above all it may not be closed: its number
 * could be another socket's by then. The connection has to see to that.
 *
 * <p>Netty's handler of io_uring is used as a library here: the event loop itself waits in epoll. For the loop's
 * thread alone. It holds 256 KiB outside the heap for the content, and what the kernel needs for 256 sends.
 */
final class SendRing {
    private static final Logger LOG = LoggerFactory.getLogger(SendRing.class);

    /** Sends that wait at the most. */
    static final int SLOTS = 256;
    /** Content that waits at the most. */
    private static final int BYTES = 262_144;
    /** With less room than this it is full: a connection polls a little more than 64 KiB for a write. */
    private static final int ROOM = 98_304;

    /** {@code IORING_OP_SEND}, of the kernel's {@code io_uring.h}. */
    private static final byte SEND = 26;
    /** {@code MSG_DONTWAIT | MSG_NOSIGNAL}, of the kernel's {@code socket.h}: a full socket is an answer, not a wait. */
    private static final int FLAGS = 0x40 | 0x4000;

    /** How long it may take until the kernel has answered everything, which it does before the call returns. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final byte[] NONE = new byte[0];

    /** Where a loop's ring comes from: from {@link #open}, or in a test from a kernel that counts and forgets. */
    @FunctionalInterface
    interface Opener {
        @Nullable
        SendRing open(EventLoop loop);
    }

    private final IoHandler ring;
    private final long patienceNanos;
    private final IoRegistration registration;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    private final long address = Buffer.memoryAddress(memory);
    /** The frame that was copied last, if it was the only one of its write, and where it lies. */
    private byte[] last = NONE;

    private int lastAt;

    // Of each send that waits
    private final @Nullable Output[] outputs = new Output[SLOTS];
    private final int[] starts = new int[SLOTS];
    private final int[] lengths = new int[SLOTS];
    /** What the kernel answered, where {@link #answered}: how many bytes it took, or an error's negative number. */
    private final int[] results = new int[SLOTS];

    private final boolean[] answered = new boolean[SLOTS];

    private int waiting;
    private int unanswered;
    /** An answer did not come: nothing is taken any more, and what the kernel may still read stays where it is. */
    private boolean broken;

    /**
     * One for the calling thread.
     *
     * @param ring the kernel's ring, of {@link #SLOTS} entries; closed with this
     * @param patienceNanos how long it may take until the kernel has answered everything
     */
    SendRing(IoHandler ring, long patienceNanos) throws Exception {
        this.ring = ring;
        this.patienceNanos = patienceNanos;
        ring.initialize();
        registration = ring.register(new Answers());
    }

    /** A ring for a loop, called by its thread; {@code null} where the kernel has none or does not let us. */
    static @Nullable SendRing open(EventLoop loop) {
        if (!IoUring.isAvailable()) {
            LOG.debug("no io_uring, each send is a call: {}", Objects.toString(IoUring.unavailabilityCause()));
            return null;
        }
        try {
            return new SendRing(IoUringIoHandler.newFactory(SLOTS).newHandler(loop), PATIENCE_NANOS);
        } catch (Exception e) {
            LOG.debug("no io_uring, each send is a call: {}", e.toString());
            return null;
        }
    }

    /**
     * Takes what a connection is sent next.
     *
     * @param bytes how long the frames are together; at least 1
     * @return {@code false} if it is not taken, for want of room or because this is broken
     */
    boolean add(Output output, Socket socket, List<byte[]> frames, int bytes) {
        if (broken || waiting == SLOTS || bytes > BYTES - copied()) {
            return false;
        }
        int at = frames.size() == 1 && frames.get(0) == last ? lastAt : copy(frames);
        int slot = waiting++;
        outputs[slot] = output;
        starts[slot] = at;
        lengths[slot] = bytes;
        answered[slot] = false;
        registration.submit(new IoUringIoOps(
                SEND,
                (byte) 0,
                (short) 0,
                socket.intValue(),
                0,
                address + at,
                bytes,
                FLAGS,
                slot,
                (short) 0,
                (short) 0,
                0,
                0));
        return true;
    }

    private int copy(List<byte[]> frames) {
        int at = memory.position();
        for (int i = 0; i < frames.size(); i++) {
            memory.put(frames.get(i));
        }
        last = frames.size() == 1 ? frames.get(0) : NONE;
        lastAt = at;
        return at;
    }

    /** How many bytes were copied for what waits. */
    int copied() {
        return memory.position();
    }

    /** Whether it is time to {@link #flush}. */
    boolean isFull() {
        return waiting == SLOTS || BYTES - copied() < ROOM;
    }

    /** Sends what waits, and tells each connection what became of it. */
    void flush() {
        int count = waiting;
        if (count == 0) {
            return;
        }
        IOException failure = submit(count);
        waiting = 0;
        for (int slot = 0; slot < count; slot++) {
            Output output = Objects.requireNonNull(outputs[slot], "one waits in each");
            outputs[slot] = null;
            if (!answered[slot]) {
                // Whether it was sent is not known, so nothing can follow it.
                output.sentByRing(null, Objects.requireNonNull(failure, "why there is no answer"));
            } else if (results[slot] < 0 && results[slot] != Errors.ERRNO_EAGAIN_NEGATIVE) {
                output.sentByRing(null, Errors.newIOException("send", results[slot]));
            } else {
                output.sentByRing(unsent(slot), null);
            }
        }
        memory.clear();
        last = NONE;
    }

    /** Has the kernel send. @return why not everything was answered; {@code null} if it was */
    private @Nullable IOException submit(int count) {
        unanswered = count;
        long began = System.nanoTime();
        try {
            ring.run(Now.INSTANCE);
            while (unanswered > 0 && System.nanoTime() - began < patienceNanos) {
                // Has not been seen: with MSG_DONTWAIT there is nothing to wait for.
                ring.run(Now.INSTANCE);
            }
            if (unanswered == 0) {
                return null;
            }
            throw new IOException("no answer to " + unanswered + " of " + count + " sends");
        } catch (IOException | RuntimeException e) {
            broken = true;
            LOG.error("io_uring is given up, from here on each send is a call", e);
            return new IOException("io_uring: " + e.getMessage(), e);
        }
    }

    /** A copy of what the socket did not take; {@code null} if it took everything. */
    private @Nullable ByteBuf unsent(int slot) {
        int sent = Math.max(0, results[slot]);
        int left = lengths[slot] - sent;
        if (left == 0) {
            return null;
        }
        ByteBuf unsent = ByteBufAllocator.DEFAULT.ioBuffer(left, left);
        return unsent.writeBytes(
                memory.duplicate().clear().position(starts[slot] + sent).limit(starts[slot] + lengths[slot]));
    }

    /** Gives back what the kernel holds for it. Nothing may wait. */
    void close() {
        if (!broken) {
            broken = true;
            registration.cancel();
            ring.prepareToDestroy();
            ring.destroy();
        }
    }

    /** Notes what the kernel says of a send. */
    private final class Answers implements IoUringIoHandle {
        @Override
        public void handle(IoRegistration of, IoEvent event) {
            IoUringIoEvent send = (IoUringIoEvent) event;
            int slot = (int) send.userData();
            results[slot] = send.res();
            answered[slot] = true;
            unanswered--;
        }

        @Override
        public void close() {
            // The ring ends with its loop.
        }
    }

    /** Not to wait for anything. */
    private enum Now implements IoHandlerContext {
        INSTANCE;

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long now) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
