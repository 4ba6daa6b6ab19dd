package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about accounts: make them, check who logs in, delete them. All but {@link #mustWait} blocks. Threads:
 * the password pool and the readers; the host program's for its sessions, administrators' for deleting.
 */
final class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final Engine engine;
    private final UserStore users;
    private final ConversationStore conversations;
    private final PasswordHasher hasher;
    private final Authentication authentication;
    private final Targets targets;
    private final LoginThrottle throttle;
    private final Tokens tokens = new Tokens();

    Accounts(
            Engine engine,
            UserStore users,
            ConversationStore conversations,
            PasswordHasher hasher,
            Authentication authentication,
            Targets targets) {
        this.engine = engine;
        this.users = users;
        this.conversations = conversations;
        this.hasher = hasher;
        this.authentication = authentication;
        this.targets = targets;
        this.throttle = new LoginThrottle(engine.limits(), System::nanoTime);
    }

    void register(SessionActor session, Ask ask, Command.Register command) {
        UserId user = UserId.of(command.name());
        if (engine.directory().peek(user) != null || users.find(user).isPresent()) {
            session.reply(ask, nameTaken());
            return;
        }
        UserStore.Creation creation = users.create(new Account(user, hasher.hash(command.password())));
        switch (creation) {
            case CREATED -> {
                engine.notices().registered(user);
                session.reply(ask, new Reply.Registered(user));
            }
            case NAME_TAKEN -> session.reply(ask, nameTaken());
            case CLOSED ->
                session.reply(ask, refused(ask, RefusalCode.REGISTRATION_CLOSED, "this server takes no registrations"));
        }
    }

    private static Reply nameTaken() {
        return Dispatcher.refused(Verb.REGISTER, Refusal.of(RefusalCode.NAME_TAKEN, "that name is registered"));
    }

    /**
     * The account that the host program means, which is made if there is none: one that no password opens.
     *
     * @throws IllegalArgumentException if there is no such user and none can be made
     */
    UserId findOrMake(UserId user) {
        Optional<UserId> found = engine.directory().find(user);
        if (found.isPresent()) {
            return found.get();
        }
        switch (users.create(new Account(user, Account.NO_PASSWORD))) {
            case CREATED -> {
                engine.notices().registered(user);
                return user;
            }
            case NAME_TAKEN -> {
                return engine.directory().find(user).orElse(user);
            }
            default ->
                throw new IllegalArgumentException(
                        "there is no user " + user + ", and the user store makes no accounts");
        }
    }

    // Logging in

    /** Why no password may be tried for an account at the moment; empty if one may. */
    Optional<Refusal> mustWait(SessionActor session, String name) {
        return throttle.check(UserId.parse(name).orElse(null), session.peer());
    }

    /**
     * Whether the attempt that waited for its hash is still to be made; if not, it is answered. Many may have been
     * let in while none of them had failed yet.
     */
    private boolean isRefused(SessionActor session, Ask ask, String name) {
        Optional<Refusal> wait = mustWait(session, name);
        wait.ifPresent(refusal -> session.reply(ask, Dispatcher.refused(ask.verb, refusal)));
        return wait.isPresent();
    }

    void logIn(SessionActor session, Ask ask, Command.Login command) {
        if (command.credentials() instanceof Command.PasswordCredentials given
                && isRefused(session, ask, given.name())) {
            return;
        }
        long evictions = engine.moderation().evictions();
        Optional<Account> account = check(session, command.credentials());
        if (account.isEmpty()) {
            session.reply(ask, badCredentials(ask));
            return;
        }
        UserId user = account.get().user();
        // Told to those alone who have the password: to others a banned account is one like any other.
        Optional<Refusal> banned = banned(user);
        if (banned.isPresent()) {
            session.end(ask, Dispatcher.refused(ask.verb, banned.get()));
            return;
        }
        Optional<String> token = command.wantsToken() ? newToken(session, user) : sameToken(command.credentials());
        String epoch = conversations.epoch();
        Optional<Command.Resume> resume = command.resume();
        boolean reset = resume.isPresent() && !resume.get().epoch().equals(epoch);
        session.begin(user, true);
        if (!mayStay(session, ask, user, evictions)) {
            return;
        }
        List<Outbox.Missed> missed;
        try {
            missed = missed(session, reset ? Optional.empty() : resume);
        } catch (StoreException e) {
            session.takeBack();
            throw e;
        }
        Map<ConversationRef, Long> positions = new HashMap<>();
        for (Outbox.Missed one : missed) {
            positions.put(ConversationRef.of(one.conversation(), user), one.after());
        }
        session.joined(ask, new Reply.LoggedIn(user, epoch, token, reset, positions), missed);
    }

    private static Reply badCredentials(Ask ask) {
        return refused(ask, RefusalCode.BAD_CREDENTIALS, "wrong password or unknown user");
    }

    private Optional<Refusal> banned(UserId user) {
        return engine.moderation().inForce().banned(user, engine.now());
    }

    /**
     * Whether a session that counts from now on may: who was banned, disabled or deleted while it was about to
     * begin was sent away too early. If not, it is answered.
     */
    private boolean mayStay(SessionActor session, Ask ask, UserId user, long evictions) {
        Optional<Refusal> banned = banned(user);
        boolean isGone = engine.moderation().evictions() != evictions
                && users.find(user).filter(found -> !found.isDisabled()).isEmpty();
        if (banned.isPresent()) {
            session.takeBack();
            session.end(ask, Dispatcher.refused(ask.verb, banned.get()));
        } else if (isGone) {
            session.takeBack();
            session.reply(ask, badCredentials(ask));
        }
        return banned.isEmpty() && !isGone;
    }

    /** Gives a session in this process, which has just begun, what its user missed; ends it where that fails. */
    void join(SessionActor session) {
        try {
            session.joined(missed(session, Optional.empty()));
        } catch (StoreException e) {
            log.warn("session {} cannot begin: {}", session.peer(), e.getMessage());
            session.end(Dispatcher.storeUnavailable());
        }
    }

    /**
     * Where a session begins in each conversation of its user, and what it has to be given: what its user
     * was not given, or, where it resumes, what it has not got itself. A private conversation that a resuming
     * client does not name had not begun when it left off.
     */
    private List<Outbox.Missed> missed(SessionActor session, Optional<Command.Resume> resume) {
        Profile profile = session.profile();
        if (profile == null) {
            return List.of();
        }
        Map<ConversationId, Outbox.Missed> missed = new LinkedHashMap<>();
        for (Outbox.Missed one : profile.missed(profile.load(conversations, engine.heads()::begin))) {
            boolean isNew = resume.isPresent() && one.conversation() instanceof ConversationId.Private;
            long after = isNew ? 0 : one.after();
            missed.put(
                    one.conversation(),
                    new Outbox.Missed(one.conversation(), after, one.head(), false, resume.isPresent()));
        }
        long lobby = conversations.head(ConversationId.LOBBY);
        missed.put(ConversationId.LOBBY, new Outbox.Missed(ConversationId.LOBBY, lobby, lobby, false, true));
        if (resume.isPresent()) {
            resume.get().positions().forEach((ref, position) -> {
                Target target = targets.conversation(session, ref, true).target();
                Outbox.Missed known = target == null ? null : missed.get(target.conversation());
                if (known != null) {
                    long after = Math.min(Math.max(0, position), known.head());
                    missed.put(
                            known.conversation(),
                            new Outbox.Missed(known.conversation(), after, known.head(), true, true));
                }
            });
        }
        return List.copyOf(missed.values());
    }

    /** The one that a login was made with: to store another one each time would cost more than all the rest of it. */
    private static Optional<String> sameToken(Command.Credentials credentials) {
        return credentials instanceof Command.TokenCredentials given ? Optional.of(given.token()) : Optional.empty();
    }

    private Optional<String> newToken(SessionActor session, UserId user) {
        String token = tokens.next();
        String hash = Tokens.hash(token);
        Duration life = Duration.ofDays(engine.limits().get(Limit.TOKEN_DAYS));
        boolean kept = users.addToken(
                user, hash, engine.now().plus(life), engine.limits().getInt(Limit.TOKENS_PER_USER));
        if (!kept) {
            return Optional.empty();
        }
        session.tokenHash = hash;
        return Optional.of(token);
    }

    private Optional<Account> check(SessionActor session, Command.Credentials credentials) {
        if (credentials instanceof Command.PasswordCredentials given) {
            return check(session, given.name(), given.password());
        }
        if (credentials instanceof Command.HostTokenCredentials given) {
            return authentication.byOther(new Authenticator.Presented.Token(given.token()));
        }
        if (credentials instanceof Command.CertificateCredentials) {
            List<X509Certificate> chain = session.peer().certificates();
            return chain.isEmpty()
                    ? Optional.empty()
                    : authentication.byOther(new Authenticator.Presented.Certificate(chain));
        }
        String hash = Tokens.hash(((Command.TokenCredentials) credentials).token());
        Optional<Account> account = users.findByToken(hash, engine.now()).filter(found -> !found.isDisabled());
        account.ifPresent(found -> {
            session.tokenHash = hash;
            throttle.succeeded(found.user(), session.peer());
        });
        return account;
    }

    /** The account that the name and password open. What comes of it is noted for the next attempt. */
    private Optional<Account> check(SessionActor session, String name, String password) {
        Optional<Account> account = check(name, password);
        if (account.isPresent()) {
            throttle.succeeded(account.get().user(), session.peer());
        } else {
            throttle.failed(UserId.parse(name).orElse(null), session.peer());
        }
        return account;
    }

    /** The account that the name and password open; one hash is computed whatever is wrong with them. */
    private Optional<Account> check(String name, String password) {
        return authentication.byPassword(name, password);
    }

    // What a user does with their account

    void changePassword(SessionActor session, Ask ask, Command.ChangePassword command) {
        UserId user = Objects.requireNonNull(session.user());
        if (isRefused(session, ask, user.name())) {
            return;
        }
        Optional<Account> account = check(session, user.name(), command.oldPassword());
        if (account.isEmpty()) {
            session.reply(ask, refused(ask, RefusalCode.BAD_CREDENTIALS, "wrong password"));
            return;
        }
        String before = users.find(user).map(Account::passwordHash).orElse(Account.NO_PASSWORD);
        if (!users.replacePasswordHash(user, before, hasher.hash(command.newPassword()))) {
            session.reply(
                    ask, refused(ask, RefusalCode.REGISTRATION_CLOSED, "this server does not keep the passwords"));
            return;
        }
        users.removeTokens(user);
        session.reply(ask, Reply.Done.of(Verb.PASSWORD));
    }

    void logOut(SessionActor session, Ask ask, Command.Logout command) {
        UserId user = Objects.requireNonNull(session.user());
        if (command.everywhere()) {
            users.removeTokens(user);
            Refusal reason = Refusal.of(RefusalCode.LOGGED_OUT, "the user has logged out everywhere");
            endOthers(session, user, reason);
            engine.cluster().tellUser(user, Notice.sessionsEnd(user, reason));
        } else if (session.tokenHash != null) {
            users.removeToken(user, session.tokenHash);
        }
        session.end(ask, new Reply.Goodbye(Verb.LOGOUT));
    }

    private void endOthers(SessionActor session, UserId user, Refusal reason) {
        for (SessionActor other : engine.presence().of(user)) {
            if (other != session) {
                other.end(reason);
            }
        }
    }

    void unregister(SessionActor session, Ask ask, Command.Unregister command) {
        UserId user = Objects.requireNonNull(session.user());
        if (isRefused(session, ask, user.name())) {
            return;
        }
        if (check(session, user.name(), command.password()).isEmpty()) {
            session.reply(ask, refused(ask, RefusalCode.BAD_CREDENTIALS, "wrong password"));
            return;
        }
        if (!delete(user)) {
            session.reply(ask, refused(ask, RefusalCode.REGISTRATION_CLOSED, "this server does not keep the accounts"));
            return;
        }
        endOthers(session, user, Refusal.of(RefusalCode.ACCOUNT_DELETED, "the account was deleted"));
        engine.cluster().tellAll(Notice.of(Notice.Kind.ACCOUNT_GONE, user.name()));
        session.end(ask, new Reply.Goodbye(Verb.UNREGISTER));
    }

    /** Deletes an account. @return whether the user store does that; then its sessions are to be ended */
    boolean delete(UserId user) {
        leaveGroups(user);
        boolean deleted = users.retire(user);
        engine.directory().forget(user);
        return deleted;
    }

    /** Leaves each group as the user would, so that owners are succeeded and members are told. */
    private void leaveGroups(UserId user) {
        LocalSession leaving = engine.sessions().newLocal(user, event -> {});
        leaving.begin(false);
        for (Standing standing : conversations.standings(user)) {
            if (standing.conversation() instanceof ConversationId.Group group) {
                leaving.submit(new Command.ChangeGroup(Verb.LEAVE, group.name(), "", Optional.empty(), ""))
                        .join();
            }
        }
        leaving.close();
    }

    private static Reply refused(Ask ask, RefusalCode code, String words) {
        return Dispatcher.refused(ask.verb, Refusal.of(code, words));
    }
}
