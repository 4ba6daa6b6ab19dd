package io.implatform.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Account;
import io.implatform.core.spi.Outcome;
import io.implatform.core.spi.StoreException;
import io.implatform.core.spi.UserStore.Creation;
import io.implatform.core.spi.Write;
import io.implatform.store.postgres.CuttingProxy.Cut;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a transaction whose connection is lost at its COMMIT. */
class LostCommitTest {
    private static final UserId ALICE = UserId.of("alice");

    private final URI uri = TestDatabase.empty();
    private CuttingProxy proxy;
    private PostgresStore store;

    @BeforeEach
    void open() throws Exception {
        Address address = TestDatabase.address(uri);
        proxy = new CuttingProxy(address.host(), address.port());
        store = PostgresStore.open(URI.create(
                uri.toString().replace(":" + address.port() + "/", ":" + proxy.port() + "/") + "&timeout-millis=3000"));
        assertThat(say("zero")).isEqualTo(1);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        proxy.close();
        TestDatabase.drop(uri);
    }

    private long say(String text) {
        Outcome outcome = store.commit(
                        List.of(new Write.Append(ConversationId.LOBBY, ALICE, Instant.EPOCH, text, null)))
                .get(0);
        assertThat(outcome.result()).isEqualTo(Outcome.Result.DONE);
        return outcome.message().seq();
    }

    private List<String> texts() {
        return store.since(ConversationId.LOBBY, 0, 100).messages().stream()
                .map(Message::text)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void a_batch_without_a_client_id_is_stored_once_and_acknowledged(Cut cut) {
        proxy.cutNext(cut);

        assertThat(say("one")).isEqualTo(2);
        assertThat(say("two")).isEqualTo(3);

        assertThat(proxy.cuts()).isEqualTo(cut == Cut.NONE ? 0 : 1);
        assertThat(texts()).containsExactly("zero", "one", "two");
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void an_account_is_told_to_be_created_by_whoever_created_it(Cut cut) {
        proxy.cutNext(cut);

        assertThat(store.create(new Account(ALICE, "hash"))).isEqualTo(Creation.CREATED);
        assertThat(store.create(new Account(ALICE, "hash"))).isEqualTo(Creation.NAME_TAKEN);
    }

    @Test
    void what_cannot_be_found_out_is_said_and_found_out_before_anything_else_is_written() throws Exception {
        proxy.cutNext(Cut.AFTER);
        proxy.refuse(true);

        assertThatThrownBy(() -> say("one")).isInstanceOf(StoreException.class).hasMessageContaining("not known");
        assertThatThrownBy(() -> say("two"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("an earlier commit is not known");
        proxy.refuse(false);

        assertThat(say("three")).isEqualTo(3);
        assertThat(texts()).containsExactly("zero", "one", "three");
    }
}
