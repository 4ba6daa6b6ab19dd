package io.implatform.client;

import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who listen to a client. Told by one thread at a time; come and go on any. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final List<Consumer<ServerEvent>> events = new CopyOnWriteArrayList<>();
    private final List<Consumer<ConnectionState>> states = new CopyOnWriteArrayList<>();

    Subscription onEvent(Consumer<ServerEvent> listener) {
        return add(events, listener);
    }

    Subscription onState(Consumer<ConnectionState> listener) {
        return add(states, listener);
    }

    private static <T> Subscription add(List<Consumer<T>> all, Consumer<T> listener) {
        // An object of its own each time, so that a listener may have two places and give one of them up.
        Consumer<T> own = new Consumer<>() {
            @Override
            public void accept(T what) {
                listener.accept(what);
            }
        };
        all.add(own);
        return () -> all.remove(own);
    }

    void event(ServerEvent event) {
        tell(events, event);
    }

    void state(ConnectionState state) {
        tell(states, state);
    }

    private static <T> void tell(List<Consumer<T>> all, T what) {
        for (Consumer<T> listener : all) {
            try {
                listener.accept(what);
            } catch (RuntimeException e) {
                log.warn("a listener failed", e);
            }
        }
    }

    /** A listener to events that is given the messages among them. */
    static Consumer<ServerEvent> messages(Supplier<@Nullable UserId> self, BiConsumer<ConversationRef, Said> listener) {
        return event -> {
            if (event instanceof ServerEvent.Posted posted) {
                listener.accept(posted.in(), posted.said());
            } else if (event instanceof ServerEvent.SaidPrivately said) {
                UserId user = self.get();
                listener.accept(said.in(user == null ? said.to() : user), said.said());
            }
        };
    }
}
