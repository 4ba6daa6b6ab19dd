package io.implatform.core.model;

/** Something a session is told without having asked. Immutable. */
public sealed interface Event {

    /** Calls the one function of {@code cases} that fits. */
    <R> R match(Cases<R> cases);

    /** A function a kind of event. */
    interface Cases<R> {
        R welcome(Welcome event);

        R posted(Posted event);

        R received(PrivateReceived event);

        R sent(PrivateSent event);

        R bye(Bye event);
    }

    /**
     * The first thing a session is told.
     *
     * @param server the server's name
     * @param version the server's version
     */
    record Welcome(String server, String version) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.welcome(this);
        }
    }

    /** A message in the lobby or in a group, as every session but the one that sent it is told of it. */
    record Posted(Message message) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.posted(this);
        }
    }

    /** A private message, as its addressee's sessions are told of it. */
    record PrivateReceived(Message message, UserId to) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.received(this);
        }
    }

    /** A private message, as its sender's other sessions are told of it. */
    record PrivateSent(Message message, UserId to) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sent(this);
        }
    }

    /** The last thing a session is told before the server closes it on its own account. */
    record Bye(Refusal reason) implements Event {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bye(this);
        }
    }

    /**
     * {@code message} as {@code viewer} is told of it.
     *
     * @param viewer who is told; one of the two in a private conversation
     */
    static Event of(Message message, UserId viewer) {
        return message.conversation().match(new ConversationId.Cases<>() {
            @Override
            public Event lobby(ConversationId.Lobby lobby) {
                return new Posted(message);
            }

            @Override
            public Event pair(ConversationId.Private pair) {
                UserId to = pair.other(message.from());
                return viewer.equals(message.from()) ? new PrivateSent(message, to) : new PrivateReceived(message, to);
            }

            @Override
            public Event group(ConversationId.Group group) {
                return new Posted(message);
            }
        });
    }
}
