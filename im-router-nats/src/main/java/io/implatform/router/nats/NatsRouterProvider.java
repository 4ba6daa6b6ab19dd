package io.implatform.router.nats;

import io.implatform.core.spi.MessageRouter;
import io.implatform.core.spi.Provider;
import java.io.IOException;
import java.net.URI;

/** Makes a {@link NatsRouter} for {@code nats://host:4222}; {@link NatsSettings} says what else the URI may hold. */
public final class NatsRouterProvider implements Provider.OfRouter {
    /** For {@link java.util.ServiceLoader}. */
    public NatsRouterProvider() {}

    @Override
    public String scheme() {
        return "nats";
    }

    @Override
    public MessageRouter router(URI uri) throws IOException {
        return NatsRouter.connect(NatsSettings.of(uri.toString()));
    }

    /** The same for {@code tls://host:4222}. */
    public static final class Tls implements Provider.OfRouter {
        /** For {@link java.util.ServiceLoader}. */
        public Tls() {}

        @Override
        public String scheme() {
            return "tls";
        }

        @Override
        public MessageRouter router(URI uri) throws IOException {
            return NatsRouter.connect(NatsSettings.of(uri.toString()));
        }
    }
}
