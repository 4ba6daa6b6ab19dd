package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.spi.MessageRouter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of routers catches the broken ones; that it passes a good one, {@link MemoryRouterTest} shows. */
final class MessageRouterContractTest {

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("R01", Mute.class),
                Arguments.of("R02", EachForItself.class),
                Arguments.of("R03", IgnoresCase.class),
                Arguments.of("R04", CutsPayloads.class),
                Arguments.of("R05", CallsWithinPublish.class),
                Arguments.of("R06", CallsWithinPublish.class),
                Arguments.of("R07", SharesPayloads.class),
                Arguments.of("R08", StopsAtAnException.class),
                Arguments.of("R09", NeverUnsubscribes.class),
                Arguments.of("R10", OneAReceiver.class),
                Arguments.of("R11", SilentWhenClosed.class),
                Arguments.of("R12", ClosesTogether.class),
                Arguments.of("R13", CallsWithinPublish.class),
                Arguments.of("R15", NeverCloses.class));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRouterIsCaughtByItsRule(String rule, Class<?> contract) {
        assertThat(RuleRun.of(contract, rule).getTestsFailedCount()).isEqualTo(1);
    }

    private abstract static class Broken extends MessageRouterContract {
        private @Nullable MemoryRouter first;

        @Override
        protected Duration patience() {
            return Duration.ofMillis(500);
        }

        @Override
        protected MessageRouter node() {
            if (first == null) {
                first = new MemoryRouter();
                return node(first);
            }
            return node(first.newNode());
        }

        abstract MessageRouter node(MemoryRouter real);
    }

    /** Does what the real router does. */
    private static class Node implements MessageRouter {
        final MessageRouter real;

        Node(MessageRouter real) {
            this.real = real;
        }

        @Override
        public void publish(String topic, byte[] payload) {
            real.publish(topic, payload);
        }

        @Override
        public Subscription subscribe(String topic, Receiver receiver) {
            return real.subscribe(topic, receiver);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    static final class Mute extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void publish(String topic, byte[] payload) {
                    // Drops everything.
                }
            };
        }
    }

    static final class EachForItself extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            real.close();
            return new MemoryRouter();
        }

        @Override
        protected MessageRouter node() {
            return new MemoryRouter();
        }
    }

    static final class IgnoresCase extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void publish(String topic, byte[] payload) {
                    real.publish(topic.toLowerCase(Locale.ROOT), payload);
                }

                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    return real.subscribe(
                            topic.toLowerCase(Locale.ROOT), (lower, payload) -> receiver.receive(topic, payload));
                }
            };
        }
    }

    static final class CutsPayloads extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void publish(String topic, byte[] payload) {
                    real.publish(topic, Arrays.copyOf(payload, Math.min(payload.length, 65_535)));
                }
            };
        }
    }

    static final class CallsWithinPublish extends Broken {
        private final Map<String, List<MessageRouter.Receiver>> receivers = new ConcurrentHashMap<>();

        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void publish(String topic, byte[] payload) {
                    for (Receiver receiver : receivers.getOrDefault(topic, List.of())) {
                        receiver.receive(topic, payload.clone());
                    }
                }

                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    receivers
                            .computeIfAbsent(topic, key -> new CopyOnWriteArrayList<>())
                            .add(receiver);
                    return () -> {};
                }
            };
        }
    }

    static final class SharesPayloads extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                private byte @Nullable [] published;

                @Override
                public void publish(String topic, byte[] payload) {
                    published = payload;
                    real.publish(topic, payload);
                }

                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    return real.subscribe(
                            topic, (same, copy) -> receiver.receive(topic, published == null ? copy : published));
                }
            };
        }
    }

    static final class StopsAtAnException extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                private volatile boolean stopped;

                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    return real.subscribe(topic, (same, payload) -> {
                        if (!stopped) {
                            try {
                                receiver.receive(topic, payload);
                            } catch (IllegalStateException e) {
                                stopped = true;
                            }
                        }
                    });
                }
            };
        }
    }

    static final class NeverUnsubscribes extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    real.subscribe(topic, receiver);
                    return () -> {};
                }
            };
        }
    }

    static final class OneAReceiver extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                private final Map<Receiver, Subscription> all = new ConcurrentHashMap<>();

                @Override
                public Subscription subscribe(String topic, Receiver receiver) {
                    return all.computeIfAbsent(receiver, key -> real.subscribe(topic, receiver));
                }
            };
        }
    }

    static final class SilentWhenClosed extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void publish(String topic, byte[] payload) {
                    try {
                        real.publish(topic, payload);
                    } catch (IllegalStateException e) {
                        // Nobody will notice.
                    }
                }
            };
        }
    }

    static final class ClosesTogether extends Broken {
        private final List<MessageRouter> all = new CopyOnWriteArrayList<>();

        @Override
        MessageRouter node(MemoryRouter real) {
            all.add(real);
            return new Node(real) {
                @Override
                public void close() {
                    all.forEach(MessageRouter::close);
                }
            };
        }
    }

    static final class NeverCloses extends Broken {
        @Override
        MessageRouter node(MemoryRouter real) {
            return new Node(real) {
                @Override
                public void close() {
                    // The thread lives on.
                }
            };
        }
    }
}
