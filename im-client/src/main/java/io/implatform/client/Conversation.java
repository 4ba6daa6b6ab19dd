package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.ServerEvent;
import io.implatform.protocol.client.ServerLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is said on one connection, from the greeting to its end: on the reader, but for what says otherwise. */
final class Conversation {
    // References of the client's own requests. Those of calls are numbers.
    private static final String GREETING = "hello";
    private static final String LOGIN = "login";
    private static final String PING = "ping";
    private static final String STATUS = "status";
    private static final String WATCH = "watch";

    private static final long TICK_MILLIS = 1_000;
    private static final long LOGIN_RETRY_MILLIS = 500;

    private final Link link;
    private final Options options;
    private final Calls calls;
    private final Wire wire;
    private final WireWriter out;
    private final Inbox inbox;

    /** Guarded by this monitor, and so is the next one. */
    private boolean greeted;

    private boolean loginSent;
    private boolean begun;
    private long heardNanos = System.nanoTime();
    private boolean pinged;
    private long loginAgainNanos;
    private boolean logsInAgain;

    Conversation(Link link, Wire wire) {
        this.link = link;
        this.options = link.options;
        this.calls = link.calls;
        this.wire = wire;
        this.out = new WireWriter(wire, "im-client-writer");
        this.inbox = new Inbox(link.positions, calls, options.events(), this::show);
    }

    /**
     * Makes sure that this is a server that can be talked to.
     *
     * @return its name and version
     */
    String greet() throws IOException {
        ServerLine line = first();
        if (line instanceof ServerLine.Told told && told.event() instanceof ServerEvent.Bye bye) {
            throw link.goodbye(bye);
        }
        if (line instanceof ServerLine.Foreign foreign) {
            throw ForeignServerException.notOurs(foreign.excerpt());
        }
        if (!(line instanceof ServerLine.Welcome welcome)) {
            throw ForeignServerException.notOurs(String.valueOf(line));
        }
        calls.send(out, GREETING, Link.line(GREETING, new Command.Ping()));
        ServerLine answer = first();
        if (answer instanceof ServerLine.Told told && told.event() instanceof ServerEvent.Bye bye) {
            throw link.goodbye(bye);
        }
        if (!(answer instanceof ServerLine.Ok ok) || !ok.ref().equals(Optional.of(GREETING))) {
            throw ForeignServerException.tooOld(welcome.server(), welcome.version());
        }
        calls.answered(ok.ref());
        return welcome.server() + "/" + welcome.version();
    }

    private ServerLine first() throws IOException {
        byte[] line = wire.receive(Math.max(1, options.connectTimeout().toMillis()));
        if (line == null) {
            throw new IOException("the server said nothing for " + options.connectTimeout());
        }
        heardNanos = System.nanoTime();
        return ClientCodec.decode(line, 0, line.length);
    }

    /** The server is one: requests may be sent, after the login where one is wanted. */
    void begin() {
        begun = true;
        synchronized (this) {
            if (!link.login.isWanted()) {
                calls.open(out);
                greeted = true;
                return;
            }
            greeted = true;
        }
        logInIfGreeted();
    }

    boolean hasBegun() {
        return begun;
    }

    /** Sends the login, where it is time for it and it is not sent yet. Threads: any. */
    synchronized void logInIfGreeted() {
        if (greeted && !loginSent) {
            loginSent = true;
            calls.send(out, LOGIN, Link.line(LOGIN, link.login.request(link.resumePositions())));
        }
    }

    private synchronized void logInAgain() {
        logsInAgain = false;
        loginSent = false;
        logInIfGreeted();
    }

    /** Reads until the connection is lost, which it always says by an exception. */
    void goOn() throws IOException, InterruptedException {
        while (true) {
            byte[] line = wire.receive(tick());
            if (line != null) {
                heardNanos = System.nanoTime();
                pinged = false;
                handle(ClientCodec.decode(line, 0, line.length));
            }
        }
    }

    /** Does what is due. @return in how many milliseconds to come again */
    private long tick() throws IOException {
        long now = System.nanoTime();
        if (logsInAgain && loginAgainNanos - now <= 0) {
            logInAgain();
        }
        Duration silent = Duration.ofNanos(now - heardNanos);
        if (silent.compareTo(options.silence().plus(options.answerTimeout())) > 0) {
            throw new IOException("the server gave no sign of life for " + silent.toSeconds() + " s");
        }
        if (silent.compareTo(options.silence()) > 0 && !pinged) {
            pinged = true;
            ping();
        }
        long most = Math.min(TICK_MILLIS, Math.max(1, options.silence().toMillis() / 4));
        return calls.sendDue(logsInAgain ? Math.min(most, 50) : most);
    }

    private void ping() {
        calls.send(out, PING, Link.line(PING, new Command.Ping()));
    }

    // What the server says

