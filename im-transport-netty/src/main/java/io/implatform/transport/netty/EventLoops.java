package io.implatform.transport.netty;

import org.jspecify.annotations.Nullable;

/**
 * The threads of a listener.
 *
 * @param count how many event loops, each with a thread; at least 1
 * @param threadPrefix what the threads' names begin with, such as {@code im-tcp}
 * @param sockets by which of the system's means they read and write
 */
public record EventLoops(int count, String threadPrefix, Sockets sockets) {
    private static final int MAX_DEFAULT_COUNT = 4;
    /** The system property by which whoever runs the JVM chooses the sockets. */
    private static final String CHOICE = "io.implatform.sockets";

    /** By which of the system's means bytes are read and written. Where there is not the one, the next is taken. */
    public enum Sockets {
        /** Epoll, and what a round sends goes to the kernel in one call, through io_uring. Linux. */
        IO_URING,
        /** Epoll. Linux. */
        EPOLL,
        /** The JDK's own sockets. */
        NIO;

        /** That of the name, in any case; the best for none. */
        static Sockets named(@Nullable String name) {
            if (name == null) {
                return IO_URING;
            }
            for (Sockets sockets : values()) {
                if (sockets.name().equalsIgnoreCase(name)) {
                    return sockets;
                }
            }
            throw new IllegalArgumentException(CHOICE + " is io_uring, epoll or nio, not " + name);
        }
    }

    /** @throws IllegalArgumentException if there is not one */
    public EventLoops {
        if (count < 1) {
            throw new IllegalArgumentException("event loops: " + count + " < 1");
        }
    }

    /**
     * As many as the machine has cores, but no more than 4; the best of the {@link Sockets} that there is, or those that
     * the system property {@code io.implatform.sockets} names, such as {@code epoll}.
     *
     * @throws IllegalArgumentException if the property names none
     */
    public static EventLoops defaults(String threadPrefix) {
        int cores = Runtime.getRuntime().availableProcessors();
        Sockets sockets = Sockets.named(System.getProperty(CHOICE));
        return new EventLoops(Math.min(cores, MAX_DEFAULT_COUNT), threadPrefix, sockets);
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
