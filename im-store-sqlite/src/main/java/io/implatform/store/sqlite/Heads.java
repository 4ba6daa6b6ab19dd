package io.implatform.store.sqlite;

/**
 * The newest number of private conversations, of those used last, in 12 bytes each. Where it is full it
 * forgets one for each that comes. It begins small and grows as conversations come, a part at a time: a commit
 * waits for one of {@value #PARTS} parts to be made larger, and not for all of it. Threads: one at a time.
 */
final class Heads {
    /** 12 MB; with fewer conversations than that, next to none is asked for twice. */
    private static final int MAX = 1 << 20;

    private static final int PARTS = 64;
    private static final int MIN = 1 << 4;

    /** How many places a conversation may have: next to each other, so that a look is one line of memory or two. */
    private static final int PLACES = 8;

    /** Not known. */
    static final long UNKNOWN = -1;

    private final Part[] parts = new Part[PARTS];

    /** Knows none. */
    Heads() {
        clear();
    }

    long of(long conversation) {
        long mixed = mixed(conversation);
        return part(mixed).of(conversation, mixed);
    }

    void put(long conversation, long head) {
        long mixed = mixed(conversation);
        part(mixed).put(conversation, mixed, head);
    }

    void clear() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    private static long mixed(long conversation) {
        return conversation * 0x9E3779B97F4A7C15L;
    }

    private Part part(long mixed) {
        return parts[(int) (mixed >>> 58)];
    }

    private static final class Part {
        private long[] conversations = new long[MIN];
        /** A head that an int does not hold is not remembered. */
        private int[] heads = new int[MIN];

        private int size;
        private int victim;

        long of(long conversation, long mixed) {
            int from = place(mixed);
            for (int i = from; i < from + PLACES; i++) {
                if (conversations[i] == conversation) {
                    return heads[i];
                }
            }
            return UNKNOWN;
        }

        void put(long conversation, long mixed, long head) {
            if (size > conversations.length / 2 && conversations.length < MAX / PARTS) {
                grow();
            }
            int from = place(mixed);
            int free = -1;
            for (int i = from; i < from + PLACES; i++) {
                if (conversations[i] == conversation) {
                    free = i;
                    break;
                }
                if (free < 0 && conversations[i] == 0) {
                    free = i;
                }
            }
            if (free < 0) {
                victim = (victim + 1) % PLACES;
                free = from + victim;
            } else if (conversations[free] == 0) {
                size++;
            }
            boolean fits = head <= Integer.MAX_VALUE;
            conversations[free] = fits ? conversation : 0;
            heads[free] = fits ? (int) head : 0;
        }

        private void grow() {
            long[] before = conversations;
            int[] headsBefore = heads;
            conversations = new long[before.length * 2];
            heads = new int[before.length * 2];
            size = 0;
            for (int i = 0; i < before.length; i++) {
                if (before[i] != 0) {
                    put(before[i], mixed(before[i]), headsBefore[i]);
                }
            }
        }

        /** Where the places of a conversation begin. */
        private int place(long mixed) {
            return (int) (mixed >>> 32) & (conversations.length - 1) & -PLACES;
        }
    }
}
