package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a user has come in each of their conversations, and what of that is yet to be stored or told.
 *
 * <p>It changes with every message, and a user may have many conversations: so it is a table in arrays rather
 * than objects in a map. A conversation has a place, its index in the arrays, which it keeps until it is
 * forgotten; {@link #places} finds it by its hash, the next free one where that is taken. Not for several
 * threads: guarded by whoever has it.
 */
final class Progress {
    private static final int MIN = 4;
    private static final int NONE = -1;
    private static final byte UNSTORED = 1;
    private static final byte UNTOLD = 2;

    private @Nullable ConversationId[] conversations = new ConversationId[MIN];
    /** Those of the conversations, mixed. */
    private int[] hashes = new int[MIN];

    private long[] delivered = new long[MIN];
    private long[] read = new long[MIN];
    private byte[] flags = new byte[MIN];
    /** Places that were ever used: those behind are free. */
    private int used;
    /** Places that are in use. */
    private int size;

    /** Of each hash a place and 1; 0 where there is none. At most three quarters full. */
    private int[] places = new int[2 * MIN];

    /** What is to be stored; also of what is forgotten since, which has no flag. */
    private final IntList unstored = new IntList();

    private final IntList untold = new IntList();
    private final IntList free = new IntList();

    /** A private conversation of which the user was given more. */
    record Receipt(ConversationId.Private conversation, long delivered) {}

    /** How far the user has come; {@link Position#START} where nothing is known. */
    Position position(ConversationId conversation) {
        int place = find(conversation);
        return place == NONE ? Position.START : new Position(delivered[place], read[place]);
    }

    /**
     * Moves a position forward; it is to be stored, and, of a private conversation that was delivered further, told.
     *
     * @return whether it is the first one that waits to be stored
     */
    boolean move(ConversationId conversation, long deliveredTo, long readTo) {
        int place = place(conversation);
        if (deliveredTo <= delivered[place] && readTo <= read[place]) {
            return false;
        }
        if (deliveredTo > delivered[place]) {
            delivered[place] = deliveredTo;
            if (conversation instanceof ConversationId.Private) {
                mark(place, UNTOLD, untold);
            }
        }
        read[place] = Math.max(read[place], readTo);
        return mark(place, UNSTORED, unstored) && unstored.size == 1;
    }

    /** Takes over what is stored: it may be farther than what is known. */
    void learn(ConversationId conversation, long deliveredTo, long readTo) {
        int place = place(conversation);
        delivered[place] = Math.max(delivered[place], deliveredTo);
        read[place] = Math.max(read[place], readTo);
    }

    /** It has to be stored after all. */
    void storeAgain(ConversationId conversation) {
        int place = find(conversation);
        if (place != NONE) {
            mark(place, UNSTORED, unstored);
        }
    }

    /** Whether nothing is to be stored. */
    boolean isStored() {
        return unstored.size == 0;
    }

    /** How much is to be stored, or was before it was forgotten. */
    int unstored() {
        return unstored.size;
    }

    /** What is to be stored of {@code user}'s, at most so much; from here on that is not any more. */
    List<Write.MovePosition> takeUnstored(UserId user, int max) {
        List<Write.MovePosition> taken = new ArrayList<>(Math.min(max, unstored.size));
        while (unstored.size > 0 && taken.size() < max) {
            int place = unstored.removeLast();
            ConversationId conversation = unmark(place, UNSTORED);
            if (conversation != null) {
                taken.add(new Write.MovePosition(user, conversation, new Position(delivered[place], read[place])));
            }
        }
        if (unstored.size == 0) {
            unstored.clear();
        }
        return taken;
    }

    /** What is to be told, likewise. */
    List<Receipt> takeUntold() {
        List<Receipt> taken = new ArrayList<>(untold.size);
        for (int i = 0; i < untold.size; i++) {
            int place = untold.items[i];
            if (unmark(place, UNTOLD) instanceof ConversationId.Private pair) {
                taken.add(new Receipt(pair, delivered[place]));
            }
        }
        untold.clear();
        return taken;
    }

    private boolean mark(int place, byte flag, IntList list) {
        if ((flags[place] & flag) != 0) {
            return false;
        }
        flags[place] |= flag;
        list.add(place);
        return true;
    }

    /** The conversation at a place that had the mark; {@code null} if it had not, or was forgotten since. */
    private @Nullable ConversationId unmark(int place, byte flag) {
        if ((flags[place] & flag) == 0) {
            return null;
        }
        flags[place] &= (byte) ~flag;
        return conversations[place];
    }

    /** The user has nothing to do with a conversation any more. */
    void forget(ConversationId conversation) {
        int slot = slot(conversation);
        int place = places[slot] - 1;
        if (place == NONE) {
            return;
        }
        close(slot);
        conversations[place] = null;
        delivered[place] = 0;
        read[place] = 0;
        flags[place] = 0;
        free.add(place);
        size--;
    }

    /** Frees a slot, so that what was put behind it because it was taken is found still. */
    private void close(int slot) {
        int mask = places.length - 1;
        int hole = slot;
        for (int next = (slot + 1) & mask; places[next] != 0; next = (next + 1) & mask) {
            int home = home(hashes[places[next] - 1]);
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                places[hole] = places[next];
                hole = next;
            }
        }
        places[hole] = 0;
    }

    private int find(ConversationId conversation) {
        return places[slot(conversation)] - 1;
    }

    /** Where a conversation is found, or would be. */
    private int slot(ConversationId conversation) {
        return slot(conversation, mixed(conversation));
    }

    private int slot(ConversationId conversation, int hash) {
        int mask = places.length - 1;
        int slot = home(hash);
        while (places[slot] != 0) {
            int place = places[slot] - 1;
            // The hash first: to look at the conversation is to wait for the memory that it is in.
            if (hashes[place] == hash && conversation.equals(conversations[place])) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Spread over all bits: the hashes of names that are numbered lie side by side, and would stand in each other's way. */
    private static int mixed(ConversationId conversation) {
        return conversation.hashCode() * 0x9E3779B9;
    }

    /** How many slots are looked at until a conversation is found. */
    int steps(ConversationId conversation) {
        int mask = places.length - 1;
        return ((slot(conversation) - home(mixed(conversation))) & mask) + 1;
    }

    /** The slot where the search for a hash begins: its highest bits. */
    private int home(int hash) {
        return hash >>> (Integer.numberOfLeadingZeros(places.length) + 1);
    }

    /** The place of a conversation, which is given one. */
    private int place(ConversationId conversation) {
        int hash = mixed(conversation);
        int slot = slot(conversation, hash);
        if (places[slot] != 0) {
            return places[slot] - 1;
        }
        int place = free.size > 0 ? free.removeLast() : used++;
        if (place == conversations.length) {
            int roomy = 2 * place;
            conversations = Arrays.copyOf(conversations, roomy);
            hashes = Arrays.copyOf(hashes, roomy);
            delivered = Arrays.copyOf(delivered, roomy);
            read = Arrays.copyOf(read, roomy);
            flags = Arrays.copyOf(flags, roomy);
        }
        conversations[place] = conversation;
        hashes[place] = hash;
        places[slot] = place + 1;
        size++;
        if (4 * size > 3 * places.length) {
            index(2 * places.length);
        }
        return place;
    }

    private void index(int slots) {
        places = new int[slots];
        for (int place = 0; place < used; place++) {
            ConversationId conversation = conversations[place];
            if (conversation != null) {
                places[slot(conversation, hashes[place])] = place + 1;
            }
        }
    }

    /** Numbers in order of their coming. */
    private static final class IntList {
        int[] items = {};
        int size;

        void add(int item) {
            if (size == items.length) {
                items = Arrays.copyOf(items, Math.max(MIN, 2 * size));
            }
            items[size++] = item;
        }

        int removeLast() {
            return items[--size];
        }

        void clear() {
            // What a burst needed is not kept.
            items = items.length > 64 ? new int[0] : items;
            size = 0;
        }
    }
}
