package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Append;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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
        assertThat(run.passed()).hasSizeGreaterThan(30);
    }

    @Test
    void a_store_whose_content_ends_with_it_is_told_that_its_durability_was_not_tested() {
        ContractRun run = ContractRun.of(Volatile.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).hasSize(3).allMatch(rule -> rule.startsWith("rule_R"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_store_fails_the_rule_that_it_breaks(Class<?> store, String rule) {
        assertThat(ContractRun.of(store).failed()).anyMatch(failed -> failed.startsWith("rule_" + rule + "_"));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(NumbersFromZero.class, "N1"),
                arguments(NumbersAcrossConversations.class, "N2"),
                arguments(StoresBatchesBackwards.class, "N3"),
                arguments(CountsDuplicates.class, "N4"),
                arguments(TakesUnderscoreForAnyCharacter.class, "N5"),
                arguments(TellsSpellingsApart.class, "N6"),
                arguments(ForgetsClientIds.class, "D1"),
                arguments(ForgetsClientIdsWithinABatch.class, "D2"),
                arguments(HandsBackWhatWasSentAgain.class, "D3"),
                arguments(SharesClientIdsAmongSenders.class, "D4"),
                arguments(IgnoresCaseOfClientIds.class, "D5"),
                arguments(TakesEqualTextsForDuplicates.class, "D6"),
                arguments(KeepsClientIdsPerConversation.class, "D7"),
                arguments(StripsTexts.class, "V1"),
                arguments(CutsLongTexts.class, "V2"),
                arguments(KeepsSeconds.class, "V3"),
                arguments(LowersNames.class, "V4"),
                arguments(NewestFirst.class, "H1"),
                arguments(TellsOfMoreWheneverThePageIsFull.class, "H1"),
                arguments(BeforeIncludesTheNumber.class, "H2"),
                arguments(AfterIncludesTheNumber.class, "H3"),
                arguments(OverflowsOnTheLargestLimit.class, "H4"),
                arguments(FailsOnUnknownConversations.class, "H5"),
                arguments(LeavesOneOutBetweenPages.class, "H6"),
                arguments(IsOneCommitBehind.class, "H7"),
                arguments(CountsAllConversations.class, "H8"),
                arguments(HasOneEpochForAll.class, "E1"),
                arguments(LosesMessagesWhenClosed.class, "R1"),
                arguments(LosesClientIdsWhenClosed.class, "R2"),
                arguments(LosesItsEpochWhenClosed.class, "R3"),
                arguments(ClosesOnce.class, "X1"),
                arguments(AnswersWhenClosed.class, "X2"),
                arguments(GivesUpWhenInterrupted.class, "X3"),
                arguments(SkipsANumberNowAndThen.class, "M1"));
    }

    /** Does what the store behind it does. Its content outlives it. */
    private static class Delegating implements ConversationStore {
        private ConversationStore behind;
        private boolean closed;

        Delegating(ConversationStore behind) {
            this.behind = behind;
        }

        ConversationStore behind() {
            if (closed) {
                throw new StoreException("closed");
            }
            return behind;
        }

        /** A store with the content of this closed one. */
        ConversationStore anew() {
            return new Delegating(behind);
        }

        @Override
        public List<Outcome> commit(List<Append> batch) {
            return behind().commit(batch);
        }

        @Override
        public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
            return behind().history(conversation, page, limit);
        }

        @Override
        public long head(ConversationId conversation) {
            return behind().head(conversation);
        }

        @Override
        public String epoch() {
            return behind().epoch();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Changes each message on its way in. */
    private static class Changing extends Delegating {
        private final UnaryOperator<Append> change;

        Changing(UnaryOperator<Append> change) {
            super(new MemoryStore());
            this.change = change;
        }

        @Override
        public List<Outcome> commit(List<Append> batch) {
            return super.commit(batch.stream().map(change).toList());
        }
    }

    private static Append withClientId(Append append, String clientId) {
        return new Append(append.conversation(), append.from(), append.time(), append.text(), clientId);
    }

    private static Append withText(Append append, String text) {
        return new Append(append.conversation(), append.from(), append.time(), text, append.clientId());
    }

    private static Append withFrom(Append append, UserId from) {
        return new Append(append.conversation(), from, append.time(), append.text(), append.clientId());
    }

    private static Outcome withSeq(Outcome outcome, long seq) {
        Message message = outcome.message();
        return new Outcome(
                new Message(message.conversation(), seq, message.time(), message.from(), message.text()),
                outcome.duplicate());
    }

    private static long number(Map<String, Long> last, ConversationId conversation) {
        return last.merge(conversation.key(), 1L, Long::sum);
    }

    abstract static class Durable extends ConversationStoreContract {
        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(((Delegating) closed).anew());
        }
    }

    static class Working extends Durable {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore());
        }
    }

    static class Volatile extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new MemoryStore();
        }
    }

    static class NumbersFromZero extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    return super.commit(batch).stream()
                            .map(outcome -> withSeq(
                                    outcome, Math.max(1, outcome.message().seq() - 1)))
                            .toList();
                }
            };
        }
    }

    static class NumbersAcrossConversations extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private long last;

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    return super.commit(batch).stream()
                            .map(outcome -> withSeq(outcome, ++last))
                            .toList();
                }
            };
        }
    }

    static class StoresBatchesBackwards extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    List<Append> backwards = new ArrayList<>(batch);
                    Collections.reverse(backwards);
                    List<Outcome> outcomes = new ArrayList<>(super.commit(backwards));
                    Collections.reverse(outcomes);
                    return outcomes;
                }
            };
        }
    }

    static class CountsDuplicates extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<String, Long> last = new HashMap<>();

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    List<Outcome> outcomes = new ArrayList<>();
                    for (Outcome outcome : super.commit(batch)) {
                        long number = number(last, outcome.message().conversation());
                        outcomes.add(outcome.duplicate() ? outcome : withSeq(outcome, number));
                    }
                    return outcomes;
                }
            };
        }
    }

    static class TakesUnderscoreForAnyCharacter extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private ConversationId mixedUp(ConversationId conversation) {
                    return ConversationId.parseKey(conversation.key().replace('_', 'x'))
                            .orElseThrow();
                }

                @Override
                public List<Outcome> commit(List<Append> batch) {
                    return super.commit(batch.stream()
                            .map(it -> new Append(
                                    mixedUp(it.conversation()), it.from(), it.time(), it.text(), it.clientId()))
                            .toList());
                }

                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    return super.history(mixedUp(conversation), page, limit);
                }
            };
        }
    }

    static class TellsSpellingsApart extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private final Set<String> spellings = new HashSet<>();

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    batch.forEach(append -> spellings.add(append.conversation().toString()));
                    return super.commit(batch);
                }

                @Override
                public synchronized HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    HistoryPage found = super.history(conversation, page, limit);
                    return spellings.contains(conversation.toString()) ? found : new HistoryPage(List.of(), false);
                }
            };
        }
    }

    static class ForgetsClientIds extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> withClientId(append, null));
        }
    }

    static class ForgetsClientIdsWithinABatch extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    Set<String> seen = new HashSet<>();
                    return super.commit(batch.stream()
                            .map(it -> seen.add(it.from().key() + it.clientId()) ? it : withClientId(it, null))
                            .toList());
                }
            };
        }
    }

    static class HandsBackWhatWasSentAgain extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    List<Outcome> outcomes = super.commit(batch);
                    List<Outcome> told = new ArrayList<>();
                    for (int i = 0; i < batch.size(); i++) {
                        Append append = batch.get(i);
                        told.add(new Outcome(
                                new Message(
                                        append.conversation(),
                                        outcomes.get(i).message().seq(),
                                        append.time(),
                                        append.from(),
                                        append.text()),
                                outcomes.get(i).duplicate()));
                    }
                    return told;
                }
            };
        }
    }

    static class SharesClientIdsAmongSenders extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> append.clientId() == null ? append : withFrom(append, UserId.of("all")));
        }
    }

    static class IgnoresCaseOfClientIds extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> append.clientId() == null
                    ? append
                    : withClientId(append, append.clientId().toLowerCase(Locale.ROOT)));
        }
    }

    static class TakesEqualTextsForDuplicates extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> append.clientId() == null ? withClientId(append, append.text()) : append);
        }
    }

    static class KeepsClientIdsPerConversation extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> append.clientId() == null
                    ? append
                    : withClientId(append, append.conversation().key() + append.clientId()));
        }
    }

    static class StripsTexts extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> withText(append, append.text().strip()));
        }
    }

    static class CutsLongTexts extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> withText(
                    append,
                    append.text().substring(0, Math.min(8_191, append.text().length()))));
        }
    }

    static class KeepsSeconds extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(append -> new Append(
                    append.conversation(),
                    append.from(),
                    append.time().truncatedTo(ChronoUnit.SECONDS),
                    append.text(),
                    append.clientId()));
        }
    }

    static class LowersNames extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Changing(
                    append -> withFrom(append, UserId.of(append.from().key())));
        }
    }

    static class NewestFirst extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    HistoryPage found = super.history(conversation, page, limit);
                    List<Message> backwards = new ArrayList<>(found.messages());
                    Collections.reverse(backwards);
                    return new HistoryPage(backwards, found.more());
                }
            };
        }
    }

    static class TellsOfMoreWheneverThePageIsFull extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    List<Message> found =
                            super.history(conversation, page, limit).messages();
                    return new HistoryPage(found, found.size() == limit);
                }
            };
        }
    }

    static class BeforeIncludesTheNumber extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    return super.history(
                            conversation,
                            page.from() == PageRequest.From.BEFORE && page.seq() < Long.MAX_VALUE
                                    ? PageRequest.before(page.seq() + 1)
                                    : page,
                            limit);
                }
            };
        }
    }

    static class AfterIncludesTheNumber extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    return super.history(
                            conversation,
                            page.from() == PageRequest.From.AFTER
                                    ? PageRequest.after(Math.max(0, page.seq() - 1))
                                    : page,
                            limit);
                }
            };
        }
    }

    static class OverflowsOnTheLargestLimit extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    int oneMore = limit + 1;
                    return oneMore < 0 ? new HistoryPage(List.of(), false) : super.history(conversation, page, limit);
                }
            };
        }
    }

    static class FailsOnUnknownConversations extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    if (head(conversation) == 0) {
                        throw new StoreException("no such conversation");
                    }
                    return super.history(conversation, page, limit);
                }
            };
        }
    }

    static class LeavesOneOutBetweenPages extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    // Wrong only far from the edges.
                    boolean wrong = page.from() == PageRequest.From.AFTER && page.seq() == 15;
                    return super.history(conversation, wrong ? PageRequest.after(16) : page, limit);
                }
            };
        }
    }

    static class IsOneCommitBehind extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<ConversationId, Long> heads = new HashMap<>();

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    batch.forEach(append -> heads.put(append.conversation(), super.head(append.conversation())));
                    return super.commit(batch);
                }

                @Override
                public synchronized long head(ConversationId conversation) {
                    return heads.getOrDefault(conversation, 0L);
                }
            };
        }
    }

    static class CountsAllConversations extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private long stored;

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    List<Outcome> outcomes = super.commit(batch);
                    stored += outcomes.stream().filter(it -> !it.duplicate()).count();
                    return outcomes;
                }

                @Override
                public synchronized long head(ConversationId conversation) {
                    return stored;
                }
            };
        }
    }

    static class HasOneEpochForAll extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public String epoch() {
                    return "1";
                }
            };
        }
    }

    static class LosesMessagesWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new MemoryStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new MemoryStore());
        }
    }

    static class LosesClientIdsWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore());
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            ConversationStore anew = ((Delegating) closed).anew();
            return Optional.of(new Delegating(anew) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    return super.commit(
                            batch.stream().map(it -> withClientId(it, null)).toList());
                }
            });
        }
    }

    static class LosesItsEpochWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore());
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new Delegating(((Delegating) closed).anew()) {
                @Override
                public String epoch() {
                    return "another";
                }
            });
        }
    }

    static class ClosesOnce extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public void close() {
                    behind();
                    super.close();
                }
            };
        }
    }

    static class AnswersWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public void close() {}
            };
        }
    }

    static class GivesUpWhenInterrupted extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                @Override
                public List<Outcome> commit(List<Append> batch) {
                    if (Thread.interrupted()) {
                        throw new StoreException("interrupted");
                    }
                    return super.commit(batch);
                }
            };
        }
    }

    static class SkipsANumberNowAndThen extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new Delegating(new MemoryStore()) {
                private final Map<String, Long> last = new HashMap<>();

                @Override
                public synchronized List<Outcome> commit(List<Append> batch) {
                    List<Outcome> outcomes = new ArrayList<>();
                    for (Outcome outcome : super.commit(batch)) {
                        boolean skips = !outcome.duplicate()
                                && number(last, outcome.message().conversation()) % 11 == 0;
                        outcomes.add(
                                skips && batch.size() < 10
                                        ? withSeq(outcome, outcome.message().seq() + 1)
                                        : outcome);
                    }
                    return outcomes;
                }
            };
        }
    }
}
