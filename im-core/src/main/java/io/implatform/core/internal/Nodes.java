package io.implatform.core.internal;

import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is present on the other nodes.
 *
 * <p>Each node tells the others how its users' presence changes. A change of a moment is one notice with the
 * version before and after it, and once a second the node says that it is there, and its version: who has missed
 * something sees it by that, and asks for all of that node's users. So a node that starts learns everyone.
 *
 * <p>Not users but nodes have a lease: one that is not heard for so long is taken for dead, and its users for
 * gone. A node that hears nobody, because the router is away, sees its own users alone.
 *
 * <p>Telling is the timer's; hearing any thread's.
 */
final class Nodes {
    private static final Logger log = LoggerFactory.getLogger(Nodes.class);
    /** Beats in a lease: a few may be lost. */
    private static final int BEATS = 5;
    /** Room for users in a notice, which has 65,536 bytes in all. */
    private static final int PART_BYTES = 60_000;

    private static final int FIELDS = 3;
    /** How many leases long a node that has left stays known, so that what comes late does not bring it back. */
    private static final int FAREWELL = 12;

    private final Cluster cluster;
    private final Consumer<UserId> changed;
    private final long leaseNanos;
    private final long entries;
    private final Map<UUID, Node> others = new ConcurrentHashMap<>();
    /** How the others know this node's users; only the timer's, and so is the version. */
    private final Map<UserId, Status> told = new HashMap<>();

    private final Map<UserId, Status> news = new HashMap<>();
    private long version;
    /** The version, for other threads. */
    private volatile long versionTold;

    private volatile boolean hasLeft;

    private long beatNanos = System.nanoTime();

    /** Another node. Guarded by its monitor, but the users may be read by anyone. */
    private static final class Node {
        final Map<UserId, Status> users = new ConcurrentHashMap<>();
        long version = -1;
        boolean left;
        long heardNanos = System.nanoTime();
        long askedNanos = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
        /** Parts of an answer that is not whole yet. */
        final Map<Integer, Map<UserId, Status>> parts = new HashMap<>();

        long partsVersion = -1;
    }

    /**
     * @param changed told of each user whose presence elsewhere has changed
     */
    Nodes(Cluster cluster, Timer timer, long leaseMillis, long entries, Consumer<UserId> changed) {
        this.cluster = cluster;
        this.changed = changed;
        this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
        this.entries = entries;
        cluster.onFrom(Notice.Kind.BEAT, this::beats);
        cluster.onFrom(Notice.Kind.PRESENCE, this::changes);
        cluster.onFrom(Notice.Kind.PRESENCE_ASKED, from -> timer.soon(() -> answer(from.node())));
        cluster.onFrom(Notice.Kind.PRESENCE_ALL, this::all);
        cluster.onFrom(Notice.Kind.LEAVES, this::leaves);
    }

    // What this node tells

    /** How long it is from one beat to the next. */
    static long beatMillis(long leaseMillis) {
        return Math.max(1, leaseMillis / BEATS);
    }

    /** How others see a user who may be here. */
    void here(UserId user, Status seen) {
        if (!cluster.hasRouter()) {
            return;
        }
        Status before = seen.state() == Status.State.OFFLINE ? told.remove(user) : told.put(user, seen);
        if (!seen.equals(before == null ? Status.OFFLINE : before)) {
            news.put(user, seen);
        }
    }

    /** Tells the others what has changed since it was called last. */
    void tell() {
        if (!news.isEmpty() && !hasLeft) {
            parts(news, part -> {
                List<String> fields = new ArrayList<>(part);
                fields.add(0, Long.toString(version));
                fields.add(1, Long.toString(++version));
                cluster.tellAll(new Notice(Notice.Kind.PRESENCE, fields));
            });
            news.clear();
            versionTold = version;
        }
    }

    /** Says that the node is there, and looks who is not. */
    void beat() {
        if (!hasLeft) {
            cluster.tellAll(Notice.of(Notice.Kind.BEAT, Long.toString(version)));
        }
        long now = System.nanoTime();
        // A node that was stopped itself has heard nobody meanwhile, and what was said waits for it now.
        long late = Math.max(0, now - beatNanos - 2 * leaseNanos / BEATS);
        beatNanos = now;
        others.forEach((id, node) -> {
            long silent;
            boolean left;
            synchronized (node) {
                node.heardNanos += late;
                silent = now - node.heardNanos;
                left = node.left;
            }
            if (silent > leaseNanos && !left) {
                log.info("node {} is not heard any more", id);
                forget(node, false);
                others.remove(id, node);
            } else if (silent > FAREWELL * leaseNanos) {
                others.remove(id, node);
            }
        });
    }

    /** Tells one node of all users here. */
    private void answer(UUID asker) {
        List<List<String>> parts = new ArrayList<>();
        parts(told, parts::add);
        if (parts.isEmpty()) {
            parts.add(List.of());
        }
        for (int i = 0; i < parts.size(); i++) {
            List<String> fields = new ArrayList<>(parts.get(i));
            fields.add(0, Long.toString(version));
            fields.add(1, Integer.toString(i));
            fields.add(2, Integer.toString(parts.size()));
            cluster.tellNode(asker, new Notice(Notice.Kind.PRESENCE_ALL, fields));
        }
    }

