package io.implatform.core.spi;

import io.implatform.core.model.UserId;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Says who a client is by what it presents at its login, in a way of the host program's own: a password
 * that is kept elsewhere, a token that the host has signed, a client certificate.
 *
 * <p>Those that a server was given are asked in their order, until one accepts or refuses. Where all of them
 * pass, a name and password are checked with the {@link UserStore}, and anything else is refused. What the
 * client is told is the same for every refusal: {@code BAD_CREDENTIALS}.
 *
 * <p>An account that is disabled, or banned, is not let in by an authenticator either.
 *
 * <p><b>Threads.</b> Called on the password pool, by several threads at once. It may block, and holds one of
 * {@link io.implatform.core.model.Limit#PASSWORD_THREADS} as long as it does; a session whose login takes
 * longer than {@link io.implatform.core.model.Limit#LOGIN_MILLIS} is closed meanwhile. So it bounds its own
 * waiting: a second or two for a service that it asks. It is not interrupted.
 *
 * <p><b>Errors.</b> What it throws refuses the login with {@code STORE_UNAVAILABLE}. The log gets the name of the
 * exception's class and not its message, which might repeat what was presented.
 */
@FunctionalInterface
public interface Authenticator {

    /** What a client has presented. {@code toString} leaves secrets out. */
    sealed interface Presented {
        /** A name and a password, both as the client wrote them. */
        record Password(String name, String password) implements Presented {
            @Override
            public String toString() {
                return "Password[]";
            }
        }

        /** A token of the host's, as the client wrote it: {@code hostToken} of a login in JSON. */
        record Token(String token) implements Presented {
            @Override
            public String toString() {
                return "Token[]";
            }
        }

        /**
         * A client certificate, which the transport has verified.
         *
         * @param chain the client's own first; not empty
         */
        record Certificate(List<X509Certificate> chain) implements Presented {
            public Certificate {
                chain = List.copyOf(chain);
            }

            @Override
            public String toString() {
                return "Certificate[]";
            }
        }
    }

    /** What an authenticator makes of it. */
    sealed interface Verdict {}

    /**
     * The client is that user.
     *
     * @param createsAccount whether an account is made where there is none, which no password opens; if not, or
     *     if the user store makes no accounts, a user without an account is refused
     */
    record Accepted(UserId user, boolean createsAccount) implements Verdict {}

    /** The client is nobody, whatever others would say. */
    record Refused() implements Verdict {}

    /** It is nothing that this authenticator knows about: the next one is asked. */
    record Passed() implements Verdict {}

    /** Says who has presented this. */
    Verdict authenticate(Presented presented);
}
