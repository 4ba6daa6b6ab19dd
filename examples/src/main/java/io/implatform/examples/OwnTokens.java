package io.implatform.examples;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.implatform.core.ChatServer;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Authenticator;
import io.implatform.core.spi.UserStore;
import io.implatform.transport.tcp.TcpTransport;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * A program whose users have signed in to it already: they log in to the chat with the token that it gave them, a JWT
 * (RFC 7519) that its identity provider has signed with ES256.
 *
 * <pre>{"type":"login","hostToken":"eyJhbGciOiJFUzI1NiJ9…"}</pre>
 */
public final class OwnTokens {
    private OwnTokens() {}

    static ChatServer start(Authenticator tokens, UserStore users, int port) throws IOException {
        return ChatServer.builder()
                .users(users)
                .authenticator(tokens)
                .transport(TcpTransport.on("127.0.0.1", port))
                .start();
    }

    /** Knows the tokens of one issuer that are meant for this server. */
    static final class SignedTokens implements Authenticator {
        private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        private final boolean createsAccounts;

        /**
         * Takes tokens with a subject and an end, from that issuer and for that audience.
         *
         * @param keys the issuer's public keys
         * @param createsAccounts whether who has a token and no account is given one
         */
        SignedTokens(JWKSet keys, String issuer, String audience, boolean createsAccounts) {
            // The one algorithm that the issuer uses: what a token says of itself is not to be believed.
            processor.setJWSKeySelector(
                    new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
            processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                    audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp")));
            this.createsAccounts = createsAccounts;
        }

        @Override
        public Verdict authenticate(Presented presented) {
            if (!(presented instanceof Presented.Token given)) {
                return new Passed(); // passwords are the store's matter
            }
            try {
                JWTClaimsSet claims = processor.process(given.token(), null);
                Optional<UserId> user = UserId.parse(claims.getSubject());
                return user.isPresent() ? new Accepted(user.get(), createsAccounts) : new Refused();
            } catch (ParseException | BadJOSEException | JOSEException e) {
                return new Refused();
            }
        }
    }
}
