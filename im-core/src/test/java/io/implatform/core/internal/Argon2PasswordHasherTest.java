package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2PasswordHasherTest {
    private final Argon2PasswordHasher cheap = new Argon2PasswordHasher(64, 1);

    @Test
    void a_hash_is_a_phc_string_that_matches_its_password_alone() {
        String hash = cheap.hash("correct horse");
        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=64,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(cheap.matches("correct horse", hash)).isTrue();
        assertThat(cheap.matches("correct horsf", hash)).isFalse();
        assertThat(cheap.matches("", hash)).isFalse();
        assertThat(cheap.hash("correct horse")).as("salted").isNotEqualTo(hash);
    }

    /** The reference implementation's test vector: password "password", salt "somesalt", m = 65536, t = 2, p = 1. */
    @Test
    void it_computes_what_the_reference_implementation_does() {
        assertThat(new Argon2PasswordHasher(65_536, 2)
                        .matches(
                                "password",
                                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isTrue();
    }

    @Test
    void a_hash_with_lower_parameters_is_outdated_and_still_matches() {
        String old = cheap.hash("correct horse");
        Argon2PasswordHasher raised = new Argon2PasswordHasher(128, 2);
        assertThat(raised.matches("correct horse", old)).isTrue();
        assertThat(raised.isOutdated(old)).isTrue();
        assertThat(raised.isOutdated(raised.hash("correct horse"))).isFalse();
        assertThat(cheap.isOutdated(raised.hash("correct horse"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "plain text",
                "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1000000,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=64,t=1,p=64$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=0,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
            })
    void a_hash_of_another_kind_or_an_absurd_cost_matches_nothing(String stored) {
        assertThat(cheap.matches("password", stored)).isFalse();
        assertThat(cheap.isOutdated(stored)).isTrue();
    }
}
