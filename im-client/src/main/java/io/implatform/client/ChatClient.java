package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Role;
import io.implatform.core.model.Status;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.Said;
import io.implatform.protocol.client.ServerEvent;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A user's connection to a chat server, which comes back by itself when it is lost.
 *
 * <pre>{@code
 * try (ChatClient client = ChatClient.connect(URI.create("tcp://127.0.0.1:5050"))) {
 *     client.onMessage((in, said) -> System.out.println(in + " " + said.from() + ": " + said.text()));
 *     client.login("alice", "correct horse").join();
 *     Sent sent = client.sendPrivate("bob", "hi").join(); // durable from here on
 * }
 * }</pre>
 *
 * <p><b>What is promised.</b> A message whose future completes is stored once. Listeners are told the
 * messages of a conversation in the order of their numbers, each once, whatever happens to the connection
 * or the server in between; not those that this client sent, whose futures tell them. After a loss the
 * client connects again (with a random, growing delay), logs in again, is given what it missed, and sends
 * again what was not acknowledged, under the same id. Messages that are sent while there is no connection
 * wait for the next one. Each conversation is followed in this way from the first login on, a group that is
 * joined later from the first message on that this client is told or sends itself; before that, messages
 * are for the first of the user's devices that comes.
 *
 * <p><b>Order.</b> Messages are stored in the order in which they were sent, as long as the server does not
 * refuse one for now ({@code BUSY}, {@code STORE_UNAVAILABLE}): that one is sent again after the delay that
 * the server asked for, and what was under way behind it may come first.
 *
 * <p><b>Bounds.</b> At most {@link ChatClientBuilder#unanswered} requests are kept: past it a future fails at once with
 * {@link TooManyRequestsException}. At most {@link ChatClientBuilder#events} events wait for the listeners: past it the
 * client reads no more, and the server keeps what follows.
 *
 * <p><b>Errors.</b> A future fails with {@link RequestRefusedException} (the server said no), {@link
 * ClientClosedException}, {@link TooManyRequestsException}, or, for what cannot safely be asked for twice,
 * {@link ConnectionLostException}. Where the server refuses for good to have the user back, the client is
 * closed, and {@link ConnectionState.Closed} says why.
 *
 * <p><b>Threads.</b> Every method may be called by any thread, and none waits for the network but {@link
 * #connect(URI)}, {@link #close} and iterating a {@link History}. Listeners are called one at a time, in
 * order, on the builder's executor; futures are completed there too. A listener must not wait for a future
 * of this client: ask for what follows with {@code thenAccept}. The client has two threads of its own, and
 * up to two for the listeners where no executor is given; all are daemons and end with {@link #close}.
 */
public final class ChatClient implements AutoCloseable {
    private final Link link;
    private final Listeners listeners = new Listeners();
    private final @Nullable CallbackThreads ownThreads;
    private final String idPrefix;
    private final AtomicLong counter = new AtomicLong();
    private volatile String server = "";

    ChatClient(Options options, @Nullable Executor executor) {
        CallbackThreads own = executor == null ? new CallbackThreads() : null;
        Executor callbacks = executor == null ? Objects.requireNonNull(own) : executor;
        this.ownThreads = own;
        SecureRandom secure = new SecureRandom();
        this.idPrefix = Long.toUnsignedString(secure.nextLong(), Character.MAX_RADIX)
                + Long.toUnsignedString(secure.nextLong(), Character.MAX_RADIX);
        this.link = new Link(
                options,
                new EventQueue(callbacks, options.events()),
                new EventQueue(callbacks, Integer.MAX_VALUE),
                new SplittableRandom(secure.nextLong()),
                listeners);
    }

    /**
     * Connects with the defaults.
     *
     * @param address {@code tcp://host:port}; 5050 where it has no port
     * @throws ForeignServerException if what answers there is no server that this client can talk to
     * @throws IOException if nothing answers there
     */
    public static ChatClient connect(URI address) throws IOException {
        return builder(address).connect();
    }

    /**
     * A client that is to be set up.
     *
     * @param more further addresses of the same service, which are tried in turn
     */
    public static ChatClientBuilder builder(URI address, URI... more) {
        return new ChatClientBuilder(address, more);
    }

    ChatClient start() throws IOException {
        try {
            server = link.start().join();
            return this;
        } catch (CompletionException e) {
            close();
            if (e.getCause() instanceof IOException why) {
                throw why;
            }
            throw e;
        }
    }

    // Accounts

    /** Makes an account; it is not logged in by that. */
    public CompletableFuture<Void> register(String user, String password) {
        return ask(new Command.Register(user, password));
    }

    /**
     * Logs in. Messages that came while the user was away are told to the listeners, maybe before the
     * future completes. {@code BUSY} is waited out; a wrong password fails the future with {@code
     * BAD_CREDENTIALS}, and another attempt may follow.
     *
     * @return the user, spelled as registered
     * @throws IllegalStateException if a login is under way or done
     */
    public CompletableFuture<UserId> login(String user, String password) {
        return began(link.login.withPassword(user, password));
    }

    /**
     * Logs in with the {@link #token} of an earlier client.
     *
     * @throws IllegalStateException if a login is under way or done
     */
    public CompletableFuture<UserId> loginWithToken(String token) {
        return began(link.login.withToken(token));
    }

    private CompletableFuture<UserId> began(@Nullable CompletableFuture<UserId> login) {
        if (login == null) {
            throw new IllegalStateException("a client has one user for its life");
        }
        if (link.isClosed()) {
            login.completeExceptionally(new ClientClosedException("it was closed before"));
        }
        link.logIn();
        return login.copy();
    }

    /** Changes the user's password. */
    public CompletableFuture<Void> changePassword(String old, String now) {
        return call(new Command.ChangePassword(old, now)).thenAccept(done -> link.login.passwordChanged(now));
    }

    /** Deletes the user's account, and closes the client. */
    public CompletableFuture<Void> unregister(String password) {
        return ask(new Command.Unregister(password)).thenRun(() -> closeFor("the account was deleted"));
    }

    /**
     * Ends the login and its token, and closes the client.
     *
     * @param everywhere whether to end all sessions and tokens of the user
     */
    public CompletableFuture<Void> logout(boolean everywhere) {
        return ask(new Command.Logout(everywhere)).thenRun(() -> closeFor("logged out"));
    }

    private void closeFor(String reason) {
        link.close(ConnectionState.Closed.OWN, reason);
    }

    /** Who is logged in, or was when the connection was lost. */
    public Optional<UserId> user() {
        return Optional.ofNullable(link.login.user());
    }

    /** With what another client of this user can log in without the password. A secret. */
    public Optional<String> token() {
        return link.login.token();
    }

    // Messages

    /** Sends a text to a conversation. Its future completes when it is durable. */
    public CompletableFuture<Sent> send(ConversationRef to, String text) {
        return say(Command.Say.What.POST, to, 0, text);
    }

    /** Sends a text to everyone. */
    public CompletableFuture<Sent> broadcast(String text) {
        return send(ConversationRef.lobby(), text);
    }

    /** Sends a text to one user. */
    public CompletableFuture<Sent> sendPrivate(String user, String text) {
        return send(ConversationRef.with(user), text);
    }

    /** Sends a text to the members of a group. */
    public CompletableFuture<Sent> sendGroup(String group, String text) {
        return send(ConversationRef.group(group), text);
    }

    /** Answers the message {@code seq}. */
    public CompletableFuture<Sent> reply(ConversationRef in, long seq, String text) {
        return say(Command.Say.What.REPLY, in, seq, text);
    }

    /** Gives an own message another text. */
    public CompletableFuture<Sent> edit(ConversationRef in, long seq, String text) {
        return say(Command.Say.What.EDIT, in, seq, text);
    }

    /** Deletes an own message, or, as a moderator, one of a group. */
    public CompletableFuture<Sent> delete(ConversationRef in, long seq) {
        return say(Command.Say.What.DELETE, in, seq, "");
    }

    private CompletableFuture<Sent> say(Command.Say.What what, ConversationRef in, long seq, String text) {
        String id = idPrefix + "-" + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
        return result(new Command.Say(what, in, seq, text, id), Result.Stored.class)
                .thenApply(stored -> new Sent(stored.in(), stored.seq(), stored.time(), stored.duplicate()));
    }

    /** The stored messages of a conversation, the newest first. */
    public History history(ConversationRef of) {
        return History.newestFirst(this, of);
    }

    /** One page of the stored messages of a conversation. */
    public CompletableFuture<History.Page> historyPage(ConversationRef of, PageRequest page, int limit) {
        return call(new Command.History(of, page, OptionalLong.of(limit)))
                .thenApply(answer -> new History.Page(
                        answer.lines(),
                        Result.HistoryEnd.class.cast(answer.result()).more()));
    }

    /** Says how far the user has read, on all of their devices. It only moves forward. */
    public CompletableFuture<Void> markRead(ConversationRef in, long seq) {
        return ask(new Command.Mark(in, seq, true));
    }

    /** The conversations with something unread. */
    public CompletableFuture<List<Reply.Count>> unread() {
        return result(new Command.Unread(), Result.Unread.class).thenApply(Result.Unread::conversations);
    }

    /** How far the others have come in a private conversation or a group, in order of their names. */
    public CompletableFuture<List<Reply.Mark>> positions(ConversationRef in) {
        return result(new Command.Positions(in), Result.Positions.class).thenApply(Result.Positions::marks);
    }

    /** Shows the others that the user is writing; it is not made up for where there is no connection. */
    public CompletableFuture<Void> typing(ConversationRef in) {
        return link.state() instanceof ConnectionState.Online
                ? ask(new Command.Typing(in))
                : CompletableFuture.completedFuture((Void) null);
    }

    // Presence

    /** Says how present the user is on this device; said again after a reconnect. */
    public CompletableFuture<Void> setStatus(Status status) {
        Command.SetStatus command = new Command.SetStatus(status);
        return call(command).thenAccept(done -> link.remember(command));
    }

    /** Tells the listeners from here on, or no more, when somebody comes, goes or changes their status. */
    public CompletableFuture<Void> watch(boolean on) {
        return call(new Command.Watch(on)).thenAccept(done -> link.remember(on));
    }

    /** Who is online, in order of their names. */
    public CompletableFuture<List<Reply.Present>> online() {
        return result(new Command.Online(), Result.Online.class).thenApply(Result.Online::users);
    }

    /** Hears no more of a user, or again. */
    public CompletableFuture<Void> block(String user, boolean on) {
        return ask(new Command.Block(user, on));
    }

    /** Whom the user has blocked. */
    public CompletableFuture<List<UserId>> blocked() {
        return result(new Command.Blocked(), Result.Blocked.class).thenApply(Result.Blocked::users);
    }

    // Groups

    /** Founds a group, of which the user is the owner. */
    public CompletableFuture<Void> createGroup(String group, boolean isPrivate) {
        return ask(new Command.CreateGroup(group, isPrivate));
    }

    public CompletableFuture<Void> join(String group) {
        return change(Verb.JOIN, group, "", Optional.empty(), "");
    }

    public CompletableFuture<Void> leave(String group) {
        return change(Verb.LEAVE, group, "", Optional.empty(), "");
    }

    public CompletableFuture<Void> invite(String group, String user) {
        return change(Verb.INVITE, group, user, Optional.empty(), "");
    }

    public CompletableFuture<Void> kick(String group, String user) {
        return change(Verb.KICK, group, user, Optional.empty(), "");
    }

    public CompletableFuture<Void> giveRole(String group, String user, Role role) {
        return change(Verb.ROLE, group, user, Optional.of(role), "");
    }

    /** Says what a group is about; an empty topic is none. */
    public CompletableFuture<Void> setTopic(String group, String topic) {
        return change(Verb.TOPIC, group, "", Optional.empty(), topic);
    }

    private CompletableFuture<Void> change(Verb verb, String group, String user, Optional<Role> role, String topic) {
        return ask(new Command.ChangeGroup(verb, group, user, role, topic));
    }

    /** The user's groups and invitations. */
    public CompletableFuture<List<Reply.Standing>> groups() {
        return result(new Command.Groups(), Result.Groups.class).thenApply(Result.Groups::groups);
    }

    /** The members of a group, the longest standing first. */
    public CompletableFuture<Map<UserId, Role>> members(String group) {
        return result(new Command.Members(group), Result.Members.class).thenApply(Result.Members::members);
    }

    // Listening

    /** Calls {@code listener} with every event from here on: the messages, and all else that others do. */
    public Subscription onEvent(Consumer<ServerEvent> listener) {
        return listeners.onEvent(listener);
    }

    /** Calls {@code listener} with every message from here on, and the conversation that it was said in. */
    public Subscription onMessage(BiConsumer<ConversationRef, Said> listener) {
        return listeners.onEvent(Listeners.messages(link.login::user, listener));
    }

    /** Calls {@code listener} with every change of the connection from here on. */
    public Subscription onState(Consumer<ConnectionState> listener) {
        return listeners.onState(listener);
    }

    /** How the client is connected now. */
    public ConnectionState state() {
        return link.state();
    }

    /** The name and version of the server that answered first. */
    public String server() {
        return server;
    }

    /**
     * How far this client has come, for a later one that is to go on from there ({@link ChatClientBuilder#resume});
     * empty before the first login. What waits for the listeners counts as shown: ask after {@link #close}.
     */
    public Optional<Command.Resume> position() {
        return link.login.epoch().map(epoch -> new Command.Resume(epoch, link.positions.resume(Integer.MAX_VALUE)));
    }

    /** Asks for anything else; the future fails like those of the other methods. */
    public CompletableFuture<Result> request(Command command) {
        if (command instanceof Command.Login || command instanceof Command.Quit) {
            throw new IllegalArgumentException(command.verb() + " is asked for by a method of its own");
        }
        return call(command).thenApply(Call.Answer::result);
    }

    private CompletableFuture<Call.Answer> call(Command command) {
        Call call = new Call(Long.toString(counter.incrementAndGet(), Character.MAX_RADIX), command);
        link.make(call);
        return call.future;
    }

    private <R extends Result> CompletableFuture<R> result(Command command, Class<R> type) {
        return call(command).thenApply((Function<Call.Answer, R>) answer -> type.cast(answer.result()));
    }

    private CompletableFuture<Void> ask(Command command) {
        return call(command).thenAccept(done -> {});
    }

    /**
     * Ends the connection and the client's threads, at once: what is unanswered fails with {@link
     * ClientClosedException}, so join the futures that matter before. What waits for the listeners is
     * told them first. May be called twice.
     */
    @Override
    public void close() {
        link.close(ConnectionState.Closed.OWN, "closed by this program");
        try {
            link.join();
            if (ownThreads != null) {
                ownThreads.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
