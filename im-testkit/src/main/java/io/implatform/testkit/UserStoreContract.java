package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.UserStore;
import io.implatform.core.spi.UserStore.Creation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a {@link UserStore} that makes accounts must do: one test a rule. The rules and their intent
 * stand in {@code docs/contracts.md}.
 *
 * <p>Implement {@link #open}; a store that outlives its object implements {@link #reopen} too, or its
 * durability is not tested: those rules are reported as aborted.
 */
public abstract class UserStoreContract extends AccountStoreRules {

    /** For those who extend it. */
    protected UserStoreContract() {}

    private Optional<String> whose(String token, Instant now) {
        return store().findByToken(token, now).map(account -> account.user().name());
    }

    private void assumeTokens() {
        assumeTrue(keepsTokens(), "this store keeps no tokens");
    }

    @Test
    @DisplayName("T1 - a token finds the account that it was given to, as it is now")
    void rule_T1_a_token_finds_its_account() {
        assumeTokens();
        create("Alice", HASH);
        create("bob", HASH);
        assertThat(store().addToken(UserId.of("aLICE"), "a1", NOON, 5)).isTrue();
        assertThat(store().addToken(UserId.of("bob"), "b1", NOON, 5)).isTrue();
        store().replacePasswordHash(ALICE, HASH, OTHER_HASH);

        Instant now = NOON.minusSeconds(1);
        assertThat(whose("a1", now)).contains("Alice");
        assertThat(whose("a1", now)).as("again").contains("Alice");
        assertThat(store().findByToken("a1", now).map(Account::passwordHash)).contains(OTHER_HASH);
        assertThat(whose("b1", now)).contains("bob");
    }

    @Test
    @DisplayName("T2 - a token that nobody has, or that differs in anything, finds nobody")
    void rule_T2_another_token_finds_nobody() {
        assumeTokens();
        create("Alice", HASH);
        store().addToken(ALICE, "aB1", NOON, 5);

        for (String other : List.of("ab1", "AB1", "aB", "aB12", "a%", "aB_", "", "Alice")) {
            assertThat(store().findByToken(other, NOON.minusSeconds(1)))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("T3 - a token ends at its time, to the millisecond, and stays ended")
    void rule_T3_a_token_ends() {
        assumeTokens();
        create("Alice", HASH);
        store().addToken(ALICE, "a1", NOON, 5);
        store().addToken(ALICE, "a2", NOON.plusMillis(1), 5);

        assertThat(whose("a1", NOON.minusMillis(1))).contains("Alice");
        assertThat(whose("a1", NOON)).isEmpty();
        assertThat(whose("a2", NOON)).contains("Alice");
        assertThat(whose("a2", NOON.plusSeconds(1_000_000_000))).isEmpty();
    }

    @Test
    @DisplayName("T4 - past the limit the one of the user's other tokens that ends first is removed")
    void rule_T4_the_limit_removes_what_ends_first() {
        assumeTokens();
        create("Alice", HASH);
        create("bob", HASH);
        store().addToken(UserId.of("bob"), "b1", NOON.minusSeconds(60), 1);
        store().addToken(ALICE, "a3", NOON.plusSeconds(3), 3);
        store().addToken(ALICE, "a1", NOON.plusSeconds(1), 3);
        store().addToken(ALICE, "a2", NOON.plusSeconds(2), 3);
        assertThat(store().addToken(ALICE, "a4", NOON.plusSeconds(4), 3)).isTrue();
        assertTokens("a2", "a3", "a4");

        assertThat(store().addToken(ALICE, "a0", NOON, 3)).isTrue();
        assertTokens("a0", "a3", "a4");
        store().addToken(ALICE, "a5", NOON.plusSeconds(5), 1);
        assertTokens("a5");
        assertThat(whose("b1", NOON.minusSeconds(61))).contains("bob");
    }

    /** Which of Alice's tokens there are. */
    private void assertTokens(String... tokens) {
        List<String> found = Stream.of("a0", "a1", "a2", "a3", "a4", "a5")
                .filter(token -> whose(token, NOON.minusSeconds(1)).isPresent())
                .toList();
        assertThat(found).containsExactly(tokens);
    }

    @Test
    @DisplayName("T5 - a token that is removed finds nobody, and all others stay")
    void rule_T5_a_removed_token_finds_nobody() {
        assumeTokens();
        create("Alice", HASH);
        create("bob", HASH);
        store().addToken(ALICE, "a1", NOON, 5);
        store().addToken(ALICE, "a2", NOON, 5);
        store().addToken(UserId.of("bob"), "b1", NOON, 5);

        store().removeToken(UserId.of("bob"), "a2");
        store().removeToken(UserId.of("alice"), "a1");
        store().removeToken(ALICE, "a1");
        store().removeToken(UserId.of("nobody"), "a2");
        assertTokens("a2");
        assertThat(whose("b1", NOON.minusSeconds(1))).contains("bob");
    }

    @Test
    @DisplayName("T6 - all tokens of a user can be removed, and nobody else's are")
    void rule_T6_all_tokens_of_a_user_are_removed() {
        assumeTokens();
        create("Alice", HASH);
        create("bob", HASH);
        store().addToken(ALICE, "a1", NOON, 5);
        store().addToken(ALICE, "a2", NOON, 5);
        store().addToken(UserId.of("bob"), "b1", NOON, 5);

        store().removeTokens(UserId.of("ALICE"));
        store().removeTokens(UserId.of("nobody"));
        assertTokens();
        assertThat(whose("b1", NOON.minusSeconds(1))).contains("bob");
        assertAccount(ALICE, "Alice", HASH);
        assertThat(store().addToken(ALICE, "a3", NOON, 5)).isTrue();
        assertTokens("a3");
    }

    @Test
    @DisplayName("T7 - who has no account is given no token, and a token that is somebody's stays theirs")
    void rule_T7_no_account_no_token() {
        assumeTokens();
        create("Alice", HASH);
        create("bob", HASH);
        store().addToken(ALICE, "a1", NOON, 5);

        assertThat(store().addToken(UserId.of("nobody"), "a2", NOON, 5)).isFalse();
        assertThat(store().addToken(UserId.of("bob"), "a1", NOON.plusSeconds(9), 5))
                .isFalse();
        assertThat(whose("a1", NOON.minusSeconds(1))).contains("Alice");
        assertThat(whose("a1", NOON)).isEmpty();
        assertThat(create("nobody", HASH)).isEqualTo(Creation.CREATED);
        assertThat(whose("a2", NOON.minusSeconds(1))).isEmpty();
    }

    @Test
    @DisplayName("T8 - a token that is added again ends when it was said last, and counts once")
    void rule_T8_a_token_added_again_counts_once() {
        assumeTokens();
        create("Alice", HASH);
        store().addToken(ALICE, "a1", NOON, 2);
        store().addToken(ALICE, "a2", NOON, 2);

        assertThat(store().addToken(ALICE, "a1", NOON.plusSeconds(5), 2)).isTrue();
        assertTokens("a1", "a2");
        assertThat(whose("a1", NOON)).contains("Alice");
    }

    @Test
    @DisplayName("T9 - the tokens of a deleted account find nobody, and it is given none")
    void rule_T9_a_deleted_account_has_no_tokens() {
        assumeTokens();
        assumeTrue(retires(), "this store deletes no accounts");
        create("Alice", HASH);
        store().addToken(ALICE, "a1", NOON, 5);
        store().retire(ALICE);

        assertTokens();
        assertThat(store().addToken(ALICE, "a2", NOON, 5)).isFalse();
        assertTokens();
    }

    @Test
    @DisplayName("R1 - accounts are there when the store is opened again, with the hash of last")
    void rule_R1_accounts_outlive_the_store() throws Exception {
        create("Alice", HASH);
        create("bob", HASH);
        store().replacePasswordHash(UserId.of("bob"), HASH, OTHER_HASH);

        assumeTrue(reopenIfDurable(), "this store's content ends with it");

        assertAccount(ALICE, "Alice", HASH);
        assertAccount(UserId.of("bob"), "bob", OTHER_HASH);
        assertThat(create("ALICE", OTHER_HASH)).isEqualTo(Creation.NAME_TAKEN);
    }

    @Test
    @DisplayName("R2 - tokens, and the names of deleted accounts, are there when the store is opened again")
    void rule_R2_tokens_outlive_the_store() throws Exception {
        create("Alice", HASH);
        create("bob", HASH);
        boolean added = store().addToken(ALICE, "a1", NOON, 5);
        store().addToken(ALICE, "a2", NOON, 5);
        store().removeToken(ALICE, "a2");
        boolean retired = store().retire(UserId.of("bob"));

        assumeTrue(reopenIfDurable(), "this store's content ends with it");

        assertThat(whose("a1", NOON.minusMillis(1)).isPresent()).isEqualTo(added);
        assertThat(whose("a2", NOON.minusMillis(1))).isEmpty();
        assertThat(store().find(UserId.of("bob")).isEmpty()).isEqualTo(retired);
        assertThat(create("Bob", HASH)).isEqualTo(Creation.NAME_TAKEN);
    }

    @Test
    @DisplayName("X1 - close may be called twice")
    void rule_X1_close_may_be_called_twice() {
        create("Alice", HASH);
        store().close();
        store().close();
    }

    @Test
    @DisplayName("X2 - a closed store throws StoreException, or goes on as before where it has nothing to close")
    void rule_X2_a_closed_store_throws_or_goes_on() {
        create("Alice", HASH);
        store().close();

        throwsOr(() -> assertAccount(ALICE, "Alice", HASH));
        throwsOr(() -> assertThat(create("alice", OTHER_HASH)).isEqualTo(Creation.NAME_TAKEN));
        throwsOr(() ->
                assertThat(store().replacePasswordHash(ALICE, HASH, OTHER_HASH)).isTrue());
    }

    @Test
    @DisplayName("X3 - an interrupt neither fails a call nor spoils the store, and is still set afterwards")
    void rule_X3_an_interrupt_does_no_harm() throws Exception {
        Together.run(List.of(() -> {
            Thread.currentThread().interrupt();
            assertThat(create("Alice", HASH)).isEqualTo(Creation.CREATED);
            assertThat(store().find(ALICE)).isPresent();
            assertThat(Thread.interrupted()).as("interrupted").isTrue();
            return true;
        }));
        assertAccount(ALICE, "Alice", HASH);
        assertThat(create("bob", HASH)).isEqualTo(Creation.CREATED);
    }

    @Test
    @DisplayName("M1 - a random history of calls answers as a simple model does")
    void rule_M1_random_calls_answer_like_the_model() throws Exception {
        long seed = Seed.next();
        try {
            new UserStoreWalk(new Random(seed), retires(), keepsTokens())
                    .walk(1_000, this::store, this::reopenIfDurable);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with -D" + Seed.PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }
}
