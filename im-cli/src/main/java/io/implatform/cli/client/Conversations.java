package io.implatform.cli.client;

import io.implatform.core.model.ConversationRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * What is on the screen and what is unread, a conversation, and the names that were seen. Safe for use by
 * several threads.
 */
final class Conversations {
    /** Numbers that are kept of each conversation. */
    private static final int KEPT = 10_000;

    /** One conversation. */
    private static final class Entry {
        final ConversationRef ref;
        /** The numbers on the screen; of a long conversation those from {@code keptFrom} on. */
        final TreeSet<Long> shown = new TreeSet<>();

        long keptFrom;
        /** The oldest on the screen, and the newest that was seen; 0 for none. */
        long oldest;

        long newest;
        long ownLast;
        long othersLast;
        /** Messages that came since it was last read. */
        long arrived;
        /** What the server said is unread; it counts some of those that arrive. */
        long told;

        Entry(ConversationRef ref) {
            this.ref = ref;
        }

        long unread() {
            return Math.max(arrived, told);
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final TreeSet<String> users = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final TreeSet<String> groups = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private ConversationRef current = ConversationRef.lobby();
    private String me = "";

    Conversations() {
        entry(current);
    }

    /** Starts again for a user who has logged in. */
    synchronized void begin(String user) {
        if (!me.isEmpty() && !isSame(user, me)) {
            entries.clear();
            groups.clear();
            current = ConversationRef.lobby();
            entry(current);
        }
        me = user;
    }

    /** Whose they are; empty before a login. */
    synchronized String me() {
        return me;
    }

    synchronized boolean isMe(String user) {
        return isSame(user, me);
    }

    synchronized ConversationRef current() {
        return current;
    }

    synchronized boolean isCurrent(ConversationRef ref) {
        return key(ref).equals(key(current));
    }

    /** Goes to a conversation, spelled as it was first seen. */
    synchronized ConversationRef go(ConversationRef to) {
        current = entry(to).ref;
        return current;
    }

    /** Forgets a conversation that one is no more part of; the lobby takes its place. */
    synchronized void drop(ConversationRef ref) {
        entries.remove(key(ref));
        if (isCurrent(ref)) {
            current = ConversationRef.lobby();
            entry(current);
        }
        if (ref.kind() == ConversationRef.Kind.GROUP) {
            groups.remove(ref.name());
        }
    }

    /**
     * Notes a message that came by itself.
     *
     * @return whether it is not on the screen yet
     */
    synchronized boolean arrived(ChatMessage message) {
        Entry entry = entry(message.in());
        users.add(message.from());
        if (!isNew(entry, message)) {
            return false;
        }
        boolean own = isMe(message.from());
        show(entry, message, own);
        if (!own) {
            entry.arrived++;
        } else {
            // Whoever answers has read.
            entry.arrived = 0;
            entry.told = 0;
        }
        return true;
    }

    /** Those of a history page that are not on the screen yet; they are from now on. */
    synchronized List<ChatMessage> shown(List<ChatMessage> page) {
        List<ChatMessage> fresh = new ArrayList<>();
        for (ChatMessage message : page) {
            Entry entry = entry(message.in());
            users.add(message.from());
            if (isNew(entry, message)) {
                fresh.add(message);
                show(entry, message, isMe(message.from()));
            }
        }
        return fresh;
    }

    private static boolean isNew(Entry entry, ChatMessage message) {
        boolean forgotten = entry.oldest <= message.seq() && message.seq() < entry.keptFrom;
        return !forgotten && !entry.shown.contains(message.seq());
    }

    private static void show(Entry entry, ChatMessage message, boolean own) {
        entry.shown.add(message.seq());
        if (entry.shown.size() > KEPT) {
            entry.keptFrom = entry.shown.pollFirst() + 1;
        }
        entry.oldest = entry.oldest == 0 ? message.seq() : Math.min(entry.oldest, message.seq());
        entry.newest = Math.max(entry.newest, message.seq());
        if (!message.deleted()) {
            if (own) {
                entry.ownLast = Math.max(entry.ownLast, message.seq());
            } else {
                entry.othersLast = Math.max(entry.othersLast, message.seq());
            }
        }
    }

    /** A fact took a number of the conversation, though it is no message. */
    synchronized void numbered(ConversationRef in, long seq) {
        Entry entry = entry(in);
        entry.newest = Math.max(entry.newest, seq);
    }

    /** Notes that there is such a conversation. */
    synchronized void know(ConversationRef in) {
        entry(in);
    }

    /** The oldest message on the screen; 0 where there is none. */
    synchronized long oldest(ConversationRef in) {
        return entry(in).oldest;
    }

    /** The newest message of one's own, or else of another user, that was seen. */
    synchronized OptionalLong last(ConversationRef in, boolean own) {
        Entry entry = entry(in);
        long seq = own ? entry.ownLast : entry.othersLast;
        return seq == 0 ? OptionalLong.empty() : OptionalLong.of(seq);
    }

    /** What the server says is unread. */
    synchronized void told(ConversationRef in, long count) {
        entry(in).told = count;
    }

    /** Marks it as read; up to which number, where there was something unread and that is known. */
    synchronized OptionalLong read(ConversationRef in) {
        Entry entry = entry(in);
        boolean unread = entry.unread() > 0;
        entry.arrived = 0;
        entry.told = 0;
        return unread && entry.newest > 0 ? OptionalLong.of(entry.newest) : OptionalLong.empty();
    }

    synchronized long unread(ConversationRef in) {
        return entry(in).unread();
    }

    /** All conversations with what is unread in each, the lobby first, then in order of their names. */
    synchronized List<Chat.Unread> list() {
        List<Chat.Unread> list = new ArrayList<>();
        for (Entry entry : entries.values()) {
            list.add(new Chat.Unread(entry.ref, entry.unread()));
        }
        list.sort((a, b) -> {
            int kinds = a.in().kind().compareTo(b.in().kind());
            return kinds != 0 ? kinds : String.CASE_INSENSITIVE_ORDER.compare(a.in().name(), b.in().name());
        });
        return Collections.unmodifiableList(list);
    }

    /** The first other conversation with something unread. */
    synchronized Optional<ConversationRef> next() {
        return list().stream()
                .filter(unread -> unread.count() > 0 && !isCurrent(unread.in()))
                .map(Chat.Unread::in)
                .findFirst();
    }

    /** Notes that there is such a user. */
    synchronized void user(String name) {
        users.add(name);
    }

    /** Notes a group of one's own or to which one is invited. */
    synchronized void group(String name) {
        groups.add(name);
    }

    synchronized List<String> users() {
        return List.copyOf(users);
    }

    synchronized List<String> groups() {
        return List.copyOf(groups);
    }

    private Entry entry(ConversationRef ref) {
        if (ref.kind() == ConversationRef.Kind.PRIVATE) {
            users.add(ref.name());
        } else if (ref.kind() == ConversationRef.Kind.GROUP) {
            groups.add(ref.name());
        }
        return entries.computeIfAbsent(key(ref), key -> new Entry(ref));
    }

    /** Names that differ in case alone are one. */
    private static String key(ConversationRef ref) {
        return ref.kind() + " " + ref.name().toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(String one, String other) {
        return one.equalsIgnoreCase(other);
    }
}
