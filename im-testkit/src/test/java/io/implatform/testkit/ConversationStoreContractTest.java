package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.spi.ConversationStore;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the contract to its word: it passes a store that works, and finds what is wrong with others. */
class ConversationStoreContractTest {

    @Test
    void a_store_that_works_passes_every_rule() {
        ContractRun run = ContractRun.of(Working.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).isEmpty();
        assertThat(run.passed()).hasSizeGreaterThan(70);
    }

    @Test
    void a_store_whose_content_ends_with_it_is_told_that_its_durability_was_not_tested() {
        ContractRun run = ContractRun.of(Volatile.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).hasSize(6).allMatch(rule -> rule.startsWith("rule_R"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_store_fails_the_rule_that_it_breaks(Class<?> store, String rule) {
        assertThat(ContractRun.of(store, rule).failed())
                .singleElement()
                .asString()
                .startsWith("rule_" + rule + "_");
    }

    @Test
    void nearly_every_rule_is_broken_by_a_store() {
        Set<Object> broken = broken().map(arguments -> arguments.get()[1]).collect(Collectors.toSet());
        Stream<String> rules = Stream.<Class<?>>iterate(
                        ConversationStoreContract.class, it -> it != Object.class, Class::getSuperclass)
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .map(Method::getName)
                .filter(name -> name.startsWith("rule_"))
                .map(name -> name.substring(5, name.indexOf('_', 5)));

        // A page that changes and a conversation with a gap take more than a store that tells something else.
        assertThat(rules.filter(rule -> !broken.contains(rule))).containsExactlyInAnyOrder("H9", "P1");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(BrokenMessageStores.NumbersFromZero.class, "N1"),
                arguments(BrokenMessageStores.NumbersAcrossConversations.class, "N2"),
                arguments(BrokenMessageStores.StoresBatchesBackwards.class, "N3"),
                arguments(BrokenMessageStores.CountsDuplicates.class, "N4"),
                arguments(BrokenMessageStores.TakesUnderscoreForAnyCharacter.class, "N5"),
                arguments(BrokenMessageStores.TellsSpellingsApart.class, "N6"),
                arguments(BrokenMessageStores.ForgetsClientIds.class, "D1"),
                arguments(BrokenMessageStores.ForgetsClientIdsWithinABatch.class, "D2"),
                arguments(BrokenMessageStores.HandsBackWhatWasSentAgain.class, "D3"),
                arguments(BrokenMessageStores.SharesClientIdsAmongSenders.class, "D4"),
                arguments(BrokenMessageStores.IgnoresCaseOfClientIds.class, "D5"),
                arguments(BrokenMessageStores.TakesEqualTextsForDuplicates.class, "D6"),
                arguments(BrokenMessageStores.KeepsClientIdsPerConversation.class, "D7"),
                arguments(BrokenMessageStores.StripsTexts.class, "V1"),
                arguments(BrokenMessageStores.CutsLongTexts.class, "V2"),
                arguments(BrokenMessageStores.KeepsSeconds.class, "V3"),
                arguments(BrokenMessageStores.LowersNames.class, "V4"),
                arguments(BrokenMessageStores.NewestFirst.class, "H1"),
                arguments(BrokenMessageStores.TellsOfMoreWheneverThePageIsFull.class, "H1"),
                arguments(BrokenMessageStores.BeforeIncludesTheNumber.class, "H2"),
                arguments(BrokenMessageStores.AfterIncludesTheNumber.class, "H3"),
                arguments(BrokenMessageStores.OverflowsOnTheLargestLimit.class, "H4"),
                arguments(BrokenMessageStores.FailsOnUnknownConversations.class, "H5"),
                arguments(BrokenMessageStores.LeavesOneOutBetweenPages.class, "H6"),
                arguments(BrokenMessageStores.IsOneCommitBehind.class, "H7"),
                arguments(BrokenMessageStores.CountsAllConversations.class, "H8"),
                arguments(BrokenMessageStores.HasOneEpochForAll.class, "E1"),
                arguments(BrokenMessageStores.LosesMessagesWhenClosed.class, "R1"),
                arguments(BrokenMessageStores.LosesClientIdsWhenClosed.class, "R2"),
                arguments(BrokenMessageStores.LosesItsEpochWhenClosed.class, "R3"),
                arguments(BrokenMessageStores.ClosesOnce.class, "X1"),
                arguments(BrokenMessageStores.AnswersWhenClosed.class, "X2"),
                arguments(BrokenMessageStores.GivesUpWhenInterrupted.class, "X3"),
                arguments(BrokenMessageStores.SkipsANumberNowAndThen.class, "M1"),
                arguments(BrokenFactStores.ForgetsEdits.class, "F1"),
                arguments(BrokenFactStores.LeavesAWordOfWhatIsDeleted.class, "F2"),
                arguments(BrokenFactStores.ForgetsWhatIsAnswered.class, "F3"),
                arguments(BrokenFactStores.TakesAnyReference.class, "F4"),
                arguments(BrokenFactStores.SeesNoMessageOfItsOwnBatch.class, "F5"),
                arguments(BrokenFactStores.ShowsFactsInHistory.class, "F6"),
                arguments(BrokenFactStores.LeavesFactsOut.class, "F7"),
                arguments(BrokenFactStores.FindsTextsAlone.class, "F8"),
                arguments(BrokenFactStores.TellsTheNewestTextAgain.class, "F9"),
                arguments(BrokenFactStores.KeepsWhatEditsSaid.class, "F10"),
                arguments(BrokenFactStores.TellsEverybodyThatItDeleted.class, "F11"),
                arguments(BrokenFactStores.LosesFactsInLongBatches.class, "F12"),
                arguments(BrokenFactStores.LosesEditsWhenClosed.class, "R4"),
                arguments(BrokenGroupStores.FoundsWithoutTopics.class, "G1"),
                arguments(BrokenGroupStores.SharesPublicNames.class, "G2"),
                arguments(BrokenGroupStores.TakesPrivateNamesToo.class, "G3"),
                arguments(BrokenGroupStores.FindsPrivateGroupsByName.class, "G4"),
                arguments(BrokenGroupStores.ForgetsHeirs.class, "G5"),
                arguments(BrokenGroupStores.IgnoresVersionsOfMessages.class, "G6"),
                arguments(BrokenGroupStores.RaisesVersionsWithMessages.class, "G7"),
                arguments(BrokenGroupStores.ChecksVersionsAgainstTheLastBatch.class, "G8"),
                arguments(BrokenGroupStores.ChecksVersionsBeforeDuplicates.class, "G9"),
                arguments(BrokenGroupStores.OrdersMembersByName.class, "G10"),
                arguments(BrokenGroupStores.MixesGroupsOfOneName.class, "G11"),
                arguments(BrokenGroupStores.GivesAnIdTwice.class, "G12"),
                arguments(BrokenGroupStores.TellsEverybodyThatItChanged.class, "G13"),
                arguments(BrokenGroupStores.TellsEverybodyThatItFounded.class, "G14"),
                arguments(BrokenGroupStores.LosesGroupsWhenClosed.class, "R5"),
                arguments(BrokenStandingStores.StandsWithOneOfBoth.class, "S1"),
                arguments(BrokenStandingStores.StandsTwiceWithOneself.class, "S2"),
                arguments(BrokenStandingStores.StandsInTheLobbyAlways.class, "S3"),
                arguments(BrokenStandingStores.TakesTheInvitedForMembers.class, "S4"),
                arguments(BrokenStandingStores.CountsTextsForTheHead.class, "S5"),
                arguments(BrokenStandingStores.MovesBackwards.class, "S6"),
                arguments(BrokenStandingStores.ForgetsPositionsWhenSomethingIsSaid.class, "S7"),
                arguments(BrokenStandingStores.BeginsAtTheFirstMessage.class, "S8"),
                arguments(BrokenStandingStores.RemembersEveryMove.class, "S9"),
                arguments(BrokenStandingStores.RemembersEveryMove.class, "S10"),
                arguments(BrokenStandingStores.StandsWhereAChangeWasStale.class, "S11"),
                arguments(BrokenStandingStores.TellsThePositionsOfTheFirstUser.class, "S12"),
                arguments(BrokenChangeStores.ListsTheLastNumberAlone.class, "C1"),
                arguments(BrokenChangeStores.ListsNoGroupsThatOnlyChange.class, "C2"),
                arguments(BrokenChangeStores.SkipsWhatComesWhileItReads.class, "C3"),
                arguments(BrokenChangeStores.IsSharedAndKeepsNoList.class, "C4"),
                arguments(BrokenStandingStores.BlocksBothWays.class, "B1"),
                arguments(BrokenStandingStores.RefusesTheBlocked.class, "B2"),
                arguments(BrokenStandingStores.LosesPositionsWhenClosed.class, "R6"));
    }

    static class Working extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(((DelegatingStore) closed).anew());
        }
    }

    static class Volatile extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new MemoryStore();
        }
    }
}
