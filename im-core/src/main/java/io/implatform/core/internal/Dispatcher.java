package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
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
 *   <li>what needs nothing (PING, HELP, STATUS, refusals) is answered by the thread that is here;
 *   <li>what is stored in a conversation, or changes one, goes to its lane, once what it names is found;
 *   <li>what needs a password goes to the password pool;
 *   <li>what reads a store, or grows with the number of users, goes to the readers.
 * </ul>
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Engine engine;
    private final Rules rules;
    private final Targets targets;
    private final Accounts accounts;
    private final Histories histories;
    private final Overviews overviews;

    Dispatcher(
            Engine engine, Rules rules, Targets targets, Accounts accounts, Histories histories, Overviews overviews) {
        this.engine = engine;
        this.rules = rules;
        this.targets = targets;
        this.accounts = accounts;
        this.histories = histories;
        this.overviews = overviews;
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
        Optional<Refusal> notAdmitted =
                ask.verb == null ? Optional.empty() : rules.admit(ask.verb, session.user() != null);
        if (notAdmitted.isPresent()) {
            return answer(session, ask, refused(ask.verb, notAdmitted.get()));
        }
        return ask.command == null ? refuseMalformed(session, ask) : ask.command.match(new Stepping(session, ask));
    }

    private boolean refuseMalformed(SessionActor session, Ask ask) {
        Refusal refusal = Objects.requireNonNull(ask.refusal, "neither a command nor a refusal");
        return refusal.code().isFatal()
                ? end(session, ask, refused(ask.verb, refusal))
                : answer(session, ask, refused(ask.verb, refusal));
    }

    /** What is to be done about each command; the answer is {@link #step}'s. */
    private final class Stepping implements Command.Cases<Boolean> {
        private final SessionActor session;
        private final Ask ask;

        Stepping(SessionActor session, Ask ask) {
            this.session = session;
            this.ask = ask;
        }

        private UserId user() {
            return Objects.requireNonNull(session.user());
        }

        @Override
        public Boolean register(Command.Register command) {
            Optional<Refusal> refusal = rules.checkRegister(command);
            return refusal.isPresent()
                    ? answer(session, ask, refused(ask.verb, refusal.get()))
                    : hash(session, ask, () -> accounts.register(session, ask, command));
        }

        @Override
        public Boolean login(Command.Login command) {
            if (!(command.credentials() instanceof Command.PasswordCredentials given)) {
                return read(session, ask, () -> accounts.logIn(session, ask, command));
            }
            return tryPassword(given.name(), () -> accounts.logIn(session, ask, command));
        }

        @Override
        public Boolean changePassword(Command.ChangePassword command) {
            Optional<Refusal> refusal = rules.checkNewPassword(command.newPassword());
            return refusal.isPresent()
                    ? answer(session, ask, refused(ask.verb, refusal.get()))
                    : tryPassword(user().name(), () -> accounts.changePassword(session, ask, command));
        }

        @Override
        public Boolean unregister(Command.Unregister command) {
            return tryPassword(user().name(), () -> accounts.unregister(session, ask, command));
        }

        /** Has a password tried, unless too many were wrong of late. */
        private boolean tryPassword(String name, Runnable work) {
            Optional<Refusal> wait = accounts.mustWait(session, name);
            return wait.isPresent() ? answer(session, ask, refused(ask.verb, wait.get())) : hash(session, ask, work);
        }

        @Override
        public Boolean logout(Command.Logout command) {
            return read(session, ask, () -> accounts.logOut(session, ask, command));
        }

        @Override
        public Boolean online(Command.Online command) {
            return read(
                    session,
                    ask,
                    () -> session.reply(ask, new Reply.Online(engine.statuses().online())));
        }

        @Override
        public Boolean setStatus(Command.SetStatus command) {
            Optional<Refusal> refusal =
                    rules.checkStatus(command).or(() -> engine.moderation().muted(session, command));
            if (refusal.isPresent()) {
                return answer(session, ask, refused(ask.verb, refusal.get()));
            }
            session.status(command.status());
            engine.statuses().changed(user());
            return answer(
                    session,
                    ask,
                    Reply.Done.of(Verb.STATUS, "state", command.status().state().key()));
        }

        @Override
        public Boolean watch(Command.Watch command) {
            if (command.on() && session.isListed()) {
                engine.statuses().watch(session);
            } else {
                engine.statuses().unwatch(session);
            }
            return answer(session, ask, Reply.Done.of(command.verb()));
        }

        @Override
        public Boolean say(Command.Say command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean typing(Command.Typing command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean mark(Command.Mark command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean createGroup(Command.CreateGroup command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean changeGroup(Command.ChangeGroup command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean block(Command.Block command) {
            return toLane(session, ask);
        }

        @Override
        public Boolean history(Command.History command) {
            return read(session, ask, () -> histories.begin(session, ask, command));
        }

        @Override
        public Boolean unread(Command.Unread command) {
            return read(session, ask, () -> session.reply(ask, overviews.unread(user())));
        }

        @Override
        public Boolean positions(Command.Positions command) {
            return read(session, ask, () -> session.reply(ask, overviews.positions(session, command)));
        }

        @Override
        public Boolean groups(Command.Groups command) {
            return read(session, ask, () -> session.reply(ask, overviews.groups(user())));
        }

        @Override
        public Boolean members(Command.Members command) {
            return read(session, ask, () -> session.reply(ask, overviews.members(session, command)));
        }

        @Override
        public Boolean blocked(Command.Blocked command) {
            return read(session, ask, () -> session.reply(ask, overviews.blocked(user())));
        }

        @Override
        public Boolean moderate(Command.Moderate command) {
            return read(
                    session, ask, () -> session.reply(ask, engine.moderation().answer(session, command)));
        }

        @Override
        public Boolean announce(Command.Announce command) {
            return read(
                    session, ask, () -> session.reply(ask, engine.moderation().answer(session, command)));
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
            return end(session, ask, new Reply.Goodbye(Verb.QUIT));
        }
    }

    private boolean toLane(SessionActor session, Ask ask) {
        Targets.Found found = ask.target == null
                ? targets.of(session, Objects.requireNonNull(ask.command), false)
                : Targets.Found.of(ask.target);
        if (found.refusal() != null) {
            return answer(session, ask, refused(ask.verb, found.refusal()));
        }
        if (found.target() != null) {
            ask.target = found.target();
            engine.lane(found.target().conversation()).work(session);
            return false;
        }
        return engine.readers().offer(() -> lookUp(session, ask)) ? false : answer(session, ask, busy(ask));
    }

    /** Finds what the request at the session's head names; it stays there if that is found. */
    private void lookUp(SessionActor session, Ask ask) {
        try {
            Targets.Found found = targets.of(session, Objects.requireNonNull(ask.command), true);
            if (found.refusal() != null) {
                answer(session, ask, refused(ask.verb, found.refusal()));
            }
            ask.target = found.target();
        } catch (RuntimeException e) {
            answer(session, ask, failed(ask.verb, e));
        }
        run(session);
    }

    /** Whether a request is for a lane, and what it names is known, so that the lane can take it. */
    boolean isReady(SessionActor session, Ask ask) {
        if (ask.target == null && ask.command != null && isForLane(ask.command)) {
            ask.target = targets.of(session, ask.command, false).target();
        }
        return ask.target != null;
    }

    private static boolean isForLane(Command command) {
        return command instanceof Command.Say
                || command instanceof Command.Typing
                || command instanceof Command.Mark
                || command instanceof Command.CreateGroup
                || command instanceof Command.ChangeGroup
                || command instanceof Command.Block;
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
        return engine.passwords().offer(() -> finish(session, ask, work)) ? false : answer(session, ask, busy(ask));
    }

    private boolean read(SessionActor session, Ask ask, Runnable work) {
        return engine.readers().offer(() -> finish(session, ask, work)) ? false : answer(session, ask, busy(ask));
    }

    private void finish(SessionActor session, Ask ask, Runnable work) {
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

    private static boolean answer(SessionActor session, Ask ask, Reply reply) {
        session.takeAsk();
        session.reply(ask, reply);
        return true;
    }

    private static boolean end(SessionActor session, Ask ask, Reply last) {
        session.takeAsk();
        session.end(ask, last);
        return false;
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

    private static Reply busy(Ask ask) {
        return refused(ask.verb, Refusal.retry(RefusalCode.BUSY, 1, "the server is busy, try again"));
    }
}
