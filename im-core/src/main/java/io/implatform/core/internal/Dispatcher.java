package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.ConversationRef;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.StoreException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the requests of a session in their order, and hands the session's turn to the thread that
 * a request needs:
 *
 * <ul>
 *   <li>what needs nothing (PING, HELP, QUIT, refusals) is answered by the thread that is here;
 *   <li>a post goes to the lane of its conversation;
 *   <li>REGISTER and LOGIN go to the password pool;
 *   <li>what reads a store, or grows with the number of users, goes to the readers.
 * </ul>
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Engine engine;
    private final Rules rules;
    private final Accounts accounts;
    private final Histories histories;

    Dispatcher(Engine engine, Rules rules, Accounts accounts, Histories histories) {
        this.engine = engine;
        this.rules = rules;
        this.accounts = accounts;
        this.histories = histories;
    }

    /** Works on the session's requests, as far as this thread may; the caller has the session's turn. */
    void run(SessionActor session) {
        while (true) {
            Ask ask = session.nextAsk();
            if (ask == null || !session.outbox().hasRoomOrPark() || !step(session, ask)) {
                return;
            }
        }
    }

    /** @return whether the request is dealt with; if not, the turn was handed on */
    private boolean step(SessionActor session, Ask ask) {
        HistoryReply unfinished = session.historyReply;
        if (unfinished != null) {
            engine.readers().always(() -> goOn(session, unfinished));
            return false;
        }
        UserId user = session.user();
        Optional<Refusal> notAdmitted = ask.verb == null ? Optional.empty() : rules.admit(ask.verb, user != null);
        if (notAdmitted.isPresent()) {
            return answer(session, ask, refused(ask.verb, notAdmitted.get()));
        }
        if (ask.command == null) {
            return refuseMalformed(session, ask);
        }
        return ask.command.match(new Command.Cases<Boolean>() {
            @Override
            public Boolean register(Command.Register command) {
                Optional<Refusal> refusal = rules.checkRegister(command);
                return refusal.isPresent()
                        ? answer(session, ask, refused(Verb.REGISTER, refusal.get()))
                        : hash(session, ask, () -> accounts.register(session, ask, command));
            }

            @Override
            public Boolean login(Command.Login command) {
                return hash(session, ask, () -> accounts.logIn(session, ask, command));
            }

            @Override
            public Boolean online(Command.Online command) {
                return read(
                        session,
                        ask,
                        () -> reply(
                                session, ask, new Reply.Online(engine.presence().users())));
            }

            @Override
            public Boolean post(Command.Post command) {
                return Dispatcher.this.post(session, ask, command);
            }

            @Override
            public Boolean history(Command.History command) {
                return read(session, ask, () -> histories.begin(session, ask, command));
            }

            @Override
            public Boolean help(Command.Help command) {
                return answer(session, ask, new Reply.Help(List.of(Verb.values())));
            }

            @Override
            public Boolean ping(Command.Ping command) {
                return answer(session, ask, new Reply.Pong());
            }

            @Override
            public Boolean quit(Command.Quit command) {
                session.takeAsk();
                session.end(ask, new Reply.Goodbye());
                return false;
            }
        });
    }

    private boolean refuseMalformed(SessionActor session, Ask ask) {
        Refusal refusal = ask.refusal;
        if (refusal == null) {
            throw new IllegalStateException("neither a command nor a refusal");
        }
        if (!refusal.code().isFatal()) {
            return answer(session, ask, refused(ask.verb, refusal));
        }
        session.takeAsk();
        session.end(ask, refused(ask.verb, refusal));
        return false;
    }

    private boolean post(SessionActor session, Ask ask, Command.Post post) {
        if (isReady(session, ask)) {
            engine.lane(Objects.requireNonNull(ask.conversation)).work(session);
            return false;
        }
        ConversationRef to = post.to();
        if (to.kind() == ConversationRef.Kind.GROUP) {
            return answer(session, ask, refused(ask.verb, Rules.noSuchGroup()));
        }
        Optional<UserId> name = UserId.parse(to.name());
        if (name.isEmpty()) {
            return answer(session, ask, refused(ask.verb, Rules.noSuchUser()));
        }
        return engine.readers().offer(() -> lookUp(session, ask, name.get()))
                ? false
                : answer(session, ask, refused(ask.verb, busy()));
    }

    /** Finds the addressee of the post at the session's head, which stays there if there is one. */
    private void lookUp(SessionActor session, Ask ask, UserId name) {
        try {
            if (engine.directory().find(name).isEmpty()) {
                answer(session, ask, refused(ask.verb, Rules.noSuchUser()));
            }
        } catch (RuntimeException e) {
            answer(session, ask, failed(ask.verb, e));
        }
        run(session);
    }

    /** Whether it is a post whose conversation is known, so that a lane can take it. */
    boolean isReady(SessionActor session, Ask ask) {
        if (ask.conversation == null && ask.command instanceof Command.Post post) {
            ask.conversation = peek(session, post.to());
        }
        return ask.conversation != null;
    }

    /** The conversation that {@code ref} names, from the session's side, if that needs no look into a store. */
    private @Nullable ConversationId peek(SessionActor session, ConversationRef ref) {
        UserId user = session.user();
        if (user == null || ref.kind() == ConversationRef.Kind.GROUP) {
            return null;
        }
        if (ref.kind() == ConversationRef.Kind.LOBBY) {
            return ConversationId.LOBBY;
        }
        UserId other = UserId.parse(ref.name()).map(engine.directory()::peek).orElse(null);
        return other == null ? null : ConversationId.between(user, other);
    }

    private void goOn(SessionActor session, HistoryReply reply) {
        try {
            session.historyReply = null;
            if (histories.goOn(session, reply)) {
                session.takeAsk();
            }
        } catch (RuntimeException e) {
            answer(session, reply.ask(), failed(Verb.HISTORY, e));
        }
        run(session);
    }

    private boolean hash(SessionActor session, Ask ask, Runnable work) {
        return engine.passwords().offer(() -> finishing(session, ask, work))
                ? false
                : answer(session, ask, refused(ask.verb, busy()));
    }

    private boolean read(SessionActor session, Ask ask, Runnable work) {
        return engine.readers().offer(() -> finishing(session, ask, work))
                ? false
                : answer(session, ask, refused(ask.verb, busy()));
    }

    private void finishing(SessionActor session, Ask ask, Runnable work) {
        try {
            work.run();
            if (session.historyReply == null) {
                session.takeAsk();
            }
        } catch (RuntimeException e) {
            answer(session, ask, failed(ask.verb, e));
        }
        run(session);
    }

    private boolean answer(SessionActor session, Ask ask, Reply reply) {
        session.takeAsk();
        session.reply(ask, reply);
        return true;
    }

    private static void reply(SessionActor session, Ask ask, Reply reply) {
        session.reply(ask, reply);
    }

    static Reply refused(@Nullable Verb verb, Refusal refusal) {
        return new Reply.Refused(Optional.ofNullable(verb), refusal);
    }

    /** Logs that the store failed. @return what the user is told */
    static Reply failed(@Nullable Verb verb, RuntimeException e) {
        if (e instanceof StoreException) {
            log.warn("{} failed: {}", verb, e.getMessage());
        } else {
            log.error("{} failed", verb, e);
        }
        return refused(verb, storeUnavailable());
    }

    static Refusal storeUnavailable() {
        return Refusal.retry(RefusalCode.STORE_UNAVAILABLE, 1, "the store failed; nothing was stored, try again");
    }

    private static Refusal busy() {
        return Refusal.retry(RefusalCode.BUSY, 1, "the server is busy, try again");
    }
}
