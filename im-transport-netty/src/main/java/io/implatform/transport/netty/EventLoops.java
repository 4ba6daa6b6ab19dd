package io.implatform.transport.netty;

/**
 * The threads of a listener.
 *
 * @param count how many event loops, each with a thread; at least 1
 * @param threadPrefix what the threads' names begin with, such as {@code im-tcp}
 * @param epoll whether epoll is used where there is one; otherwise the JDK's own sockets
 */
public record EventLoops(int count, String threadPrefix, boolean epoll) {
    private static final int MAX_DEFAULT_COUNT = 4;

    /** @throws IllegalArgumentException if there is not one */
    public EventLoops {
        if (count < 1) {
            throw new IllegalArgumentException("event loops: " + count + " < 1");
        }
    }

    /** As many as the machine has cores, but no more than 4; epoll where there is one. */
    public static EventLoops defaults(String threadPrefix) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new EventLoops(Math.min(cores, MAX_DEFAULT_COUNT), threadPrefix, true);
    }

    /** The same in another number. */
    public EventLoops withCount(int number) {
        return new EventLoops(number, threadPrefix, epoll);
    }

    /** The same on the JDK's own sockets, which is what other systems than Linux get. */
    public EventLoops withoutEpoll() {
        return new EventLoops(count, threadPrefix, false);
    }
}
