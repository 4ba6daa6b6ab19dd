package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user while they have a session on this node: the sessions, the groups by the names
 * they see, whom they have blocked, and how far they have come.
 *
 * <p>It is read from the store at the first login and kept up to date by the lanes. A change that
 * comes while it is being read makes the reading begin again. Threads: any; guarded by its monitor,
 * which is held for moments only.
 */
final class Profile {
    /** A group of the user. */
    record Membership(ConversationId.Group group, boolean invited) {}

    private final UserId user;
    private final Interests interests;
    private volatile List<SessionActor> sessions = List.of();
    private volatile Set<UserId> blocked = Set.of();
    private final Map<String, Membership> groups = new TreeMap<>();
    /** Made with the first position: most who are here have said nothing yet, and been told nothing. */
    private @Nullable Progress progress;

    /** Read without the monitor: whoever loads one profile asks about others. */
    private volatile boolean loaded;
    /** Connections that may still be given something, though they may not count as sessions any more. */
    private int connections;

    private int changes;
    private int storing;

    Profile(UserId user, Interests interests) {
        this.user = user;
        this.interests = interests;
    }

    UserId user() {
        return user;
    }

    // Sessions: changed by Presence alone.

    /** The sessions that count as being online. */
    List<SessionActor> sessions() {
        return sessions;
    }

    void sessions(List<SessionActor> now) {
        sessions = List.copyOf(now);
    }

    /** A connection will be given what is said to the user. */
    synchronized void hold() {
        connections++;
    }

    /** The connection has ended. */
    synchronized void release() {
        connections--;
    }

    /** Whether nobody needs it: there is no connection, and nothing in it that is not stored. */
    synchronized boolean isDone() {
        return connections == 0 && sessions.isEmpty() && storing == 0 && (progress == null || progress.isStored());
    }

    /** The most present status of the sessions; {@link Status#OFFLINE} without one. */
    Status status() {
        Status best = Status.OFFLINE;
        for (SessionActor session : sessions) {
            if (session.status().state().compareTo(best.state()) < 0) {
                best = session.status();
            }
        }
        return best;
    }

    // What is read from the store

    /**
     * Reads where the user stands, and takes over what was not known yet; blocks.
     *
     * @param heads told of each conversation before this profile counts as loaded
     * @return their conversations, with the newest message of each
     */
    List<Standing> load(ConversationStore store, Consumer<Standing> heads) {
        while (true) {
            int before;
            synchronized (this) {
                before = changes;
            }
            List<Standing> standings = store.standings(user);
            Set<UserId> blocks = store.blockedBy(user);
            synchronized (this) {
                if (loaded || before == changes) {
                    if (!loaded) {
                        blocked = Set.copyOf(blocks);
                        standings.forEach(this::take);
                    }
                    standings.forEach(heads);
                    loaded = true;
                    return standings;
                }
            }
        }
    }

    /** Whether everything was read from the store that was there at the login. */
    boolean isLoaded() {
        return loaded;
    }

    private void take(Standing standing) {
        if (standing.conversation() instanceof ConversationId.Group group) {
            put(new Membership(group, standing.invited()));
        }
        progress()
                .learn(
                        standing.conversation(),
                        standing.position().delivered(),
                        standing.position().read());
    }

    // Groups

    /** An invitation never takes the name of a group that the user is a member of already. */
    private void put(Membership membership) {
        String name = ConversationId.Group.fold(membership.group().name());
        Membership before = groups.get(name);
        if (!membership.invited()
                || before == null
                || before.invited()
                || before.group().equals(membership.group())) {
            groups.put(name, membership);
            if (!membership.invited()) {
                interests.add(membership.group(), user);
            }
        }
    }

    /** The group that the user means by a name: their own of that name; {@code null} if they have none. */
    synchronized @Nullable Membership group(String name) {
        return groups.get(ConversationId.Group.fold(name));
    }

    /** The user's groups and invitations, in order of their names. */
    synchronized List<Membership> groups() {
        return List.copyOf(groups.values());
    }

