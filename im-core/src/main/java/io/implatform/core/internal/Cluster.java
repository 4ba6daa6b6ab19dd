package io.implatform.core.internal;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.MessageRouter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among the others: tells them what it has stored, and hears what they have. It is
 * interested in the lobby and in each user who is online here.
 */
final class Cluster implements Presence.Watcher {
    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final String LOBBY = "lobby";
    private static final String GROUPS = "groups";

    private final UUID node = UUID.randomUUID();
    private final MessageRouter router;
    private final Consumer<Notice> receiver;
    private final Map<UserId, MessageRouter.Subscription> users = new ConcurrentHashMap<>();

    Cluster(MessageRouter router, Consumer<Notice> receiver) {
        this.router = router;
        this.receiver = receiver;
    }

    void start() {
        router.subscribe(LOBBY, this::receive);
        router.subscribe(GROUPS, this::receive);
    }

    @Override
    public void online(UserId user) {
        users.computeIfAbsent(user, key -> router.subscribe(topic(key), this::receive));
    }

    @Override
    public void offline(UserId user) {
        MessageRouter.Subscription subscription = users.remove(user);
        if (subscription != null) {
            subscription.close();
        }
    }

    void publish(Notice notice) {
        byte[] payload = notice.encode(node);
        try {
            if (notice.conversation() instanceof ConversationId.Group) {
                router.publish(GROUPS, payload);
            } else if (notice.conversation() instanceof ConversationId.Private) {
                ConversationId.Private pair = (ConversationId.Private) notice.conversation();
                router.publish(topic(pair.first()), payload);
                router.publish(topic(pair.second()), payload);
            } else {
                router.publish(LOBBY, payload);
            }
        } catch (RuntimeException e) {
            // Nothing is lost: the next notice of the conversation brings the others up to date.
            log.warn("cannot tell the other nodes: {}", e.getMessage());
        }
    }

    private void receive(String topic, byte[] payload) {
        Notice.decode(payload, node).ifPresent(receiver);
    }

    private static String topic(UserId user) {
        return "user." + user.key();
    }

    void close() {
        router.close();
    }
}
