package io.implatform.core.internal;

import io.implatform.core.logic.Command;
import io.implatform.core.logic.Reply;
import io.implatform.core.logic.Rules;
import io.implatform.core.logic.Verb;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.PasswordHasher;
import io.implatform.core.spi.UserStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the password pool does: make accounts, and check who logs in. */
final class Accounts {
    private final Engine engine;
    private final UserStore users;
    private final PasswordHasher hasher;
    private final Rules rules;
    /** Checked where there is no account, so that an unknown user takes as long as a wrong password. */
    private volatile @Nullable String dummyHash;

    Accounts(Engine engine, UserStore users, PasswordHasher hasher, Rules rules) {
        this.engine = engine;
        this.users = users;
        this.hasher = hasher;
        this.rules = rules;
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
                engine.directory().remember(user);
                engine.notices().registered(user);
                session.reply(ask, new Reply.Registered(user));
            }
            case NAME_TAKEN -> session.reply(ask, nameTaken());
            case CLOSED ->
                session.reply(
                        ask,
                        Dispatcher.refused(
                                Verb.REGISTER,
                                Refusal.of(RefusalCode.REGISTRATION_CLOSED, "this server takes no registrations")));
        }
    }

    private static Reply nameTaken() {
        return Dispatcher.refused(Verb.REGISTER, Refusal.of(RefusalCode.NAME_TAKEN, "that name is registered"));
    }

    void logIn(SessionActor session, Ask ask, Command.Login command) {
        Optional<Account> account = check(command);
        if (account.isPresent()) {
            UserId user = account.get().user();
            engine.directory().remember(user);
            session.logIn(user, ask, new Reply.LoggedIn(user));
        } else {
            session.reply(
                    ask,
                    Dispatcher.refused(
                            Verb.LOGIN, Refusal.of(RefusalCode.BAD_CREDENTIALS, "wrong password or unknown user")));
        }
    }

    /** The account that the name and password open; one hash is computed whatever is wrong with them. */
    private Optional<Account> check(Command.Login command) {
        if (!rules.isPossiblePassword(command.password())) {
            return Optional.empty(); // no account has it, whoever is named: nothing can be told from the time
        }
        Optional<Account> account = UserId.parse(command.name())
                .flatMap(users::find)
                .filter(found -> !found.passwordHash().equals(Account.NO_PASSWORD));
        String hash = account.isPresent() ? account.get().passwordHash() : dummyHash();
        if (!hasher.matches(command.password(), hash) || account.isEmpty()) {
            return Optional.empty();
        }
        if (hasher.isOutdated(hash)) {
            users.replacePasswordHash(account.get().user(), hash, hasher.hash(command.password()));
        }
        return account;
    }

    private String dummyHash() {
        String hash = dummyHash;
        if (hash == null) {
            hash = hasher.hash("no account has this password");
            dummyHash = hash;
        }
        return hash;
    }
}
