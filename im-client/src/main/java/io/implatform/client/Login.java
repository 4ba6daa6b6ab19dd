package io.implatform.client;

import io.implatform.core.logic.Command;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.RefusalCode;
import io.implatform.core.model.UserId;
import io.implatform.protocol.client.Result;
import io.implatform.protocol.client.ServerLine;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who is to be logged in, with what, and how that went. Threads: any. Secrets reach no {@code toString}. */
final class Login {
    /** What to do about a refused login. */
    enum Next {
        /** Try again later. */
        LATER,
        /** Try again at once: with the password instead of the token. */
        NOW,
        /** It has failed, and the client is as it was before. */
        FAILED,
        /** It was logged in before and cannot be any more. */
        OVER
    }

    private final boolean keepsPassword;
    private @Nullable String name;
    private @Nullable String password;
    private @Nullable String token;
    private @Nullable UserId user;
    private @Nullable String epoch;
    private CompletableFuture<UserId> future = new CompletableFuture<>();

    Login(boolean keepsPassword, Optional<Command.Resume> resume) {
        this.keepsPassword = keepsPassword;
        this.epoch = resume.map(Command.Resume::epoch).orElse(null);
    }

    /** Logs in with a password. @return {@code null} where a login is under way or done */
    synchronized @Nullable CompletableFuture<UserId> withPassword(String name, String password) {
        if (isWanted()) {
            return null;
        }
        this.name = name;
        this.password = password;
        future = new CompletableFuture<>();
        return future;
    }

    /** Logs in with a token. @return {@code null} where a login is under way or done */
    synchronized @Nullable CompletableFuture<UserId> withToken(String token) {
        if (isWanted()) {
            return null;
        }
        this.token = token;
        future = new CompletableFuture<>();
        return future;
    }

    synchronized boolean isWanted() {
        return token != null || password != null;
    }

    /** The request, with where the client left off. */
    synchronized Command.Login request(Map<ConversationRef, Long> positions) {
        String secret = token;
        Command.Credentials credentials = secret != null
                ? new Command.TokenCredentials(secret)
                : new Command.PasswordCredentials(name == null ? "" : name, password == null ? "" : password);
        // A token is for more than one login: asking for another one each time would use up the user's.
        return new Command.Login(
                credentials,
                Optional.ofNullable(epoch).map(known -> new Command.Resume(known, positions)),
                secret == null);
    }

    /** It is done. @return whether the user was logged in before */
    synchronized boolean accepted(Result.LoggedIn result) {
        boolean again = user != null;
        user = result.user();
        epoch = result.epoch();
        token = result.token().orElse(token);
        if (!keepsPassword && token != null) {
            password = null;
        }
        return again;
    }

    /** It was refused. */
    synchronized Next refused(ServerLine.Refused why) {
        if (why.code().equals(RefusalCode.BAD_CREDENTIALS.name()) && token != null && password != null) {
            token = null;
            return Next.NOW;
        }
        boolean again = user != null;
        // A person who mistyped wants to hear that they are to wait.
        boolean wantsToKnow = !again && why.code().equals(RefusalCode.RATE_LIMITED.name());
        if (why.temporary() && !wantsToKnow) {
            return Next.LATER;
        }
        token = null;
        password = null;
        return again ? Next.OVER : Next.FAILED;
    }

    /** The password has been changed, which ends the tokens. */
    synchronized void passwordChanged(String now) {
        if (user != null) {
            name = user.name();
            password = now;
            token = null;
        }
    }

    synchronized @Nullable UserId user() {
        return user;
    }

    synchronized Optional<String> token() {
        return Optional.ofNullable(token);
    }

    synchronized Optional<String> epoch() {
        return Optional.ofNullable(epoch);
    }

    synchronized CompletableFuture<UserId> future() {
        return future;
    }
}
