package io.implatform.store.postgres;

import io.implatform.core.model.Message;
import io.implatform.core.model.Position;
import io.implatform.core.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is decided on, as it is in the database under the batch's locks, and what the batch makes of it.
 * Threads: one.
 */
final class State {

    /** A row of {@code conversation}. */
    static final class Conversation {
        final long id;
        long head;
        /** Of its group; 0 where there is none. */
        long version;
        /** The first number that the batch has given; 0 for none. */
        long first;

        boolean isChanged;

        Conversation(long id, long head, long version) {
            this.id = id;
            this.head = head;
            this.version = version;
        }
    }

    /** A message that the batch adds, changes or finds under a client id. */
    static final class Said {
        final long conversation;
        final long seq;
        final Message.Kind kind;
        final long refersTo;
        Message.State state;
        /** As it was stored first; {@code null} where that is not asked for. */
        @Nullable
        Message first;

        @Nullable
        String newest;

        /** Of one that the batch adds: its author, and the client id. */
        long author;

        @Nullable
        String clientId;

        boolean isNew;
        boolean isChanged;

        Said(long conversation, long seq, Message.Kind kind, long refersTo, Message.State state) {
            this.conversation = conversation;
            this.seq = seq;
            this.kind = kind;
            this.refersTo = refersTo;
            this.state = state;
        }

        boolean isText() {
            return kind == Message.Kind.TEXT && state != Message.State.DELETED;
        }

        void edit(String text) {
            state = Message.State.EDITED;
            newest = text;
            isChanged = true;
        }

        /** Nothing that it ever said is kept. */
        void erase() {
            state = Message.State.DELETED;
            newest = null;
            isChanged = true;
            Message before = first;
            if (before != null) {
                first = new Message(
                        before.conversation(),
                        before.seq(),
                        before.time(),
                        before.from(),
                        before.kind(),
                        before.refersTo(),
                        "",
                        Message.State.DELETED);
            }
        }

        /** Of one that the batch adds. */
        Instant time() {
            return added().time();
        }

        /** Of one that the batch adds: its own text, before edits. */
        String text() {
            return added().text();
        }

        private Message added() {
            if (first == null) {
                throw new IllegalStateException("not added");
            }
            return first;
        }
    }

    /** A row of {@code member}, or where one may be. */
    static final class Member {
        /** {@code null} for one who is none. */
        @Nullable
        Role role;

        long place;
        Position position = Position.START;
        boolean isStored;
        boolean isChanged;
    }

    /** A number and a number: of a message in a conversation, or of a person in one. */
    record Pair(long conversation, long other) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair that) {
            int order = Long.compare(conversation, that.conversation);
            return order != 0 ? order : Long.compare(other, that.other);
        }
    }

    /** What an author named. */
    record Sending(long author, String clientId) {}

    /** A group that the batch founds, or of which it changes the topic. */
    record GroupRow(String name, String nameKey, boolean isPrivate, String topic) {}

    final Map<Long, Conversation> conversations = new HashMap<>();
    final Map<Pair, Said> said = new LinkedHashMap<>();
    final Map<Sending, Said> sendings = new HashMap<>();
    /** The edits of a message, of those that are known here. */
    final Map<Pair, List<Said>> edits = new HashMap<>();
    /** In their order, in which they are written. */
    final Map<Pair, Member> members = new TreeMap<>();
    /** Public names that are taken. */
    final Set<String> names = new HashSet<>();

    // What is to be written and is not in the above.
    final Map<Long, GroupRow> founded = new LinkedHashMap<>();
    final Map<Long, String> topics = new LinkedHashMap<>();
    final List<Pair> erased = new ArrayList<>();
    /** Whether a user is invited. */
    final Map<Pair, Boolean> invitations = new TreeMap<>();
    /** By person and conversation, in which order they are locked. */
    final Map<Pair, Position> positions = new TreeMap<>();
    /** Whether a person has blocked another one. */
    final Map<Pair, Boolean> blocks = new TreeMap<>();

    void add(Said message) {
        said.put(new Pair(message.conversation, message.seq), message);
        if (message.kind == Message.Kind.EDIT) {
            edits.computeIfAbsent(new Pair(message.conversation, message.refersTo), key -> new ArrayList<>())
                    .add(message);
        }
    }
}
