package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.AccountRole;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.UserStore.Creation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Accounts (A), their hashes (P), their end (D) and their administration (O); and the store of a rule of {@link UserStoreContract}. */
abstract class AccountStoreRules {
    static final UserId ALICE = UserId.of("Alice");
    static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$dGFnL3RhZyt0YWc";
    static final String OTHER_HASH = "$argon2id$v=19$m=19456,t=3,p=1$b3RoZXJvdGhlcm90aGVybw$b3RoZXIvdGFn";

    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final List<UserStore> opened = new ArrayList<>();
    private @Nullable UserStore underTest;

    /** Whether accounts can be deleted in this store. Where not, the rules about that are reported as aborted. */
    protected boolean retires() {
        return true;
    }

    /** Whether this store keeps tokens. Where not, the rules about them are reported as aborted. */
    protected boolean keepsTokens() {
        return true;
    }

    /**
     * Whether roles are given, accounts disabled and listed in this store. Where not, the rules about that are
     * reported as aborted.
     */
    protected boolean administers() {
        return true;
    }

    /** A new store without accounts, independent of every other. */
    protected abstract UserStore open() throws Exception;

    /**
     * Opens anew what {@code closed}, which {@link #open} or this method returned and which has been
     * closed, has stored. Empty, as by default, for a store whose content ends with it.
     */
    protected Optional<UserStore> reopen(UserStore closed) throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    void openStore() throws Exception {
        underTest = open();
        opened.add(underTest);
    }

    @AfterEach
    void closeStores() {
        opened.forEach(UserStore::close);
    }

    @Test
    @DisplayName("A1 - an account that was created is found, with its hash as it was given")
    void rule_A1_a_created_account_is_found() {
        assertThat(create("Alice", HASH)).isEqualTo(Creation.CREATED);

        assertAccount(ALICE, "Alice", HASH);
    }

    @Test
    @DisplayName("A2 - an account is found under any spelling, and is spelled as it was registered")
    void rule_A2_any_spelling_finds_the_registered_one() {
        create("aLiCe.99_x-Y", HASH);

        for (String spelling : List.of("aLiCe.99_x-Y", "alice.99_x-y", "ALICE.99_X-Y")) {
            assertAccount(UserId.of(spelling), "aLiCe.99_x-Y", HASH);
        }
    }

    @Test
    @DisplayName("A3 - a name in use, in any spelling, is taken, and the account stays as it was")
    void rule_A3_a_name_in_use_is_taken() {
        create("Alice", HASH);

        for (String spelling : List.of("Alice", "alice", "ALICE")) {
            assertThat(create(spelling, OTHER_HASH)).isEqualTo(Creation.NAME_TAKEN);
        }
        assertAccount(ALICE, "Alice", HASH);
    }

    @Test
    @DisplayName("A4 - a name that nobody has is not found")
    void rule_A4_an_unknown_name_is_not_found() {
        assertThat(store().find(ALICE)).isEmpty();
        create("Alice", HASH);

        for (String other : List.of("Alic", "Alice2", "bob", "0")) {
            assertThat(store().find(UserId.of(other))).as(other).isEmpty();
        }
    }

    @Test
    @DisplayName("A5 - names that resemble each other are different accounts")
    void rule_A5_similar_names_stay_apart() {
        List<String> names = List.of("a_b", "axb", "a.b", "a-b", "ab", "a", "a__b", "A".repeat(32), "A".repeat(31));
        for (String name : names) {
            assertThat(create(name, "hash of " + name)).as(name).isEqualTo(Creation.CREATED);
        }
        for (String name : names) {
            assertAccount(UserId.of(name), name, "hash of " + name);
        }
    }

