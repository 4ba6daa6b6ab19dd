package io.implatform.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.implatform.core.internal.Asks.Added;
import io.implatform.core.logic.Command;
import io.implatform.core.model.ConversationRef;
import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.spi.Request;
import io.implatform.core.spi.WireFormat;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsksTest {
    /** Is never asked for anything. */
    private static final WireFormat FORMAT = (WireFormat) Proxy.newProxyInstance(
            AsksTest.class.getClassLoader(), new Class<?>[] {WireFormat.class}, (proxy, method, arguments) -> {
                throw new AssertionError(method);
            });

    private final Asks asks = new Asks(Limits.DEFAULTS.with(Limit.SESSION_REQUESTS, 3), 100);

    private static Ask ask(Command command, int size) {
        return new Ask(Request.of(FORMAT, null, size, command), new Encoder.ForWire(FORMAT));
    }

    private static Ask ping(int size) {
        return ask(new Command.Ping(), size);
    }

    private static Ask post(String clientId) {
        return ask(Command.Say.post(ConversationRef.lobby(), "hi", clientId), 10);
    }

    /** What waits, which is taken. */
    private List<Ask> all() {
        return asks.take(Integer.MAX_VALUE, ask -> true).asks();
    }

    @Test
    void whoAddsWhileNobodyWorksHasTheTurnUntilNoneIsLeft() {
        Ask first = ping(1);
        Ask second = ping(1);
        assertThat(asks.add(first)).isEqualTo(Added.BEGINS);
        assertThat(asks.add(second)).isEqualTo(Added.WAITS);
        assertThat(asks.next()).isSameAs(first);
        assertThat(asks.next()).isSameAs(first);
        asks.take();
        assertThat(asks.next()).isSameAs(second);
        asks.take();
        assertThat(asks.add(first)).isEqualTo(Added.WAITS);
        asks.take();
        assertThat(asks.next()).isNull();
        assertThat(asks.add(first)).isEqualTo(Added.BEGINS);
    }

    @Test
    void theOneThatFillsItIsTakenAndRoomIsToldOnce() {
        asks.add(ping(1));
        asks.add(ping(1));
        assertThat(asks.wantsMore()).isTrue();
        asks.add(ping(1));
        assertThat(asks.wantsMore()).isFalse();
        asks.add(ping(1));
        assertThat(asks.take()).isFalse();
        assertThat(asks.wantsMore()).isFalse();
        assertThat(asks.take()).isTrue();
        assertThat(asks.wantsMore()).isTrue();
        assertThat(asks.take()).isFalse();
    }

    @Test
    void bytesAreBoundedAndTheBoundMayChange() {
        asks.add(ping(60));
        assertThat(asks.wantsMore()).isTrue();
        asks.add(ping(40));
        assertThat(asks.wantsMore()).isFalse();
        assertThat(asks.take()).isTrue();
        asks.maxBytes(200);
        asks.add(ping(159));
        assertThat(asks.wantsMore()).isTrue();
        asks.add(ping(1));
        assertThat(asks.wantsMore()).isFalse();
        assertThat(asks.take(2, ask -> true).hasRoomAgain()).isTrue();
    }

    @Test
    void severalAreTakenAsLongAsTheyFit() {
        Ask first = ping(1);
        Ask second = ping(2);
        Ask third = ping(3);
        List.of(first, second, third).forEach(asks::add);
        assertThat(asks.take(3, ask -> ask.size < 3).asks()).containsExactly(first, second);
        assertThat(asks.take(3, ask -> ask.size < 3).asks()).isEmpty();
        assertThat(asks.take(0, ask -> true).asks()).isEmpty();
        assertThat(asks.next()).isSameAs(third);
    }

    @Test
    void whatWaitsIsWorkedOffAfterItIsClosed() {
        Ask waiting = ping(1);
        asks.add(waiting);
        assertThat(asks.close()).isTrue();
        assertThat(asks.close()).isFalse();
        assertThat(asks.add(ping(1))).isEqualTo(Added.REFUSED);
        assertThat(asks.wantsMore()).isFalse();
        assertThat(asks.isWorkedOff()).isFalse();
        assertThat(all()).containsExactly(waiting);
        assertThat(asks.isWorkedOff()).isFalse();
        assertThat(asks.next()).isNull();
        assertThat(asks.isWorkedOff()).isTrue();
    }

    @Test
    void nothingIsLeftAfterItIsClosedAndForgotten() {
        asks.add(ping(1));
        asks.add(ping(1));
        asks.closeAndForget();
        assertThat(asks.add(ping(1))).isEqualTo(Added.REFUSED);
        assertThat(asks.close()).isFalse();
        assertThat(asks.take()).isFalse();
        assertThat(asks.isWorkedOff()).isFalse();
        assertThat(asks.next()).isNull();
        assertThat(asks.isWorkedOff()).isTrue();
    }

    @Test
    void postsWithAnIdAtTheEndAreForgottenButNeverTheFirst() {
        Ask first = post("1");
        asks.add(first);
        asks.add(post("2"));
        asks.add(post("3"));
        asks.forgetWhatIsSentAgain();
        assertThat(all()).containsExactly(first);
    }

    @Test
    void whatCannotBeSentAgainIsDoneWithAllBeforeIt() {
        Ask first = post("1");
        Ask second = post("2");
        Ask third = post(null);
        List.of(first, second, third).forEach(asks::add);
        asks.add(post("4"));
        asks.forgetWhatIsSentAgain();
        assertThat(all()).containsExactly(first, second, third);
    }
}
