package io.implatform.client;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far this client has come in each conversation, so that nothing is shown twice and nothing is left out
 * after a reconnect. Threads: any.
 *
 * <p>A server tells a session the messages of a conversation in order, but not the session's own ones: of
 * those the answers tell the numbers, and an answer may overtake messages that the session is still
 * catching up with. So own numbers beyond the position are remembered apart, until the position reaches them.
 */
final class Positions {
    private static final long UNKNOWN = -1;
    /** What an entry of a resume takes on the wire besides the name, generously. */
    private static final int ENTRY_BYTES = 48;

    private static final class Place {
        final ConversationRef in;
        /** The last message that was shown, or is this client's own with all before it shown. */
        long position = UNKNOWN;
        /** Where the session began, as long as nothing was shown. */
        long baseline = UNKNOWN;
        /** Own messages beyond the position: first to last number of each run. */
        final TreeMap<Long, Long> own = new TreeMap<>();

        Place(ConversationRef in) {
            this.in = in;
        }

        boolean has(long seq) {
            if (seq <= position) {
                return true;
            }
            Map.Entry<Long, Long> run = own.floorEntry(seq);
            return run != null && run.getValue() >= seq;
        }

        void addOwn(long seq) {
            if (has(seq)) {
                return;
            }
            long first = seq;
            long last = seq;
            Map.Entry<Long, Long> before = own.floorEntry(seq);
            if (before != null && before.getValue() == seq - 1) {
                first = before.getKey();
            }
            Long after = own.remove(seq + 1);
            if (after != null) {
                last = after;
            }
            own.put(first, last);
            if (position != UNKNOWN) {
                moveTo(position);
            }
        }

        /** Moves to {@code seq}, and on over the own messages that follow it. */
        void moveTo(long seq) {
            position = seq;
            while (!own.isEmpty() && own.firstKey() <= position + 1) {
                position = Math.max(position, own.pollFirstEntry().getValue());
            }
        }

        long resume() {
            if (position != UNKNOWN) {
                return position;
            }
            return baseline != UNKNOWN ? baseline : own.isEmpty() ? UNKNOWN : own.firstKey() - 1;
        }
    }

    /** It is known where the session began in each conversation that there was. */
    private boolean begun;
    /** The one that moved last is the last one. */
    private final LinkedHashMap<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    private static String key(ConversationRef in) {
        return in.kind() + " " + ConversationId.Group.fold(in.name());
    }

    /** Whether two spellings name one conversation. */
    static boolean isSame(ConversationRef one, ConversationRef other) {
        return key(one).equals(key(other));
    }

    private Place place(ConversationRef in) {
        return places.computeIfAbsent(key(in), key -> {
            Place place = new Place(in);
            if (begun && in.kind() == ConversationRef.Kind.PRIVATE) {
                // Of those that there were the login told: this one is new, and is told from its start.
                place.baseline = 0;
            }
            return place;
        });
    }

    /** Whether a message was shown, or is this client's own. */
    synchronized boolean has(ConversationRef in, long seq) {
        Place place = places.get(key(in));
        return place != null && place.has(seq);
    }

    /** A message is shown; all before it that are to be shown have been. */
    synchronized void shown(ConversationRef in, long seq) {
        place(in).moveTo(seq);
    }

    /** A message of this client has that number. */
    synchronized void own(ConversationRef in, long seq) {
        place(in).addOwn(seq);
    }

    /**
     * The session begins there: what follows is told. It hides nothing, because what was said in the moment
     * of the login may be told though its number is not beyond.
     */
    synchronized void begin(Map<ConversationRef, Long> session) {
        session.forEach((in, seq) -> {
            Place place = place(in);
            if (place.resume() == UNKNOWN) {
                place.baseline = seq;
            }
        });
        begun = true;
    }

    /** The session has ended: the next one is told what follows the position, which hides what is before it. */
    synchronized void sessionEnded() {
        for (Place place : places.values()) {
            if (place.position == UNKNOWN && place.baseline != UNKNOWN) {
                place.moveTo(place.baseline);
            }
        }
    }

    /** A conversation of that name may be another one from now on. */
    synchronized void forget(ConversationRef in) {
        places.remove(key(in));
    }

    synchronized void clear() {
        begun = false;
        places.clear();
    }

    /**
     * Where to resume: as many conversations as fit, those that moved last first.
     *
     * @param maxBytes what they may take on the wire
     */
    synchronized Map<ConversationRef, Long> resume(int maxBytes) {
        Map<ConversationRef, Long> all = new LinkedHashMap<>();
        Place[] ordered = places.values().toArray(Place[]::new);
        int bytes = 0;
        for (int i = ordered.length - 1; i >= 0; i--) {
            bytes += ENTRY_BYTES + ordered[i].in.name().length();
            if (bytes > maxBytes) {
                break;
            }
            long position = ordered[i].resume();
            if (position != UNKNOWN) {
                all.put(ordered[i].in, position);
            }
        }
        return all;
    }
}
