package io.implatform.testkit;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.Write;
import java.time.Instant;
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
import java.util.function.LongUnaryOperator;

/** Stores that break a rule about messages, or about a store as a whole. */
final class BrokenMessageStores {
    private BrokenMessageStores() {}

    private static Write.Append with(
            Write.Append it, ConversationId conversation, UserId from, Instant time, String text, String clientId) {
        return new Write.Append(conversation, from, time, it.kind(), it.refersTo(), text, clientId, it.version());
    }

    private static Write.Append withConversation(Write.Append it, ConversationId conversation) {
        return with(it, conversation, it.from(), it.time(), it.text(), it.clientId());
    }

    private static Write.Append withClientId(Write.Append it, String clientId) {
        return with(it, it.conversation(), it.from(), it.time(), it.text(), clientId);
    }

    private static Write.Append withText(Write.Append it, String text) {
        return with(it, it.conversation(), it.from(), it.time(), text, it.clientId());
    }

    private static Write.Append withFrom(Write.Append it, UserId from) {
        return with(it, it.conversation(), from, it.time(), it.text(), it.clientId());
    }

    private static Write.Append withTime(Write.Append it, Instant time) {
        return with(it, it.conversation(), it.from(), time, it.text(), it.clientId());
    }

    private static Outcome withSeq(Outcome outcome, LongUnaryOperator change) {
        Message it = outcome.message();
        if (it == null) {
            return outcome;
        }
        long seq = change.applyAsLong(it.seq());
        return new Outcome(
                outcome.result(),
                new Message(
                        it.conversation(),
                        seq,
                        it.time(),
                        it.from(),
                        it.kind(),
                        Math.min(it.refersTo(), seq - 1),
                        it.text(),
                        it.state()));
    }

    static class NumbersFromZero extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return withSeq(outcome, seq -> Math.max(1, seq - 1));
                }
            };
        }
    }

    static class NumbersAcrossConversations extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private long last;

                @Override
                Outcome out(Write write, Outcome outcome) {
                    return withSeq(outcome, seq -> ++last);
                }
            };
        }
    }

    static class StoresBatchesBackwards extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public synchronized List<Outcome> commit(List<? extends Write> batch) {
                    List<Write> backwards = new ArrayList<>(batch);
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
            return new DelegatingStore() {
                private final Map<String, Long> last = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (outcome.message() == null) {
                        return outcome;
                    }
                    long number = last.merge(outcome.message().conversation().key(), 1L, Long::sum);
                    return outcome.result() == Result.DUPLICATE ? outcome : withSeq(outcome, seq -> number);
                }
            };
        }
    }

    static class TakesUnderscoreForAnyCharacter extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private ConversationId mixedUp(ConversationId conversation) {
                    return ConversationId.parseKey(conversation.key().replace('_', 'x'))
                            .orElseThrow();
                }

                @Override
                Write in(Write write) {
                    return ifAppend(write, it -> withConversation(it, mixedUp(it.conversation())));
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
            return new DelegatingStore() {
                private final Set<String> spellings = new HashSet<>();

                @Override
                Write in(Write write) {
                    return ifAppend(write, append -> {
                        spellings.add(append.conversation().toString());
                        return append;
                    });
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
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(write, append -> withClientId(append, null));
                }
            };
        }
    }

    static class ForgetsClientIdsWithinABatch extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public synchronized List<Outcome> commit(List<? extends Write> batch) {
                    Set<String> seen = new HashSet<>();
                    return super.commit(batch.stream()
                            .map(write -> ifAppend(
                                    write,
                                    it -> seen.add(it.from().key() + it.clientId()) ? it : withClientId(it, null)))
                            .toList());
                }
            };
        }
    }

    static class HandsBackWhatWasSentAgain extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    Write.Append append = (Write.Append) write;
                    return outcome.result() == Result.DUPLICATE
                            ? Outcome.duplicate(new Message(
                                    append.conversation(),
                                    outcome.message().seq(),
                                    append.time(),
                                    append.from(),
                                    append.text()))
                            : outcome;
                }
            };
        }
    }

    static class SharesClientIdsAmongSenders extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write, append -> append.clientId() == null ? append : withFrom(append, UserId.of("all")));
                }
            };
        }
    }

    static class IgnoresCaseOfClientIds extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.clientId() == null
                                    ? append
                                    : withClientId(append, append.clientId().toLowerCase(Locale.ROOT)));
                }
            };
        }
    }

    static class TakesEqualTextsForDuplicates extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write, append -> append.clientId() == null ? withClientId(append, append.text()) : append);
                }
            };
        }
    }

    static class KeepsClientIdsPerConversation extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.clientId() == null
                                    ? append
                                    : withClientId(append, append.conversation().key() + append.clientId()));
                }
            };
        }
    }

    static class StripsTexts extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write, append -> withText(append, append.text().strip()));
                }
            };
        }
    }

    static class CutsLongTexts extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> withText(
                                    append,
                                    append.text()
                                            .substring(
                                                    0,
                                                    Math.min(
                                                            8_191, append.text().length()))));
                }
            };
        }
    }

    static class KeepsSeconds extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write, append -> withTime(append, append.time().truncatedTo(ChronoUnit.SECONDS)));
                }
            };
        }
    }

    static class LowersNames extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> withFrom(append, UserId.of(append.from().key())));
                }
            };
        }
    }

    static class NewestFirst extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
                private final Map<ConversationId, Long> heads = new HashMap<>();

                @Override
                Write in(Write write) {
                    return ifAppend(write, append -> {
                        heads.put(append.conversation(), super.head(append.conversation()));
                        return append;
                    });
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
            return new DelegatingStore() {
                private long stored;

                @Override
                Outcome out(Write write, Outcome outcome) {
                    stored += outcome.result() == Result.DONE ? 1 : 0;
                    return outcome;
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
            return new DelegatingStore() {
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
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new DelegatingStore(((DelegatingStore) closed).anew()) {
                @Override
                Write in(Write write) {
                    return ifAppend(write, append -> withClientId(append, null));
                }
            });
        }
    }

    static class LosesItsEpochWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new DelegatingStore(((DelegatingStore) closed).anew()) {
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
            return new DelegatingStore() {
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
            return new DelegatingStore() {
                @Override
                public void close() {}
            };
        }
    }

    static class GivesUpWhenInterrupted extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public synchronized List<Outcome> commit(List<? extends Write> batch) {
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
            return new DelegatingStore() {
                private long stored;

                @Override
                Outcome out(Write write, Outcome outcome) {
                    boolean skips = outcome.result() == Result.DONE && outcome.message() != null && ++stored % 97 == 0;
                    return skips ? withSeq(outcome, seq -> seq + 1) : outcome;
                }
            };
        }
    }
}
