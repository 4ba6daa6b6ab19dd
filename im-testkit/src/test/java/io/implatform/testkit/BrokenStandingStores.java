package io.implatform.testkit;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.GroupChange;
import io.implatform.core.model.PageRequest;
import io.implatform.core.model.Position;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.ConversationStore;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.Outcome.Result;
import io.implatform.core.spi.Standing;
import io.implatform.core.spi.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Stores that break a rule about where users stand, or whom they have blocked. */
final class BrokenStandingStores {
    private BrokenStandingStores() {}

    static class StandsWithOneOfBoth extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .filter(it -> !(it.conversation() instanceof ConversationId.Private pair)
                                    || pair.first().equals(user))
                            .toList();
                }
            };
        }
    }

    static class StandsTwiceWithOneself extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .flatMap(it -> it.conversation() instanceof ConversationId.Private pair
                                            && pair.first().equals(pair.second())
                                    ? Stream.of(it, it)
                                    : Stream.of(it))
                            .toList();
                }
            };
        }
    }

    static class StandsInTheLobbyAlways extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    List<Standing> all = new ArrayList<>(standings);
                    all.removeIf(it -> it.conversation() instanceof ConversationId.Lobby);
                    all.add(new Standing(ConversationId.LOBBY, head(ConversationId.LOBBY), Position.START, false));
                    return all;
                }
            };
        }
    }

    static class TakesTheInvitedForMembers extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> new Standing(it.conversation(), it.head(), it.position(), false))
                            .toList();
                }
            };
        }
    }

    static class TellsThePositionsOfTheFirstUser extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Map<UserId, Position> positions(ConversationId conversation, Collection<UserId> users) {
                    Map<UserId, Position> all = new HashMap<>(super.positions(conversation, users));
                    all.replaceAll((user, position) -> all.values().iterator().next());
                    return all;
                }
            };
        }
    }

    static class CountsTextsForTheHead extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> new Standing(
                                    it.conversation(),
                                    history(it.conversation(), PageRequest.newest(), 1_000)
                                            .messages()
                                            .size(),
                                    it.position(),
                                    it.invited()))
                            .toList();
                }
            };
        }
    }

    static class MovesBackwards extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<List<Object>, Position> moved = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (write instanceof Write.MovePosition move) {
                        moved.put(List.of(move.user(), move.conversation()), move.position());
                    }
                    return outcome;
                }

                @Override
                synchronized List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> new Standing(
                                    it.conversation(),
                                    it.head(),
                                    moved.getOrDefault(List.of(user, it.conversation()), it.position()),
                                    it.invited()))
                            .toList();
                }
            };
        }
    }

    static class RemembersEveryMove extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<List<Object>, Position> moved = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (write instanceof Write.MovePosition move) {
                        moved.merge(List.of(move.user(), move.conversation()), move.position(), Position::and);
                    }
                    return outcome;
                }

                @Override
                synchronized List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> new Standing(
                                    it.conversation(),
                                    it.head(),
                                    it.position()
                                            .and(moved.getOrDefault(List.of(user, it.conversation()), Position.START)),
                                    it.invited()))
                            .toList();
                }
            };
        }
    }

    static class ForgetsPositionsWhenSomethingIsSaid extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Set<ConversationId> said = new HashSet<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (write instanceof Write.Append append) {
                        said.add(append.conversation());
                    } else if (write instanceof Write.MovePosition move) {
                        said.remove(move.conversation());
                    }
                    return outcome;
                }

                @Override
                synchronized List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> said.contains(it.conversation())
                                    ? new Standing(it.conversation(), it.head(), Position.START, it.invited())
                                    : it)
                            .toList();
                }
            };
        }
    }

    static class BeginsAtTheFirstMessage extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> it.conversation() instanceof ConversationId.Group
                                    ? new Standing(it.conversation(), it.head(), Position.START, it.invited())
                                    : it)
                            .toList();
                }
            };
        }
    }

    static class StandsWhereAChangeWasStale extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                private final Map<UserId, ConversationId> stale = new HashMap<>();

                @Override
                Outcome out(Write write, Outcome outcome) {
                    if (outcome.result() == Result.STALE
                            && write instanceof Write.ChangeGroup it
                            && it.change() instanceof GroupChange.SetMember change) {
                        stale.put(change.user(), it.group());
                    }
                    return outcome;
                }

                @Override
                synchronized List<Standing> stand(UserId user, List<Standing> standings) {
                    List<Standing> all = new ArrayList<>(standings);
                    if (stale.containsKey(user)) {
                        all.add(new Standing(stale.get(user), 0, Position.START, false));
                    }
                    return all;
                }
            };
        }
    }

    static class BlocksBothWays extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                public Set<UserId> blockedBy(UserId user) {
                    Set<UserId> blocked = new HashSet<>(super.blockedBy(user));
                    for (String name : List.of("Alice", "bob", "carol")) {
                        if (super.blockedBy(UserId.of(name)).contains(user)) {
                            blocked.add(UserId.of(name));
                        }
                    }
                    return blocked;
                }
            };
        }
    }

    static class RefusesTheBlocked extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore() {
                @Override
                Outcome out(Write write, Outcome outcome) {
                    return write instanceof Write.Append append
                                    && append.conversation() instanceof ConversationId.Private pair
                                    && blockedBy(pair.other(append.from())).contains(append.from())
                            ? Outcome.of(Result.GONE)
                            : outcome;
                }
            };
        }
    }

    static class LosesPositionsWhenClosed extends ConversationStoreContract {
        @Override
        protected ConversationStore open() {
            return new DelegatingStore();
        }

        @Override
        protected Optional<ConversationStore> reopen(ConversationStore closed) {
            return Optional.of(new DelegatingStore(((DelegatingStore) closed).anew()) {
                @Override
                List<Standing> stand(UserId user, List<Standing> standings) {
                    return standings.stream()
                            .map(it -> new Standing(it.conversation(), it.head(), Position.START, it.invited()))
                            .toList();
                }
            });
        }
    }
}
