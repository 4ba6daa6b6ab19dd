package io.implatform.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.implatform.core.ChatServer;
import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnTokensTest {
    private static final String ISSUER = "https://login.example.org";
    private static final String AUDIENCE = "chat";

    private final MemoryStore store = new MemoryStore();
    private ECKey key;
    private ChatServer server;
    private Guest guest;

    @BeforeEach
    void start() throws JOSEException, IOException {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        store.create(new Account(UserId.of("Alice"), Account.NO_PASSWORD));
        start(true);
    }

    private void start(boolean createsAccounts) throws IOException {
        server = OwnTokens.start(
                new OwnTokens.SignedTokens(new JWKSet(key.toPublicJWK()), ISSUER, AUDIENCE, createsAccounts), store, 0);
        guest = new Guest(server);
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
        server.close();
    }

    private static JWTClaimsSet.Builder claims(String user) {
        return new JWTClaimsSet.Builder()
                .subject(user)
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String signed(ECKey key, JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims.build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private String login(String token) throws IOException {
        return guest.ask("{\"type\":\"login\",\"hostToken\":\"" + token + "\"}");
    }

    private void assertRefused(String token) throws IOException {
        assertThat(login(token)).contains("\"type\":\"error\"", "\"code\":\"BAD_CREDENTIALS\"");
    }

    @Test
    void whoHasAnAccountLogsInAsItWasRegistered() throws Exception {
        assertThat(login(signed(key, claims("alice")))).contains("\"type\":\"ok\"", "\"user\":\"Alice\"");
        assertThat(guest.ask("{\"type\":\"message\",\"text\":\"hello\"}")).contains("\"seq\":1");
    }

    @Test
    void whoHasNoneIsGivenOneThatNoPasswordOpens() throws Exception {
        assertThat(login(signed(key, claims("dora")))).contains("\"user\":\"dora\"");
        assertThat(store.find(UserId.of("dora"))).contains(new Account(UserId.of("dora"), Account.NO_PASSWORD));
        try (Guest other = new Guest(server)) {
            assertThat(other.ask("LOGIN dora !")).startsWith("ERR BAD_CREDENTIALS ");
            assertThat(other.ask("LOGIN dora correct horse")).startsWith("ERR BAD_CREDENTIALS ");
        }
    }

    @Test
    void whereAccountsAreNotMadeWhoHasNoneIsRefused() throws Exception {
        close();
        MemoryStore fresh = new MemoryStore();
        server = OwnTokens.start(
                new OwnTokens.SignedTokens(new JWKSet(key.toPublicJWK()), ISSUER, AUDIENCE, false), fresh, 0);
        guest = new Guest(server);
        assertRefused(signed(key, claims("dora")));
        assertThat(fresh.find(UserId.of("dora"))).isEmpty();
    }

    @Test
    void aDeletedNameIsNotGivenOutByATokenEither() throws Exception {
        store.retire(UserId.of("alice"));
        assertRefused(signed(key, claims("alice")));
    }

    @Test
    void aWrongSignatureIsRefused() throws Exception {
        assertRefused(signed(new ECKeyGenerator(Curve.P_256).keyID("k1").generate(), claims("alice")));
        String good = signed(key, claims("alice"));
        String other = signed(key, claims("bob"));
        String[] parts = good.split("\\.", -1);
        assertRefused(parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        assertRefused(signed(
                key, claims("alice").expirationTime(Date.from(Instant.now().minusSeconds(600)))));
        assertRefused(signed(key, claims("alice").expirationTime(null)));
        assertRefused(signed(
                key, claims("alice").notBeforeTime(Date.from(Instant.now().plusSeconds(600)))));
    }

    @Test
    void theAlgorithmNoneIsRefusedAndSoIsAMacMadeWithThePublicKey() throws Exception {
        assertRefused(new PlainJWT(claims("alice").build()).serialize());
        SignedJWT mac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(),
                claims("alice").build());
        mac.sign(new MACSigner(key.toPublicJWK().toECPublicKey().getEncoded()));
        assertRefused(mac.serialize());
    }

    @Test
    void anotherAudienceOrIssuerIsRefused() throws Exception {
        assertRefused(signed(key, claims("alice").audience("shop")));
        assertRefused(signed(key, claims("alice").audience((String) null)));
        assertRefused(signed(key, claims("alice").issuer("https://login.example.com")));
    }

    @Test
    void whatIsNoTokenOrNamesNobodyIsRefused() throws Exception {
        assertRefused("");
        assertRefused("a.b.c");
        assertRefused("x".repeat(5_000));
        assertRefused(signed(key, claims("no such name!")));
        assertRefused(signed(key, claims(null)));
    }

    @Test
    void passwordsAreCheckedAsEver() throws Exception {
        assertThat(guest.ask("REGISTER bob correct horse")).isEqualTo("OK REGISTER bob");
        assertThat(guest.ask("LOGIN bob correct horse")).isEqualTo("OK LOGIN bob");
    }

    @Test
    void aDisabledAccountIsNotOpenedByATokenEither() throws Exception {
        server.administration().disable("Alice", "");
        assertRefused(signed(key, claims("alice")));
    }
}
