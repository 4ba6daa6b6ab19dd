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
 * forgotten; {@link #slots} finds it by its hash, the next free one where that is taken. What is looked at together lies
 * together: the table is larger than the processor's memory, and waiting for that is what a look costs. Not for
 * several threads: guarded by whoever has it.
 */
final class Progress {
    private static final int MIN = 4;
    private static final int NONE = -1;
    private static final long UNSTORED = 1;
    private static final long UNTOLD = 2;

    // What {@link #cells} has of each place, one behind the other
    private static final int DELIVERED = 0;
    private static final int READ = 1;
    private static final int FLAGS = 2;
    private static final int CELLS = 3;

    private @Nullable ConversationId[] conversations = new ConversationId[MIN];
    private long[] cells = new long[CELLS * MIN];
    /** Places that were ever used: those behind are free. */
    private int used;
    /** Places that are in use. */
    private int size;

    /** A conversation's hash, mixed, and below it its place and 1; 0 where there is none. At most three quarters full. */
    private long[] slots = new long[2 * MIN];

    /** What is to be stored; also of what is forgotten since, which has no flag. */
    private final IntList unstored = new IntList();

    private final IntList untold = new IntList();
    private final IntList free = new IntList();

    /** A private conversation of which the user was given more. */
    record Receipt(ConversationId.Private conversation, long delivered) {}

    /** How far the user has come; {@link Position#START} where nothing is known. */
    Position position(ConversationId conversation) {
        int place = placeIn(slot(conversation));
        return place == NONE ? Position.START : position(place);
    }

    private Position position(int place) {
        return new Position(cells[CELLS * place + DELIVERED], cells[CELLS * place + READ]);
    }

    /**
     * Moves a position forward; it is to be stored, and, of a private conversation that was delivered further, told.
     *
     * @return whether it is the first one that waits to be stored
     */
    boolean move(ConversationId conversation, long deliveredTo, long readTo) {
        int place = place(conversation);
        if (deliveredTo > cells[CELLS * place + DELIVERED] && conversation instanceof ConversationId.Private) {
            mark(place, UNTOLD, untold);
        }
        return advance(place, deliveredTo, readTo);
    }

    /**
     * The user has said the message {@code seq}, and so was given what is before it, and has read it; it is to be stored.
     * To the other one it is no news that the user has their own message.
     *
     * @return as {@link #move}
     */
    boolean said(ConversationId conversation, long seq) {
        return advance(place(conversation), seq, seq);
    }

    /**
     * The user was given their own message {@code seq}, said in another session; it is to be stored, and no news either.
     *
     * @return as {@link #move}
     */
    boolean givenOwn(ConversationId conversation, long seq) {
        return advance(place(conversation), seq, 0);
    }

    private boolean advance(int place, long deliveredTo, long readTo) {
        int cell = CELLS * place;
        if (deliveredTo <= cells[cell + DELIVERED] && readTo <= cells[cell + READ]) {
            return false;
        }
        cells[cell + DELIVERED] = Math.max(cells[cell + DELIVERED], deliveredTo);
        cells[cell + READ] = Math.max(cells[cell + READ], readTo);
        return mark(place, UNSTORED, unstored) && unstored.size == 1;
    }

    /** Takes over what is stored: it may be farther than what is known. */
    void learn(ConversationId conversation, long deliveredTo, long readTo) {
        int cell = CELLS * place(conversation);
        cells[cell + DELIVERED] = Math.max(cells[cell + DELIVERED], deliveredTo);
        cells[cell + READ] = Math.max(cells[cell + READ], readTo);
    }

    /** It has to be stored after all. */
    void storeAgain(ConversationId conversation) {
        int place = placeIn(slot(conversation));
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
                taken.add(new Write.MovePosition(user, conversation, position(place)));
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
                taken.add(new Receipt(pair, cells[CELLS * place + DELIVERED]));
            }
        }
        untold.clear();
        return taken;
    }

    private boolean mark(int place, long flag, IntList list) {
        int flags = CELLS * place + FLAGS;
        if ((cells[flags] & flag) != 0) {
            return false;
        }
        cells[flags] |= flag;
        list.add(place);
        return true;
    }

    /** The conversation at a place that had the mark; {@code null} if it had not, or was forgotten since. */
    private @Nullable ConversationId unmark(int place, long flag) {
        int flags = CELLS * place + FLAGS;
        if ((cells[flags] & flag) == 0) {
            return null;
        }
        cells[flags] &= ~flag;
        return conversations[place];
    }

    /** The user has nothing to do with a conversation any more. */
    void forget(ConversationId conversation) {
        int slot = slot(conversation);
        int place = placeIn(slot);
        if (place == NONE) {
            return;
        }
        close(slot);
        conversations[place] = null;
        Arrays.fill(cells, CELLS * place, CELLS * place + CELLS, 0);
        free.add(place);
        size--;
    }

    /** Frees a slot, so that what was put behind it because it was taken is found still. */
    private void close(int slot) {
        int mask = slots.length - 1;
        int hole = slot;
        for (int next = (slot + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
            int home = home(hashIn(next));
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
    }

    private int placeIn(int slot) {
        return (int) slots[slot] - 1;
    }

    private int hashIn(int slot) {
        return (int) (slots[slot] >>> 32);
    }

    /** Where a conversation is found, or would be. */
    private int slot(ConversationId conversation) {
        return slot(conversation, mixed(conversation));
    }

    private int slot(ConversationId conversation, int hash) {
        int mask = slots.length - 1;
        int slot = home(hash);
        while (slots[slot] != 0) {
            // The hash first: to look at the conversation is to wait for the memory that it is in.
            if (hashIn(slot) == hash && conversation.equals(conversations[placeIn(slot)])) {
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
        int mask = slots.length - 1;
        return ((slot(conversation) - home(mixed(conversation))) & mask) + 1;
    }

    /** The slot where the search for a hash begins: its highest bits. */
    private int home(int hash) {
        return hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    }

    /** The place of a conversation, which is given one. */
    private int place(ConversationId conversation) {
        int hash = mixed(conversation);
        int slot = slot(conversation, hash);
        if (slots[slot] != 0) {
            return placeIn(slot);
        }
        int place = free.size > 0 ? free.removeLast() : used++;
        if (place == conversations.length) {
            conversations = Arrays.copyOf(conversations, 2 * place);
            cells = Arrays.copyOf(cells, CELLS * 2 * place);
        }
        conversations[place] = conversation;
        slots[slot] = (long) hash << 32 | place + 1;
        size++;
        if (4 * size > 3 * slots.length) {
            grow();
        }
        return place;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        int mask = slots.length - 1;
        for (long one : before) {
            if (one != 0) {
                int slot = home((int) (one >>> 32));
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = one;
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
