package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final UserId ME = UserId.of("me");

    private final Progress progress = new Progress();

    private static ConversationId.Private with(int other) {
        return ConversationId.between(ME, UserId.of("u" + other));
    }

    private static ConversationId.Group group(int number) {
        return new ConversationId.Group("g" + number, "group" + number);
    }

    @Test
    void whatIsNotKnownIsAtTheStart() {
        assertThat(progress.position(with(1))).isEqualTo(Position.START);
        assertThat(progress.isStored()).isTrue();
        assertThat(progress.takeUnstored(ME, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void aPositionMovesForwardOnly() {
        assertThat(progress.move(with(1), 5, 3)).isTrue();
        progress.takeUnstored(ME, Integer.MAX_VALUE);

        assertThat(progress.move(with(1), 4, 2)).isFalse();
        progress.learn(with(1), 1, 1);

        assertThat(progress.position(with(1))).isEqualTo(new Position(5, 3));
        assertThat(progress.isStored()).isTrue();
    }

    @Test
    void theFirstOneThatWaitsSaysSoAndNoOther() {
        assertThat(progress.move(with(1), 1, 0)).isTrue();
        assertThat(progress.move(with(1), 2, 0)).isFalse();
        assertThat(progress.move(with(2), 1, 0)).isFalse();
        progress.takeUnstored(ME, Integer.MAX_VALUE);
        assertThat(progress.move(with(2), 2, 0)).isTrue();
    }

    @Test
    void whoHasSaidSomethingWasGivenWhatWasBeforeItAndHasReadItAndThatIsNotTold() {
        assertThat(progress.said(with(1), 3)).isTrue();
        assertThat(progress.position(with(1))).isEqualTo(new Position(3, 3));
        assertThat(progress.takeUntold()).isEmpty();
        assertThat(progress.takeUnstored(ME, Integer.MAX_VALUE))
                .containsExactly(new Write.MovePosition(ME, with(1), new Position(3, 3)));

        assertThat(progress.said(with(1), 2)).isFalse();
        assertThat(progress.position(with(1))).isEqualTo(new Position(3, 3));
        assertThat(progress.isStored()).isTrue();
    }

    @Test
    void whoWasGivenTheirOwnMessageElsewhereHasNotReadWhatIsBeforeItAndThatIsNotToldEither() {
        progress.move(with(1), 2, 1);
        progress.takeUntold();
        assertThat(progress.givenOwn(with(1), 3)).isFalse();
        assertThat(progress.position(with(1))).isEqualTo(new Position(3, 1));
        assertThat(progress.takeUntold()).isEmpty();
        assertThat(progress.givenOwn(with(2), 1)).isFalse();
        assertThat(progress.takeUnstored(ME, Integer.MAX_VALUE))
                .containsExactlyInAnyOrder(
                        new Write.MovePosition(ME, with(1), new Position(3, 1)),
                        new Write.MovePosition(ME, with(2), new Position(1, 0)));
    }

    @Test
    void whatWasDeliveredInPrivateIsToldOnceWithTheNewestNumber() {
        progress.move(with(1), 1, 0);
        progress.move(with(1), 2, 0);
        progress.move(with(2), 0, 7);
        progress.move(group(1), 9, 9);

        assertThat(progress.takeUntold()).containsExactly(new Progress.Receipt(with(1), 2));
        assertThat(progress.takeUntold()).isEmpty();
    }

    @Test
    void whatIsForgottenIsNotStored() {
        progress.move(group(1), 3, 3);
        progress.forget(group(1));
        progress.forget(group(2));
        progress.storeAgain(group(1));

        assertThat(progress.position(group(1))).isEqualTo(Position.START);
        assertThat(progress.takeUnstored(ME, Integer.MAX_VALUE)).isEmpty();
        assertThat(progress.isStored()).isTrue();
    }

    /** The hashes of such names lie side by side. */
    @Test
    void conversationsWithNumberedUsersAreFoundInAFewSteps() {
        List<ConversationId> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(ConversationId.between(UserId.of("u500"), UserId.of("u" + i)));
            progress.move(all.get(i), 1, 0);
        }

        assertThat(all.stream().mapToInt(progress::steps).average().orElseThrow())
                .isLessThan(3);
        assertThat(all.stream().mapToInt(progress::steps).max().orElseThrow()).isLessThan(40);
    }

    /** The reference is a map of what each conversation is at, and the sets of what waits. */
    @Test
    void aThousandConversationsThatComeAndGoAreKeptApart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<ConversationId, Position> expected = new HashMap<>();
        Set<ConversationId> unstored = new LinkedHashSet<>();
        for (int i = 0; i < 50_000; i++) {
            int number = random.nextInt(1_000);
            ConversationId in = number % 3 == 0 ? group(number) : with(number);
            int what = random.nextInt(100);
            if (what < 80) {
                Position to = new Position(random.nextInt(100), random.nextInt(100));
                progress.move(in, to.delivered(), to.read());
                Position now = expected.getOrDefault(in, Position.START).and(to);
                if (!now.equals(expected.put(in, now)) && !now.equals(Position.START)) {
                    unstored.add(in);
                }
            } else if (what < 98) {
                progress.forget(in);
                expected.remove(in);
                unstored.remove(in);
            } else if (what < 99) {
                progress.storeAgain(in);
                if (expected.containsKey(in)) {
                    unstored.add(in);
                }
            } else {
                List<ConversationId> taken = new ArrayList<>();
                while (!progress.isStored()) {
                    int max = 1 + random.nextInt(100);
                    List<Write.MovePosition> some = progress.takeUnstored(ME, max);
                    assertThat(some).as("seed %d", seed).hasSizeLessThanOrEqualTo(max);
                    for (Write.MovePosition move : some) {
                        assertThat(move.position()).as("seed %d", seed).isEqualTo(expected.get(move.conversation()));
                        taken.add(move.conversation());
                    }
                }
                assertThat(taken).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(unstored);
                unstored.clear();
            }
            assertThat(progress.position(in)).as("seed %d", seed).isEqualTo(expected.getOrDefault(in, Position.START));
        }
    }
}
