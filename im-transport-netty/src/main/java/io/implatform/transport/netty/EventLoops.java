package io.implatform.transport.netty;

/**
 * The threads of a listener.
 *
 * @param count how many event loops, each with a thread; at least 1
 * @param threadPrefix what the threads' names begin with, such as {@code im-tcp}
 * @param sockets by which of the system's means they read and write
 */
public record EventLoops(int count, String threadPrefix, Sockets sockets) {
    private static final int MAX_DEFAULT_COUNT = 4;

    /** By which of the system's means bytes are read and written. Where there is not the one, the next is taken. */
    public enum Sockets {
        /** Epoll, and what a round sends goes to the kernel in one call, through io_uring. Linux. */
        IO_URING,
        /** Epoll. Linux. */
        EPOLL,
        /** The JDK's own sockets. */
        NIO
    }

    /** @throws IllegalArgumentException if there is not one */
    public EventLoops {
        if (count < 1) {
            throw new IllegalArgumentException("event loops: " + count + " < 1");
        }
    }

    /** As many as the machine has cores, but no more than 4; the best of the {@link Sockets} that there is. */
    public static EventLoops defaults(String threadPrefix) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new EventLoops(Math.min(cores, MAX_DEFAULT_COUNT), threadPrefix, Sockets.IO_URING);
    }

    /** The same in another number. */
    public EventLoops withCount(int number) {
        return new EventLoops(number, threadPrefix, sockets);
    }

    /** The same by other means. */
    public EventLoops with(Sockets means) {
        return new EventLoops(count, threadPrefix, means);
    }
}