    /** None of the users here is there any more, for the others. */
    void leave() {
        hasLeft = true;
        cluster.tellAll(Notice.of(Notice.Kind.LEAVES));
    }

    private static void parts(Map<UserId, Status> users, Consumer<List<String>> part) {
        List<String> fields = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<UserId, Status> user : users.entrySet()) {
            String name = user.getKey().name();
            String state = user.getValue().state().key();
            String text = user.getValue().text();
            int more = Notice.bytes(name) + Notice.bytes(state) + Notice.bytes(text);
            if (bytes + more > PART_BYTES) {
                part.accept(fields);
                fields = new ArrayList<>();
                bytes = 0;
            }
            fields.addAll(List.of(name, state, text));
            bytes += more;
        }
        if (!fields.isEmpty()) {
            part.accept(fields);
        }
    }

    // What this node hears

    private void beats(Notice.From from) {
        long theirs = number(from, 0);
        boolean isNew = !others.containsKey(from.node());
        Node node = heard(from);
        synchronized (node) {
            if (!node.left && node.version < theirs) {
                ask(from.node(), node);
            }
        }
        if (isNew && !hasLeft) {
            // It may have started a moment ago: then it learns of this node by that.
            cluster.tellNode(from.node(), Notice.of(Notice.Kind.BEAT, Long.toString(versionTold)));
        }
    }

    private void changes(Notice.From from) {
        Node node = heard(from);
        long before = number(from, 0);
        long after = number(from, 1);
        synchronized (node) {
            if (node.left || after <= node.version) {
                return;
            }
            if (before != node.version) {
                ask(from.node(), node);
                return;
            }
            users(from, 2).forEach((user, status) -> put(node, user, status));
            node.version = after;
        }
    }

    private void all(Notice.From from) {
        Node node = heard(from);
        long theirs = number(from, 0);
        int part = (int) number(from, 1);
        int parts = (int) number(from, 2);
        synchronized (node) {
            if (node.left || theirs < node.version || theirs < node.partsVersion || part < 0 || parts < 1) {
                return;
            }
            if (theirs > node.partsVersion) {
                node.parts.clear();
                node.partsVersion = theirs;
            }
            node.parts.put(part, users(from, FIELDS));
            if (node.parts.size() < parts) {
                return;
            }
            Map<UserId, Status> now = new HashMap<>();
            node.parts.values().forEach(now::putAll);
            node.parts.clear();
            for (UserId user : List.copyOf(node.users.keySet())) {
                if (!now.containsKey(user)) {
                    put(node, user, Status.OFFLINE);
                }
            }
            now.forEach((user, status) -> put(node, user, status));
            node.version = theirs;
        }
    }

    private void leaves(Notice.From from) {
        Node node = heard(from);
        forget(node, true);
    }

    private void forget(Node node, boolean forGood) {
        List<UserId> gone;
        synchronized (node) {
            node.left = forGood;
            node.version = -1;
            gone = List.copyOf(node.users.keySet());
            node.users.clear();
        }
        gone.forEach(changed);
    }

    private Node heard(Notice.From from) {
        Node node = others.computeIfAbsent(from.node(), id -> new Node());
        synchronized (node) {
            node.heardNanos = System.nanoTime();
        }
        return node;
    }

    private void put(Node node, UserId user, Status status) {
        Status before = null;
        if (status.state() == Status.State.OFFLINE) {
            before = node.users.remove(user);
        } else if (node.users.containsKey(user) || count() < entries) {
            before = node.users.put(user, status);
        }
        if (!status.equals(before)) {
            changed.accept(user);
        }
    }

    private long count() {
        long count = 0;
        for (Node node : others.values()) {
            count += node.users.size();
        }
        return count;
    }

    /** Asks a node for all its users, at most once a beat: an answer may be under way. */
    private void ask(UUID id, Node node) {
        long now = System.nanoTime();
        if (now - node.askedNanos > leaseNanos / BEATS / 2) {
            node.askedNanos = now;
            cluster.tellNode(id, Notice.of(Notice.Kind.PRESENCE_ASKED));
        }
    }

    private static long number(Notice.From from, int field) {
        List<String> fields = from.notice().fields();
        try {
            return field < fields.size() ? Long.parseLong(fields.get(field)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Map<UserId, Status> users(Notice.From from, int first) {
        List<String> fields = from.notice().fields();
        Map<UserId, Status> users = new HashMap<>();
        for (int i = first; i + FIELDS <= fields.size(); i += FIELDS) {
            Status.State state = fields.get(i + 1).equals(Status.State.OFFLINE.key())
                    ? Status.State.OFFLINE
                    : Status.State.find(fields.get(i + 1)).orElse(Status.State.ONLINE);
            String text = fields.get(i + 2);
            UserId.parse(fields.get(i)).ifPresent(user -> users.put(user, new Status(state, text)));
        }
        return users;
    }

    // What others ask for

    /** The more present of a status and those that a user has on other nodes. */
    Status best(UserId user, Status here) {
        Status best = here;
        for (Node node : others.values()) {
            Status there = node.users.get(user);
            if (there != null && there.state().compareTo(best.state()) < 0) {
                best = there;
            }
        }
        return best;
    }

    /** Everyone who is present on another node; a user may come more than once. */
    void forEach(BiConsumer<UserId, Status> user) {
        others.values().forEach(node -> node.users.forEach(user));
    }
}