    @Test
    @DisplayName("A6 - of several who create a name at once, one is told that it is created")
    void rule_A6_one_of_several_at_once_creates_it() throws Exception {
        int rounds = 20;
        List<String> spellings = List.of("alice", "Alice", "ALICE", "aLICE");
        CyclicBarrier together = new CyclicBarrier(spellings.size());
        List<Callable<List<Creation>>> attempts = new ArrayList<>();
        for (String spelling : spellings) {
            attempts.add(() -> {
                List<Creation> creations = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    together.await(30, TimeUnit.SECONDS);
                    creations.add(create(spelling + i, "hash of " + spelling));
                }
                return creations;
            });
        }
        List<List<Creation>> told = Together.run(attempts);
        for (int round = 0; round < rounds; round++) {
            List<String> winners = new ArrayList<>();
            for (int i = 0; i < spellings.size(); i++) {
                if (told.get(i).get(round) == Creation.CREATED) {
                    winners.add(spellings.get(i));
                }
            }
            assertThat(winners).as("told CREATED").hasSize(1);
            assertAccount(UserId.of("alice" + round), winners.get(0) + round, "hash of " + winners.get(0));
        }
    }

    @Test
    @DisplayName("A7 - a hash is kept verbatim, whatever it is made of")
    void rule_A7_hashes_are_kept_verbatim() {
        List<String> hashes = List.of(
                Account.NO_PASSWORD, HASH, "x".repeat(1_000), "'; DROP TABLE account; --", "%_\\\"?", "é😀", " a ");
        for (int i = 0; i < hashes.size(); i++) {
            create("user" + i, hashes.get(i));
            assertAccount(UserId.of("user" + i), "user" + i, hashes.get(i));
        }
    }

    @Test
    @DisplayName("A8 - names are compared alike under every default locale")
    void rule_A8_the_default_locale_does_not_matter() {
        Locale before = Locale.getDefault();
        try {
            create("INFO", HASH);
            create("mini", HASH);
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));

            assertThat(create("info", OTHER_HASH)).isEqualTo(Creation.NAME_TAKEN);
            assertThat(create("MINI", OTHER_HASH)).isEqualTo(Creation.NAME_TAKEN);
            assertAccount(UserId.of("iNfO"), "INFO", HASH);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @DisplayName("P1 - a hash that is the expected one is replaced, whatever the spelling asked for")
    void rule_P1_the_expected_hash_is_replaced() {
        create("Alice", HASH);

        assertThat(store().replacePasswordHash(UserId.of("aLICE"), HASH, OTHER_HASH))
                .isTrue();
        assertAccount(ALICE, "Alice", OTHER_HASH);
        assertThat(store().replacePasswordHash(ALICE, OTHER_HASH, HASH)).isTrue();
        assertAccount(ALICE, "Alice", HASH);
    }

    @Test
    @DisplayName("P2 - a hash that is not the expected one stays")
    void rule_P2_another_hash_stays() {
        create("Alice", HASH);

        for (String expected : List.of(OTHER_HASH, "", HASH + " ", HASH.toUpperCase(Locale.ROOT), "%")) {
            assertThat(store().replacePasswordHash(ALICE, expected, "new")).isFalse();
        }
        assertAccount(ALICE, "Alice", HASH);
    }

    @Test
    @DisplayName("P3 - nothing is replaced for a name that nobody has, and for nobody else")
    void rule_P3_only_that_account_is_touched() {
        create("Alice", HASH);
        create("bob", HASH);

        assertThat(store().replacePasswordHash(UserId.of("carol"), HASH, OTHER_HASH))
                .isFalse();
        assertThat(store().find(UserId.of("carol"))).isEmpty();
        assertThat(store().replacePasswordHash(UserId.of("bob"), HASH, OTHER_HASH))
                .isTrue();
        assertAccount(ALICE, "Alice", HASH);
    }

    @Test
    @DisplayName("P4 - of several who replace the same hash at once, one does")
    void rule_P4_one_of_several_at_once_replaces_it() throws Exception {
        create("Alice", "hash 0");
        int rounds = 20;
        int threads = 3;
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Callable<List<Boolean>>> attempts = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            attempts.add(() -> {
                List<Boolean> replaced = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    together.await(30, TimeUnit.SECONDS);
                    replaced.add(store().replacePasswordHash(ALICE, "hash " + i, "hash " + (i + 1)));
                    together.await(30, TimeUnit.SECONDS);
                }
                return replaced;
            });
        }
        List<List<Boolean>> told = Together.run(attempts);
        for (int i = 0; i < rounds; i++) {
            int round = i;
            assertThat(told.stream().filter(replaced -> replaced.get(round)))
                    .as("who replaced it in round %d", round)
                    .hasSize(1);
        }
        assertAccount(ALICE, "Alice", "hash " + rounds);
    }

    @Test
    @DisplayName("D1 - a deleted account is not found any more, in any spelling")
    void rule_D1_a_deleted_account_is_not_found() {
        assumeTrue(retires(), "this store deletes no accounts");
        create("Alice", HASH);

        assertThat(store().retire(UserId.of("aLICE"))).isTrue();
        assertThat(store().find(ALICE)).isEmpty();
        assertThat(store().replacePasswordHash(ALICE, HASH, OTHER_HASH)).isFalse();
        assertThat(store().replacePasswordHash(ALICE, Account.NO_PASSWORD, OTHER_HASH))
                .isFalse();
        assertThat(store().find(ALICE)).isEmpty();
    }

    @Test
    @DisplayName("D2 - the name of a deleted account stays taken for good, in any spelling")
    void rule_D2_its_name_stays_taken() {
        assumeTrue(retires(), "this store deletes no accounts");
        create("Alice", HASH);
        store().retire(ALICE);

        for (String spelling : List.of("Alice", "alice", "ALICE")) {
            assertThat(create(spelling, HASH)).isEqualTo(Creation.NAME_TAKEN);
        }
        assertThat(store().find(ALICE)).isEmpty();
    }

    @Test
    @DisplayName("D3 - an account is deleted once, and nobody else with it")
    void rule_D3_that_account_alone_and_once() {
        assumeTrue(retires(), "this store deletes no accounts");
        create("a_b", HASH);
        create("axb", HASH);

        assertThat(store().retire(ALICE)).isFalse();
        assertThat(create("Alice", HASH)).isEqualTo(Creation.CREATED);
        assertThat(store().retire(UserId.of("a_b"))).isTrue();
        assertThat(store().retire(UserId.of("a_b"))).isFalse();
        assertAccount(UserId.of("axb"), "axb", HASH);
        assertAccount(ALICE, "Alice", HASH);
    }

    private void assumeAdministered() {
        assumeTrue(administers(), "this store's accounts are administered elsewhere");
    }

    private Account account(String name) {
        return store().find(UserId.of(name)).orElseThrow();
    }

    @Test
    @DisplayName("O1 - an account has the role and state that it was created with: a user's, not disabled, unless said")
    void rule_O1_created_with_a_role() {
        assumeAdministered();
        create("bob", HASH);
        store().create(new Account(ALICE, HASH, AccountRole.ADMIN, true));

        assertThat(account("bob")).isEqualTo(new Account(UserId.of("bob"), HASH, AccountRole.USER, false));
        assertThat(account("alice")).isEqualTo(new Account(ALICE, HASH, AccountRole.ADMIN, true));
    }

    @Test
    @DisplayName("O2 - a role that is given to an account, in any spelling, is its role, and nobody else's")
    void rule_O2_roles_are_given() {
        assumeAdministered();
        create("Alice", HASH);
        create("bob", HASH);
        for (AccountRole role : List.of(AccountRole.ADMIN, AccountRole.USER, AccountRole.MODERATOR)) {
            assertThat(store().setRole(UserId.of("aLICE"), role)).isTrue();
            assertThat(account("alice")).isEqualTo(new Account(ALICE, HASH, role, false));
        }
        assertThat(store().setRole(ALICE, AccountRole.MODERATOR)).as("again").isTrue();
        assertThat(account("bob").role()).isEqualTo(AccountRole.USER);
        assertThat(store().setRole(UserId.of("nobody"), AccountRole.ADMIN)).isFalse();
        assertThat(store().find(UserId.of("nobody"))).isEmpty();
    }

    @Test
    @DisplayName("O3 - an account is disabled and enabled again, and keeps everything else; so does its token")
    void rule_O3_accounts_are_disabled() {
        assumeAdministered();
        create("Alice", HASH);
        create("bob", HASH);
        store().setRole(ALICE, AccountRole.MODERATOR);
        store().addToken(ALICE, "a1", NOON, 5);

        assertThat(store().setDisabled(UserId.of("aLICE"), true)).isTrue();
        assertThat(account("Alice")).isEqualTo(new Account(ALICE, HASH, AccountRole.MODERATOR, true));
        store().findByToken("a1", NOON.minusSeconds(1))
                .ifPresent(found -> assertThat(found.isDisabled()).isTrue());
        assertThat(store().setDisabled(ALICE, true)).as("again").isTrue();
        assertThat(account("bob").isDisabled()).isFalse();
        assertThat(store().setDisabled(ALICE, false)).isTrue();
        assertThat(account("Alice")).isEqualTo(new Account(ALICE, HASH, AccountRole.MODERATOR, false));
        assertThat(store().setDisabled(UserId.of("nobody"), true)).isFalse();
    }

    @Test
    @DisplayName("O4 - another hash changes neither role nor state; a deleted account has neither")
    void rule_O4_a_new_hash_changes_neither() {
        assumeAdministered();
        store().create(new Account(ALICE, HASH, AccountRole.ADMIN, true));
        store().replacePasswordHash(ALICE, HASH, OTHER_HASH);
        assertThat(account("alice")).isEqualTo(new Account(ALICE, OTHER_HASH, AccountRole.ADMIN, true));

        if (store().retire(ALICE)) {
            assertThat(store().setRole(ALICE, AccountRole.USER)).isFalse();
            assertThat(store().setDisabled(ALICE, false)).isFalse();
            assertThat(store().list(Optional.empty(), 5)).isEmpty();
        }
    }

    @Test
    @DisplayName("O5 - page by page every account is listed once, in the order of the names in lower case")
    void rule_O5_accounts_are_listed() {
        assumeAdministered();
        List<String> names = List.of("0", "A.b", "a-b", "a_b", "Alice", "B", "bob", "Carol");
        names.forEach(name -> create(name, "hash of " + name));
        store().setRole(ALICE, AccountRole.ADMIN);
        List<String> expected =
                names.stream().map(UserId::of).sorted().map(UserId::name).toList();
        for (int limit : new int[] {1, 3, names.size(), Integer.MAX_VALUE}) {
            List<String> listed = new ArrayList<>();
            Optional<UserId> after = Optional.empty();
            while (true) {
                List<Account> page = store().list(after, limit);
                if (page.isEmpty()) {
                    break;
                }
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                page.forEach(account -> listed.add(account.user().name()));
                after = Optional.of(page.get(page.size() - 1).user());
            }
            assertThat(listed).isEqualTo(expected);
        }
        assertThat(store().list(Optional.of(UserId.of("ALIC")), 1))
                .containsExactly(new Account(ALICE, "hash of Alice", AccountRole.ADMIN, false));
    }

    final UserStore store() {
        UserStore store = underTest;
        if (store == null) {
            throw new IllegalStateException("no test runs");
        }
        return store;
    }

    final boolean reopenIfDurable() throws Exception {
        store().close();
        Optional<UserStore> reopened = reopen(store());
        reopened.ifPresent(store -> {
            underTest = store;
            opened.add(store);
        });
        return reopened.isPresent();
    }

    static void throwsOr(Runnable goesOn) {
        try {
            goesOn.run();
        } catch (StoreException e) {
            // The other of the two.
        }
    }

    final Creation create(String name, String hash) {
        return store().create(new Account(UserId.of(name), hash));
    }

    final void assertAccount(UserId asked, String name, String hash) {
        Optional<Account> found = store().find(asked);
        assertThat(found).as("the account of %s", asked).isPresent();
        assertThat(found.map(account -> account.user().name()))
                .as("its spelling")
                .contains(name);
        assertThat(found.map(Account::passwordHash)).as("its hash").contains(hash);
    }
}