    private void handle(ServerLine line) throws IOException, InterruptedException {
        if (line instanceof ServerLine.Told told) {
            event(told.event());
        } else if (line instanceof ServerLine.HistoryLine history) {
            calls.line(history.ref().orElse(""), history.said());
        } else if (line instanceof ServerLine.Ok ok) {
            done(calls.answered(ok.ref()), ok);
        } else if (line instanceof ServerLine.Refused refused) {
            refused(calls.answered(refused.ref()), refused);
        } else if (line instanceof ServerLine.Unknown unknown && unknown.ref().isPresent()) {
            ended(calls.failed(
                    calls.answered(unknown.ref()),
                    new RequestRefusedException(
                            "UNKNOWN_REPLY", "the server's reply cannot be understood", false, Optional.empty())));
        } else if (line instanceof ServerLine.Foreign foreign) {
            throw ForeignServerException.notOurs(foreign.excerpt());
        }
    }

    private void event(ServerEvent event) throws IOException, InterruptedException {
        if (event instanceof ServerEvent.Ping) {
            ping();
        } else if (event instanceof ServerEvent.Bye bye) {
            throw link.goodbye(bye);
        } else {
            UserId self = link.login.user();
            if (self != null) {
                inbox.take(event, self);
            }
        }
    }

    private void done(String ref, ServerLine.Ok ok) throws IOException, InterruptedException {
        switch (ref) {
            case LOGIN -> {
                if (ok.result() instanceof Result.LoggedIn result) {
                    loggedIn(result);
                }
            }
            case GREETING, PING, STATUS, WATCH -> {}
            default -> {
                if (ok.result() instanceof Result.Stored stored) {
                    inbox.stored(stored.in(), stored.seq());
                }
                Call call = calls.done(ref, ok.result());
                if (call != null) {
                    after(call.command);
                }
                ended(call);
            }
        }
    }

    private void after(Command done) {
        if (done instanceof Command.Logout || done instanceof Command.Unregister) {
            // Now, before the server closes the connection: or it would be taken for a loss.
            link.close(ConnectionState.Closed.OWN, "logged out");
        } else if (done instanceof Command.CreateGroup create) {
            // A group of that name is another one from here on.
            link.positions.forget(ConversationRef.group(create.name()));
        } else if (done instanceof Command.ChangeGroup change && change.verb() == Verb.LEAVE) {
            link.positions.forget(ConversationRef.group(change.group()));
        }
    }

    private void loggedIn(Result.LoggedIn result) {
        boolean again = link.login.accepted(result);
        if (result.reset()) {
            link.positions.clear();
        }
        link.positions.begin(result.positions());
        link.loggedIn(result.user(), again, result.reset());
        calls.open(out);
        Command.SetStatus status = link.status();
        if (status != null) {
            calls.send(out, STATUS, Link.line(STATUS, status));
        }
        if (link.watches()) {
            calls.send(out, WATCH, Link.line(WATCH, new Command.Watch(true)));
        }
        CompletableFuture<UserId> future = link.login.future();
        link.answer(() -> future.complete(result.user()));
    }

    private void refused(String ref, ServerLine.Refused why) throws IOException, InterruptedException {
        switch (ref) {
            case LOGIN -> loginRefused(why);
            case GREETING, PING, STATUS, WATCH -> {}
            default -> ended(calls.refused(ref, why));
        }
    }

    private void loginRefused(ServerLine.Refused why) throws IOException {
        RequestRefusedException reason =
                new RequestRefusedException(why.code(), why.words(), why.temporary(), why.retryAfter());
        // Before the login is forgotten: the next one has another future.
        CompletableFuture<UserId> future = link.login.future();
        switch (link.login.refused(why)) {
            case NOW -> logInAgain();
            case LATER -> {
                long millis = why.retryAfter().map(Duration::toMillis).orElse(LOGIN_RETRY_MILLIS);
                loginAgainNanos = System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(millis + link.random.nextLong(millis / 2 + 1));
                logsInAgain = true;
            }
            case FAILED -> {
                synchronized (this) {
                    loginSent = false;
                }
                calls.open(out);
                link.answer(() -> future.completeExceptionally(reason));
                if (link.login.isWanted()) {
                    logInIfGreeted(); // the next attempt has begun meanwhile
                }
            }
            case OVER -> {
                link.close(why.code(), why.words());
                throw new IOException("the login was refused: " + why.code());
            }
        }
    }

    private void ended(@Nullable Call call) throws IOException, InterruptedException {
        UserId self = link.login.user();
        if (call != null && call.kind == Call.Kind.SAY && self != null) {
            inbox.resolved(self);
        }
    }

    /** Gives an event to the listeners; while they are slow nothing is read, and the server is told that one lives. */
    private void show(ServerEvent event) throws IOException, InterruptedException {
        long since = System.nanoTime();
        while (!link.offer(event)) {
            if (link.isClosed()) {
                throw new IOException("closed");
            }
            if (System.nanoTime() - since > options.silence().toNanos()) {
                ping();
                since = System.nanoTime();
            }
            heardNanos = System.nanoTime();
        }
    }

    /** Threads: any. */
    void close() {
        out.close();
    }
}
