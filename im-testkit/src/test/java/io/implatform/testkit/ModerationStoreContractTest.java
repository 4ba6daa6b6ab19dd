package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.implatform.core.memory.MemoryStore;
import io.implatform.core.model.AuditEntry;
import io.implatform.core.model.Sanction;
import io.implatform.core.spi.AuditRecord;
import io.implatform.core.spi.ModerationStore;
import io.implatform.core.spi.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the contract to its word: it passes a store that works, and finds what is wrong with others. */
class ModerationStoreContractTest {

    @Test
    void a_store_that_works_passes_every_rule() {
        ContractRun run = ContractRun.of(Working.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).isEmpty();
        assertThat(run.passed()).hasSize(13);
    }

    @Test
    void a_store_whose_content_ends_with_it_is_told_that_its_durability_was_not_tested() {
        ContractRun run = ContractRun.of(Volatile.class);

        assertThat(run.failed()).isEmpty();
        assertThat(run.aborted()).singleElement().asString().startsWith("rule_R1");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_store_fails_the_rule_that_it_breaks(Class<?> store, String rule) {
        assertThat(ContractRun.of(store, rule).failed())
                .singleElement()
                .asString()
                .startsWith("rule_" + rule + "_");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(ForgetsReasons.class, "S1"),
                arguments(KeepsBoth.class, "S2"),
                arguments(IgnoresTheLimit.class, "S3"),
                arguments(CountsWhatHasEnded.class, "S4"),
                arguments(LiftsEveryKind.class, "S5"),
                arguments(TakesNetworksForTheirFirstAddress.class, "S6"),
                arguments(CutsDetails.class, "L1"),
                arguments(LogsImpositionsTwice.class, "L2"),
                arguments(LogsWhatWasNotLifted.class, "S5"),
                arguments(ReadsFromTheBeginning.class, "L3"),
                arguments(IgnoresTimes.class, "L3"),
                arguments(LosesWhatIsAtOnce.class, "L4"),
                arguments(ForgetsWhenClosed.class, "R1"),
                arguments(ClosesOnce.class, "X1"),
                arguments(GivesUpWhenInterrupted.class, "X2"));
    }

    /** Does what the store behind it does. Its content outlives it. */
    private static class Delegating implements ModerationStore {
        private final ModerationStore behind;
        private boolean closed;

        Delegating() {
            this(new MemoryStore());
        }

        Delegating(ModerationStore behind) {
            this.behind = behind;
        }

        private ModerationStore behind() {
            if (closed) {
                throw new StoreException("closed");
            }
            return behind;
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public List<Sanction> sanctions() {
            return behind().sanctions();
        }

        @Override
        public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
            return behind().impose(sanction, limit, entry);
        }

        @Override
        public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
            return behind().lift(kind, subject, entry);
        }

        @Override
        public void append(AuditEntry entry) {
            behind().append(entry);
        }

        @Override
        public List<AuditRecord> audit(long after, Instant since, int limit) {
            return behind().audit(after, since, limit);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    static class Working extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating();
        }

        @Override
        protected Optional<ModerationStore> reopen(ModerationStore closed) {
            return Optional.of(new Delegating(((Delegating) closed).behind));
        }
    }

    static class Volatile extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new MemoryStore();
        }
    }

    private static Sanction with(Sanction one, Sanction.Subject subject, Instant since, String reason) {
        return new Sanction(one.kind(), subject, since, one.until(), one.by(), reason);
    }

    static class ForgetsReasons extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    return super.impose(with(sanction, sanction.subject(), sanction.since(), ""), limit, entry);
                }
            };
        }
    }

    static class KeepsBoth extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                private @Nullable Sanction first;

                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    first = first == null ? sanction : first;
                    return super.impose(sanction, limit, entry);
                }

                @Override
                public List<Sanction> sanctions() {
                    List<Sanction> now = super.sanctions();
                    return first == null || now.contains(first)
                            ? now
                            : Stream.concat(now.stream(), Stream.of(first)).toList();
                }
            };
        }
    }

    static class IgnoresTheLimit extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    return super.impose(sanction, Integer.MAX_VALUE, entry);
                }
            };
        }
    }

    static class CountsWhatHasEnded extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    return sanctions().size() >= limit
                            ? Imposition.FULL
                            : super.impose(with(sanction, sanction.subject(), Instant.EPOCH, ""), limit, entry);
                }
            };
        }
    }

    static class LiftsEveryKind extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
                    boolean lifted = false;
                    for (Sanction.Kind each : Sanction.Kind.values()) {
                        lifted |= super.lift(each, subject, entry);
                    }
                    return lifted;
                }
            };
        }
    }

    static class TakesNetworksForTheirFirstAddress extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    sanctions().stream()
                            .filter(other -> first(other).equals(first(sanction)))
                            .forEach(other -> super.lift(other.kind(), other.subject(), entry));
                    return super.impose(sanction, limit, entry);
                }

                private String first(Sanction sanction) {
                    return sanction.subject().key().replaceAll("/.*", "");
                }
            };
        }
    }

    static class CutsDetails extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public void append(AuditEntry entry) {
                    String detail = entry.detail()
                            .substring(0, Math.min(255, entry.detail().length()));
                    super.append(new AuditEntry(
                            entry.time(), entry.actor(), entry.action(), entry.subject(), entry.until(), detail));
                }
            };
        }
    }

    static class LogsImpositionsTwice extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    super.append(entry);
                    return super.impose(sanction, limit, entry);
                }
            };
        }
    }

    static class LogsWhatWasNotLifted extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public boolean lift(Sanction.Kind kind, Sanction.Subject subject, AuditEntry entry) {
                    boolean lifted = super.lift(kind, subject, entry);
                    if (!lifted) {
                        super.append(entry);
                    }
                    return lifted;
                }
            };
        }
    }

    static class ReadsFromTheBeginning extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public List<AuditRecord> audit(long after, Instant since, int limit) {
                    return super.audit(0, since, limit);
                }
            };
        }
    }

    static class IgnoresTimes extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public List<AuditRecord> audit(long after, Instant since, int limit) {
                    return super.audit(after, Instant.MIN, limit);
                }
            };
        }
    }

    static class LosesWhatIsAtOnce extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

                @Override
                public void append(AuditEntry entry) {
                    threads.add(Thread.currentThread());
                    if (threads.size() < 2) {
                        super.append(entry);
                    }
                }
            };
        }
    }

    static class ForgetsWhenClosed extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new MemoryStore();
        }

        @Override
        protected Optional<ModerationStore> reopen(ModerationStore closed) {
            return Optional.of(new MemoryStore());
        }
    }

    static class ClosesOnce extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public void close() {
                    if (isClosed()) {
                        throw new IllegalStateException("closed before");
                    }
                    super.close();
                }
            };
        }
    }

    static class GivesUpWhenInterrupted extends ModerationStoreContract {
        @Override
        protected ModerationStore open() {
            return new Delegating() {
                @Override
                public Imposition impose(Sanction sanction, int limit, AuditEntry entry) {
                    if (Thread.interrupted()) {
                        throw new StoreException("interrupted");
                    }
                    return super.impose(sanction, limit, entry);
                }
            };
        }
    }
}