    /** Whether the user is known to be a member of a group; or, if {@code invited} will do, invited to it. */
    synchronized boolean has(ConversationId.Group group, boolean invited) {
        Membership membership = groups.get(ConversationId.Group.fold(group.name()));
        return membership != null && membership.group().equals(group) && (invited || !membership.invited());
    }

    /** Nobody needs it any more. */
    synchronized void drop() {
        groups.values().forEach(membership -> interests.remove(membership.group(), user));
    }

    synchronized int memberships() {
        return (int) groups.values().stream().filter(group -> !group.invited()).count();
    }

    /** The user is a member now, or invited. */
    synchronized void joined(ConversationId.Group group, boolean invited, long head) {
        changes++;
        put(new Membership(group, invited));
        if (!invited) {
            // What was said before is history, not missed.
            move(group, head, head);
        }
    }

    /** The user is neither any more. */
    synchronized void left(ConversationId.Group group) {
        changes++;
        Membership membership = groups.get(ConversationId.Group.fold(group.name()));
        if (membership != null && membership.group().equals(group)) {
            groups.remove(ConversationId.Group.fold(group.name()));
        }
        if (progress != null) {
            progress.forget(group);
        }
        interests.remove(group, user);
    }

    // Blocked users

    boolean hasBlocked(UserId other) {
        return blocked.contains(other);
    }

    boolean blocksSomeone() {
        return !blocked.isEmpty();
    }

    Set<UserId> blocked() {
        return blocked;
    }

    synchronized void block(UserId other, boolean on) {
        changes++;
        Set<UserId> now = new HashSet<>(blocked);
        if (on) {
            now.add(other);
        } else {
            now.remove(other);
        }
        blocked = Set.copyOf(now);
    }

    // Positions

    private Progress progress() {
        Progress known = progress;
        if (known == null) {
            known = new Progress();
            progress = known;
        }
        return known;
    }

    /** The user has said a message. @return whether the position is the first one that waits to be stored */
    synchronized boolean said(ConversationId conversation, long seq) {
        return progress().said(conversation, seq);
    }

    /** The user was given what they said elsewhere. @return whether it is the first one that waits to be stored */
    synchronized boolean givenOwn(ConversationId conversation, long seq) {
        return progress().givenOwn(conversation, seq);
    }

    /** Moves a position forward. @return whether it is the first one that waits to be stored */
    synchronized boolean move(ConversationId conversation, long delivered, long read) {
        return progress().move(conversation, delivered, read);
    }

    /** The user has come that far on another node, which has stored it. */
    synchronized void learn(ConversationId conversation, long seq) {
        progress().learn(conversation, seq, seq);
    }

    synchronized Position position(ConversationId conversation) {
        return progress == null ? Position.START : progress.position(conversation);
    }

    /** Of which private conversations the user was given more since this was last asked for, and how far. */
    synchronized List<Progress.Receipt> takeReceipts() {
        return progress == null ? List.of() : progress.takeUntold();
    }

    /** How many positions have moved and are to be stored. */
    synchronized int unstored() {
        return progress == null ? 0 : progress.unstored();
    }

    /** What has moved since it was last asked for, and is to be stored; at most so many. */
    synchronized List<Write.MovePosition> takeMoved(int max) {
        if (progress == null) {
            return List.of();
        }
        List<Write.MovePosition> taken = progress.takeUnstored(user, max);
        storing += taken.size();
        return taken;
    }

    /** One of those that were taken is stored. @return whether nobody needs the profile now */
    synchronized boolean stored() {
        storing--;
        return isDone();
    }

    /** One of those that were taken is to be taken again. */
    synchronized void notStored(ConversationId conversation) {
        storing--;
        progress().storeAgain(conversation);
    }

    /** What a session that begins now has to be given of the user's conversations. */
    synchronized List<Outbox.Missed> missed(List<Standing> standings) {
        List<Outbox.Missed> missed = new ArrayList<>();
        for (Standing standing : standings) {
            if (!standing.invited() && !(standing.conversation() instanceof ConversationId.Lobby)) {
                long delivered = position(standing.conversation()).delivered();
                missed.add(new Outbox.Missed(standing.conversation(), delivered, standing.head(), false, false));
            }
        }
        return missed;
    }
}
