package io.implatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.memory.MemoryRouter;
import io.implatform.core.spi.MessageRouter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The router in memory is held to the contract like anyone's. */
final class MemoryRouterTest extends MessageRouterContract {
    private @Nullable MemoryRouter first;

    @Override
    protected MessageRouter node() {
        if (first == null) {
            first = new MemoryRouter();
            return first;
        }
        return first.newNode();
    }

    @Test
    void clustersAreApart() throws Exception {
        try (MemoryRouter one = new MemoryRouter();
                MemoryRouter other = new MemoryRouter()) {
            CountDownLatch own = new CountDownLatch(1);
            CountDownLatch foreign = new CountDownLatch(1);
            one.subscribe("topic", (topic, payload) -> own.countDown());
            other.subscribe("topic", (topic, payload) -> foreign.countDown());
            one.publish("topic", new byte[1]);
            assertThat(own.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(foreign.getCount()).isEqualTo(1);
        }
    }

    @Test
    void aClosedNodeMakesNoOther() {
        MemoryRouter node = new MemoryRouter();
        node.close();
        assertThatThrownBy(node::newNode).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoTopicOrTooLongIsRefused() {
        try (MemoryRouter node = new MemoryRouter()) {
            for (String topic : new String[] {"", "a b", "é", "a/b", "x".repeat(129)}) {
                assertThatThrownBy(() -> node.publish(topic, new byte[1])).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> node.subscribe(topic, (same, payload) -> {}))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> node.publish("topic", new byte[65_537]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReceiverMayCloseTheLastNode() throws Exception {
        MemoryRouter node = new MemoryRouter();
        CountDownLatch closed = new CountDownLatch(1);
        node.subscribe("topic", (topic, payload) -> {
            node.close();
            closed.countDown();
        });
        node.publish("topic", new byte[1]);
        assertThat(closed.await(2, TimeUnit.SECONDS)).isTrue();
    }
}
