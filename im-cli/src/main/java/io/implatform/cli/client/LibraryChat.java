package io.implatform.cli.client;

import io.implatform.client.ChatClient;
import io.implatform.client.ConnectionState;
import io.implatform.client.History;
import io.implatform.client.RequestRefusedException;
import io.implatform.client.ServerSockets;
import io.implatform.core.logic.Reply;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A {@link Chat} over the client library: its names for ours, and nothing else. */
final class LibraryChat implements Chat {
    private final ChatClient client;
    private volatile boolean closing;

    private LibraryChat(ChatClient client, Consumer<ChatEvent> events) {
        this.client = client;
        client.onEvent(event -> event.match(new Translated(events)));
        client.onState(state -> state(state).filter(event -> !closing).ifPresent(events));
    }

    /**
     * Connects.
     *
     * @throws UncheckedIOException if there is no server, or none of ours
     */
    static Chat connect(URI server, ServerSockets sockets, Consumer<ChatEvent> events) {
        return connect(List.of(server), sockets, events);
    }

    /** The same with the nodes of one service, which are tried in turn, also after a loss. */
    static Chat connect(List<URI> nodes, ServerSockets sockets, Consumer<ChatEvent> events) {
        URI[] more = nodes.subList(1, nodes.size()).toArray(URI[]::new);
        try {
            return new LibraryChat(
                    ChatClient.builder(nodes.get(0), more).sockets(sockets).connect(), events);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Optional<ChatEvent> state(ConnectionState state) {
        if (state instanceof ConnectionState.Online) {
            return Optional.of(new ChatEvent.Link(ChatEvent.Link.State.UP, ""));
        }
        if (state instanceof ConnectionState.Reconnecting lost) {
            return Optional.of(new ChatEvent.Link(ChatEvent.Link.State.LOST, lost.cause()));
        }
        if (state instanceof ConnectionState.Closed closed) {
            return Optional.of(new ChatEvent.Link(ChatEvent.Link.State.ENDED, closed.reason()));
        }
        return Optional.empty();
    }

    private static <T> CompletableFuture<T> told(CompletableFuture<T> answer) {
        return answer.exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof RequestRefusedException refused) {
                throw new Refused(refused.code(), refused.words());
            }
            throw cause instanceof RuntimeException already ? already : new CompletionException(cause);
        });
    }

    private static ChatMessage message(ConversationRef in, Said said) {
        return new ChatMessage(
                in,
                said.seq(),
                said.time(),
                said.from().name(),
                said.text(),
                said.replyTo(),
                said.state() == Message.State.EDITED,
                said.state() == Message.State.DELETED);
    }

    @Override
    public CompletableFuture<Void> register(String user, String password) {
        return told(client.register(user, password));
    }

    @Override
    public CompletableFuture<String> login(String user, String password) {
        try {
            return told(client.login(user, password).thenApply(UserId::name));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("this session has its user; start another for another one", e));
        }
    }

    @Override
    public CompletableFuture<Sent> say(What what, ConversationRef in, long seq, String text) {
        return told(switch (what) {
                    case POST -> client.send(in, text);
                    case REPLY -> client.reply(in, seq, text);
                    case EDIT -> client.edit(in, seq, text);
                    case DELETE -> client.delete(in, seq);
                })
                .thenApply(sent -> new Sent(sent.seq(), sent.time()));
    }

    @Override
    public void typing(ConversationRef in) {
        // Nobody waits for it, and nobody misses it.
        CompletableFuture<Void> unused = client.typing(in);
    }

    @Override
    public CompletableFuture<Page> history(ConversationRef of, long before, int limit) {
        PageRequest page = before == 0 ? PageRequest.newest() : PageRequest.before(before);
        return told(client.historyPage(of, page, limit)).thenApply(found -> page(of, found));
    }

    private static Page page(ConversationRef of, History.Page page) {
        return new Page(page.messages().stream().map(said -> message(of, said)).toList(), page.more());
    }

    @Override
    public CompletableFuture<?> read(ConversationRef in, long seq) {
        return told(client.markRead(in, seq));
    }

    @Override
    public CompletableFuture<List<Unread>> unread() {
        return told(client.unread())
                .thenApply(counts -> counts.stream()
                        .map(count -> new Unread(count.in(), count.unread()))
                        .toList());
    }

    @Override
    public CompletableFuture<List<Present>> online() {
        return told(client.online())
                .thenApply(users -> users.stream()
                        .map(present -> new Present(present.user().name(), present.status()))
                        .toList());
    }

    @Override
    public CompletableFuture<?> status(Status status) {
        return told(client.setStatus(status));
    }

    @Override
    public CompletableFuture<?> watch() {
        return told(client.watch(true));
    }

    @Override
    public CompletableFuture<?> create(String group, boolean isPrivate) {
        return told(client.createGroup(group, isPrivate));
    }

    @Override
    public CompletableFuture<?> join(String group) {
        return told(client.join(group));
    }

    @Override
    public CompletableFuture<?> leave(String group) {
        return told(client.leave(group));
    }

    @Override
    public CompletableFuture<?> invite(String group, String user) {
        return told(client.invite(group, user));
    }

    @Override
    public CompletableFuture<?> kick(String group, String user) {
        return told(client.kick(group, user));
    }

    @Override
    public CompletableFuture<?> role(String group, String user, Role role) {
        return told(client.giveRole(group, user, role));
    }

    @Override
    public CompletableFuture<?> topic(String group, String topic) {
        return told(client.setTopic(group, topic));
    }

    @Override
    public CompletableFuture<List<Standing>> groups() {
        return told(client.groups())
                .thenApply(groups -> groups.stream().map(LibraryChat::standing).toList());
    }

    private static Standing standing(Reply.Standing group) {
        return new Standing(group.group(), group.isPrivate(), group.role(), group.topic());
    }

    @Override
    public CompletableFuture<List<Member>> members(String group) {
        return told(client.members(group))
                .thenApply(members -> members.entrySet().stream()
                        .map(member -> new Member(member.getKey().name(), member.getValue()))
                        .toList());
    }

    @Override
    public CompletableFuture<?> block(String user, boolean on) {
        return told(client.block(user, on));
    }

    @Override
    public CompletableFuture<List<String>> blocked() {
        return told(client.blocked())
                .thenApply(users -> users.stream().map(UserId::name).toList());
    }

    @Override
    public CompletableFuture<?> changePassword(String oldPassword, String newPassword) {
        return told(client.changePassword(oldPassword, newPassword));
    }

    @Override
    public CompletableFuture<?> unregister(String password) {
        return told(client.unregister(password));
    }

    @Override
    public CompletableFuture<?> logout(boolean everywhere) {
        return told(client.logout(everywhere));
    }

    @Override
    public void close() {
        closing = true;
        client.close();
    }

    /** The library's events as ours. */
    private final class Translated implements ServerEvent.Cases<Boolean> {
        private final Consumer<ChatEvent> events;

        private Translated(Consumer<ChatEvent> events) {
            this.events = events;
        }

        private Boolean tell(ChatEvent event) {
            events.accept(event);
            return true;
        }

        @Override
        public Boolean posted(ServerEvent.Posted event) {
            return tell(new ChatEvent.Said(message(event.in(), event.said())));
        }

        @Override
        public Boolean saidPrivately(ServerEvent.SaidPrivately event) {
            UserId self = client.user().orElse(event.to());
            return tell(new ChatEvent.Said(message(event.in(self), event.said())));
        }

        @Override
        public Boolean edited(ServerEvent.Edited event) {
            return tell(new ChatEvent.Edited(
                    event.in(),
                    event.target(),
                    event.seq(),
                    event.time(),
                    event.from().name(),
                    event.text()));
        }

        @Override
        public Boolean deleted(ServerEvent.Deleted event) {
            return tell(new ChatEvent.Deleted(
                    event.in(),
                    event.target(),
                    event.seq(),
                    event.time(),
                    event.from().name()));
        }

        @Override
        public Boolean read(ServerEvent.Read event) {
            return tell(new ChatEvent.ReadBy(event.in(), event.user().name(), event.seq()));
        }

        /** Who reads a terminal is told of what was read, not of what was merely sent. */
        @Override
        public Boolean delivered(ServerEvent.Delivered event) {
            return false;
        }

        @Override
        public Boolean statusChanged(ServerEvent.StatusChanged event) {
            return tell(new ChatEvent.Presence(event.user().name(), event.status()));
        }

        @Override
        public Boolean typing(ServerEvent.Typing event) {
            return tell(new ChatEvent.Typing(event.in(), event.user().name()));
        }

        @Override
        public Boolean invited(ServerEvent.Invited event) {
            return tell(new ChatEvent.Invited(event.group(), event.by().name()));
        }

        @Override
        public Boolean joined(ServerEvent.Joined event) {
            return tell(new ChatEvent.Joined(event.group(), event.user().name()));
        }

        @Override
        public Boolean left(ServerEvent.Left event) {
            return tell(new ChatEvent.Left(
                    event.group(), event.user().name(), event.by().map(UserId::name)));
        }

        @Override
        public Boolean topicSet(ServerEvent.TopicSet event) {
            return tell(new ChatEvent.Topic(event.group(), event.user().name(), event.topic()));
        }

        @Override
        public Boolean roleGiven(ServerEvent.RoleGiven event) {
            return tell(new ChatEvent.RoleGiven(event.group(), event.user().name(), event.role()));
        }

        @Override
        public Boolean announced(ServerEvent.Announced event) {
            return tell(new ChatEvent.Announced(event.text(), event.time()));
        }

        @Override
        public Boolean bye(ServerEvent.Bye event) {
            // The state of the connection says it.
            return true;
        }

        @Override
        public Boolean ping(ServerEvent.Ping event) {
            return true;
        }
    }
}
