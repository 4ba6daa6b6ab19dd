package io.implatform.testkit;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Group;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.PageRequest;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.HistoryPage;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Stores that break a rule about groups. */
final class BrokenGroupStores {
    private BrokenGroupStores() {}

    static class FoundsWithoutTopics extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Optional<Group> group(ConversationId.Group id) {
                    return super.group(id)
                            .map(it -> it.version() == 5
                                    ? new Group(it.id(), it.isPrivate(), "", it.members(), it.invited(), it.version())
                                    : it);
                }
            };
        }
    }

    static class SharesPublicNames extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return write instanceof Write.FoundGroup founding
                                    && publicGroup(founding.group().name()).isPresent()
                            ? new Write.FoundGroup(privately(founding.group()))
                            : write;
                }

                private Group privately(Group it) {
                    return new Group(it.id(), true, it.topic(), it.members(), it.invited(), it.version());
                }
            };
        }
    }

    static class TakesPrivateNamesToo extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Set<String> names = new HashSet<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    return write instanceof Write.FoundGroup founding
                                    && !names.add(ConversationId.Group.fold(
                                            founding.group().name()))
                            ? Outcome.of(Result.NAME_TAKEN)
                            : outcome;
                }
            };
        }
    }

    static class FindsPrivateGroupsByName extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<String, ConversationId.Group> names = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (write instanceof Write.FoundGroup founding) {
                        names.put(founding.group().name(), founding.group().id());
                    }
                    return outcome;
                }

                @Override
                public synchronized Optional<ConversationId.Group> publicGroup(String name) {
                    return super.publicGroup(name).or(() -> Optional.ofNullable(names.get(name)));
                }
            };
        }
    }

    static class ForgetsHeirs extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return write instanceof Write.ChangeGroup it
                                    && it.change() instanceof GroupChange.RemoveMember change
                            ? new Write.ChangeGroup(
                                    it.group(),
                                    it.version(),
                                    new GroupChange.RemoveMember(change.user(), change.user()))
                            : write;
                }
            };
        }
    }

    static class IgnoresVersionsOfMessages extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Write in(Write write) {
                    return ifAppend(
                            write,
                            append -> append.conversation() instanceof ConversationId.Group id
                                            && group(id).isPresent()
                                    ? ConversationStoreSetting.on(
                                            group(id).get().version(), append)
                                    : append);
                }
            };
        }
    }

    static class RaisesVersionsWithMessages extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private long messages;

                @Override
                Outcome out(Write write, Outcome outcome) {
                    messages += write instanceof Write.Append ? 1 : 0;
                    return outcome;
                }

                @Override
                public Optional<Group> group(ConversationId.Group id) {
                    return super.group(id)
                            .map(it -> new Group(
                                    it.id(),
                                    it.isPrivate(),
                                    it.topic(),
                                    it.members(),
                                    it.invited(),
                                    it.version() + messages));
                }
            };
        }
    }

    static class ChecksVersionsAgainstTheLastBatch extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public synchronized List<Outcome> commit(List<? extends Write> batch) {
                    Map<ConversationId.Group, Long> before = new HashMap<>();
                    List<Outcome> outcomes = new ArrayList<>();
                    for (Write write : batch) {
                        outcomes.addAll(super.commit(List.of(ifAppend(write, it -> decided(it, before)))));
                    }
                    return outcomes;
                }

                private Write.Append decided(Write.Append append, Map<ConversationId.Group, Long> before) {
                    if (!(append.conversation() instanceof ConversationId.Group id)) {
                        return append;
                    }
                    long now = group(id).map(Group::version).orElse(0L);
                    before.putIfAbsent(id, now);
                    return ConversationStoreSetting.on(append.version() == before.get(id) ? now : -1, append);
                }
            };
        }
    }

    static class ChecksVersionsBeforeDuplicates extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return outcome.result() == Result.DUPLICATE
                                    && ((Write.Append) write).conversation() instanceof ConversationId.Group id
                                    && group(id).orElseThrow().version() != ((Write.Append) write).version()
                            ? Outcome.of(Result.STALE)
                            : outcome;
                }
            };
        }
    }

    static class OrdersMembersByName extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Optional<Group> group(ConversationId.Group id) {
                    return super.group(id)
                            .map(it -> new Group(
                                    it.id(),
                                    it.isPrivate(),
                                    it.topic(),
                                    new TreeMap<>(it.members()),
                                    it.invited(),
                                    it.version()));
                }
            };
        }
    }

    static class MixesGroupsOfOneName extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<String, ConversationId.Group> names = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (write instanceof Write.FoundGroup founding) {
                        names.putIfAbsent(
                                founding.group().name(), founding.group().id());
                    }
                    return outcome;
                }

                @Override
                public synchronized HistoryPage history(ConversationId conversation, PageRequest page, int limit) {
                    return super.history(
                            conversation instanceof ConversationId.Group id
                                    ? names.getOrDefault(id.name(), id)
                                    : conversation,
                            page,
                            limit);
                }
            };
        }
    }

    static class GivesAnIdTwice extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return write instanceof Write.FoundGroup founding
                                    && outcome.result() == Result.NAME_TAKEN
                                    && publicGroup(founding.group().name()).isEmpty()
                            ? Outcome.of(Result.DONE)
                            : outcome;
                }
            };
        }
    }

    static class TellsEverybodyThatItChanged extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return write instanceof Write.ChangeGroup ? Outcome.of(Result.DONE) : outcome;
                }
            };
        }
    }

    static class TellsEverybodyThatItFounded extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return write instanceof Write.FoundGroup ? Outcome.of(Result.DONE) : outcome;
                }
            };
        }
    }

    static class LosesGroupsWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new DelegatingStore(((DelegatingStore) closed).anew()) {
                @Override
                public Optional<Group> group(ConversationId.Group id) {
                    return Optional.empty();
                }
            });
        }
    }
}
