package io.implatform.testkit;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.Message.Kind;
import io.implatform.core.model.Message.State;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores that break a rule about replies, edits and deletions. */
final class BrokenFactStores {
    private BrokenFactStores() {}

    static class ForgetsEdits extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.kind() == Kind.EDIT ? with(append, Kind.TEXT, 0, append.text()) : append);
                }
            };
        }
    }

    static class LeavesAWordOfWhatIsDeleted extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Message read(Message message) {
                    return message.state() == State.DELETED ? with(message, "deleted", State.DELETED) : message;
                }
            };
        }
    }

    static class ForgetsWhatIsAnswered extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.kind() == Kind.TEXT ? with(append, Kind.TEXT, 0, append.text()) : append);
                }
            };
        }
    }

    static class TakesAnyReference extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> message(append.conversation(), append.refersTo())
                                            .isEmpty()
                                    ? with(append, Kind.TEXT, 0, append.text())
                                    : append);
                }
            };
        }
    }

    static class SeesNoMessageOfItsOwnBatch extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.refersTo() > head(append.conversation())
                                    ? with(append, append.kind(), Long.MAX_VALUE, append.text())
                                    : append);
                }
            };
        }
    }

    static class ShowsFactsInHistory extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    return page.from() == PageRequest.From.AFTER
                            ? since(conversation, page.seq(), limit)
                            : super.history(conversation, page, limit);
                }
            };
        }
    }

    static class LeavesFactsOut extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public HistoryPage since(ConversationId conversation, long seq, int limit) {
                    return history(conversation, PageRequest.after(seq), limit);
                }
            };
        }
    }

    static class FindsTextsAlone extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Optional<Message> message(ConversationId conversation, long seq) {
                    return super.message(conversation, seq).filter(message -> message.kind() == Kind.TEXT);
                }
            };
        }
    }

    static class TellsTheNewestTextAgain extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return outcome.result() == Result.DUPLICATE
                            ? Outcome.duplicate(message(
                                            outcome.message().conversation(),
                                            outcome.message().seq())
                                    .orElseThrow())
                            : outcome;
                }
            };
        }
    }

    static class KeepsWhatEditsSaid extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<Long, String> said = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (outcome.result() == Result.DONE && outcome.message() != null) {
                        said.put(outcome.message().seq(), outcome.message().text());
                    }
                    return outcome;
                }

                @Override
                Message read(Message message) {
                    return message.kind() == Kind.EDIT
                            ? with(message, said.get(message.seq()), message.state())
                            : message;
                }
            };
        }
    }

    static class TellsEverybodyThatItDeleted extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return outcome.result() == Result.GONE && ((Write.Append) write).kind() == Kind.DELETION
                            ? Outcome.of(Result.DONE)
                            : outcome;
                }
            };
        }
    }

    static class LosesFactsInLongBatches extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public synchronized List<Outcome> commit(List<? extends Write> batch) {
                    List<Write> writes = new ArrayList<>(batch);
                    for (int i = 256; i < writes.size(); i++) {
                        writes.set(i, ifAppend(writes.get(i), append -> with(append, Kind.TEXT, 0, append.text())));
                    }
                    return super.commit(writes);
                }
            };
        }
    }

    static class LosesEditsWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new DelegatingStore(((DelegatingStore) closed).anew()) {
                @Override
                Message read(Message message) {
                    return with(message, message.text(), State.ORIGINAL);
                }
            });
        }
    }
}
