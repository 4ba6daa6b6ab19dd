package io.implatform.transport.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The kernel's io_uring, which notes what it is called for, and on demand forgets some of it. For one thread. */
final class CountedUring implements IoHandler {
    private final IoHandler uring;
    private final IntSupplier copied;
    private final List<Call> calls = new ArrayList<>();
    private int submitted;
    private int remembered = Integer.MAX_VALUE;
    private boolean isDestroyed;

    /**
     * A call into the kernel.
     *
     * @param sends how many it makes
     * @param bytes how many were copied for them
     */
    record Call(int sends, int bytes) {}

    /** @param copied how many bytes were copied for what is submitted now */
    CountedUring(IoHandler uring, IntSupplier copied) {
        this.uring = uring;
        this.copied = copied;
    }

    /** The calls until now that had something to send. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Forgets all but the first {@code sends} that are submitted from here on: they are not made, and not answered. */
    void forgetAllBut(int sends) {
        remembered = sends;
    }

    @Override
    public void initialize() {
        uring.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        if (submitted > 0) {
            calls.add(new Call(submitted, copied.getAsInt()));
            submitted = 0;
        }
        return uring.run(context);
    }

    @Override
    public void prepareToDestroy() {
        uring.prepareToDestroy();
    }

    @Override
    public void destroy() {
        isDestroyed = true;
        uring.destroy();
    }

    /** What a ring that was given up leaves behind. */
    void destroyIfLeft() {
        if (!isDestroyed) {
            prepareToDestroy();
            destroy();
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(uring.register(handle));
    }

    @Override
    public void wakeup() {
        uring.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return uring.isCompatible(type);
    }

    private final class Registration implements IoRegistration {
        private final IoRegistration at;

        Registration(IoRegistration at) {
            this.at = at;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's own
        public <T> T attachment() {
            return at.attachment();
        }

        @Override
        public long submit(IoOps send) {
            submitted++;
            return submitted <= remembered ? at.submit(send) : 0;
        }

        @Override
        public boolean isValid() {
            return at.isValid();
        }

        @Override
        public boolean cancel() {
            return at.cancel();
        }
    }
}
