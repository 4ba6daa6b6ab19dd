package io.implatform.core.spi;

import java.io.IOException;
import java.net.URI;

/**
 * Makes a part from a URI, for programs that are told on their command line what to use. Found with
 * {@link java.util.ServiceLoader}; an embedder gives the builder the part itself and needs none.
 */
public interface Provider {

    /** The schemes that it takes, such as {@code tcp}, in lower case. */
    String scheme();

    /** Makes a {@link Transport}. */
    interface OfTransport extends Provider {
        /**
         * Makes the transport that the URI describes.
         *
         * @throws IllegalArgumentException if the URI has not the form that this transport needs; the
         *     message says what it should be
         */
        Transport transport(URI uri);
    }

    /** Opens a store for users and conversations. */
    interface OfStore extends Provider {
        /**
         * Makes the stores that the URI describes.
         *
         * @throws IllegalArgumentException if the URI has not the form that this store needs
         * @throws IOException if it cannot be opened; the message says what it met and what to do
         */
        Stores store(URI uri) throws IOException;
    }

    /** Connects to a router. */
    interface OfRouter extends Provider {
        /**
         * Makes a router connected to what the URI describes.
         *
         * @throws IllegalArgumentException if the URI has not the form that this router needs
         * @throws IOException if it cannot be reached
         */
        MessageRouter router(URI uri) throws IOException;
    }

    /**
     * The two stores that one URI stands for; often one object.
     *
     * @param location where the data is, for a person
     */
    record Stores(UserStore users, ConversationStore conversations, String location) {}
}
