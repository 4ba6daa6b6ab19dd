package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.MessageRouter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others: tells them what it did, and hears what they did. It hears what concerns all
 * nodes, the lobby, each user who is online here, and each group of theirs. Without a router it says
 * nothing and hears nothing. Threads: any, once it has started.
 */
final class Cluster implements Presence.Watcher {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final String ALL = "nodes";
    private static final String LOBBY = "lobby";

    private final UUID node = UUID.randomUUID();
    private final @Nullable MessageRouter router;
    private final boolean isShared;
    private final Map<Notice.Kind, Consumer<Notice.From>> handlers = new EnumMap<>(Notice.Kind.class);
    private final Map<String, MessageRouter.Subscription> subscriptions = new ConcurrentHashMap<>();

    /** @param isShared whether something may come into the store that no lane of this node has put there */
    Cluster(Optional<MessageRouter> router, boolean isShared) {
        this.router = router.orElse(null);
        this.isShared = isShared;
    }

    /** Whether something may be stored that this node does not know of: by other nodes, or by a commit that failed. */
    boolean isClustered() {
        return isShared || router != null;
    }

    /** Whether there are, or may be, other nodes that can be told something. */
    boolean hasRouter() {
        return router != null;
    }

    /**
     * Before the start: who hears notices of a kind. Called on the router's thread: it must be quick and not
     * touch a store.
     */
    void on(Notice.Kind kind, Consumer<Notice> handler) {
        onFrom(kind, from -> handler.accept(from.notice()));
    }

    /** The same, with the node that says it. */
    void onFrom(Notice.Kind kind, Consumer<Notice.From> handler) {
        handlers.put(kind, handler);
    }

    void start() {
        listen(ALL);
        listen("node." + node);
        listen(LOBBY);
    }

    private void listen(String topic) {
        MessageRouter to = router;
        if (to != null) {
            subscriptions.computeIfAbsent(topic, key -> to.subscribe(key, this::receive));
        }
    }

    private void ignore(String topic) {
        MessageRouter.Subscription subscription = subscriptions.remove(topic);
        if (subscription != null) {
            subscription.close();
        }
    }

    // What concerns this node

    @Override
    public void online(UserId user) {
        listen(topic(user));
    }

    @Override
    public void offline(UserId user) {
        ignore(topic(user));
    }

    /** A user who is here is a member of that group. */
    void hear(ConversationId.Group group) {
        listen(topic(group));
    }

    /** No user who is here is a member of that group any more. */
    void hearNoMore(ConversationId.Group group) {
        ignore(topic(group));
    }

    // Telling

    /** Tells every node. */
    void tellAll(Notice notice) {
        publish(ALL, notice);
    }

    /** Tells the nodes where that user has a session. */
    void tellUser(UserId user, Notice notice) {
        publish(topic(user), notice);
    }

    /** Tells one node. */
    void tellNode(UUID other, Notice notice) {
        publish("node." + other, notice);
    }

    /** Tells the nodes where somebody takes part in a conversation. */
    void tell(ConversationId in, Notice notice) {
        if (in instanceof ConversationId.Private pair) {
            publish(topic(pair.first()), notice);
            if (!pair.first().equals(pair.second())) {
                publish(topic(pair.second()), notice);
            }
        } else if (in instanceof ConversationId.Group group) {
            publish(topic(group), notice);
        } else {
            publish(LOBBY, notice);
        }
    }

    private void publish(String topic, Notice notice) {
        MessageRouter to = router;
        if (to == null) {
            return;
        }
        try {
            to.publish(topic, notice.encode(node));
        } catch (RuntimeException e) {
            // Nothing is lost: the others find it in the store.
            log.warn("cannot tell the other nodes: {}", e.getMessage());
        }
    }

    private void receive(String topic, byte[] payload) {
        Notice.decode(topic, payload).filter(from -> !from.node().equals(node)).ifPresent(from -> {
            Consumer<Notice.From> handler = handlers.get(from.notice().kind());
            if (handler != null) {
                handler.accept(from);
            }
        });
    }

    /** Whether a notice came because that user is here. */
    static boolean isFor(UserId user, Notice.From from) {
        return from.topic().equals(topic(user));
    }

    private static String topic(UserId user) {
        return "user." + user.key();
    }

    private static String topic(ConversationId.Group group) {
        return "group." + group.id();
    }

    void close() {
        if (router != null) {
            router.close();
        }
    }
}
