package io.implatform.core.spi;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

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

        /** Whether its transport encrypts, and so needs {@link TlsFiles}. */
        default boolean isEncrypted() {
            return false;
        }

        /**
         * Makes the transport that the URI describes, where it encrypts.
         *
         * @throws IllegalArgumentException as {@link #transport(URI)} does, and where this one does not encrypt
         */
        default Transport transport(URI uri, TlsFiles files) {
            throw new IllegalArgumentException(scheme() + ": is not encrypted");
        }
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

        /**
         * The file in which the URI's store keeps its data; empty for one that has no such file. Beside it
         * stands the socket by which a running server is administered.
         *
         * @throws IllegalArgumentException if the URI has not the form that this store needs
         */
        default Optional<Path> file(URI uri) {
            return Optional.empty();
        }

        /**
         * Puts a backup in the place of the store that the URI describes, which no server may have open. What
         * was there is kept beside it.
         *
         * @return where what was there is now, for a person; empty if nothing was there
         * @throws IllegalArgumentException if the URI has not the form that this store needs
         * @throws IOException if it cannot be done; what was there is as it was
         * @throws UnsupportedOperationException if this store has tools of its own for that; the message
         *     names them
         */
        default Optional<String> restore(URI uri, Path backup) throws IOException {
            throw new UnsupportedOperationException("a " + scheme() + ": store is restored with its own tools");
        }
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
     * The stores that one URI stands for; often one object.
     *
     * @param moderation keeps mutes, bans and the audit log; empty for one that cannot
     * @param maintenance looks after the data as a whole; empty for a store that has no such tools
     * @param location where the data is, for a person
     */
    record Stores(
            UserStore users,
            ConversationStore conversations,
            Optional<ModerationStore> moderation,
            Optional<StoreMaintenance> maintenance,
            String location) {

        /** Stores of which one may be a {@link ModerationStore} and {@link StoreMaintenance}, too. */
        public Stores(UserStore users, ConversationStore conversations, String location) {
            this(
                    users,
                    conversations,
                    users instanceof ModerationStore moderation ? Optional.of(moderation) : Optional.empty(),
                    conversations instanceof StoreMaintenance tools ? Optional.of(tools) : Optional.empty(),
                    location);
        }
    }
}
