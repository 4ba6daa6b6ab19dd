package io.implatform.router.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.spi.Provider;
import java.io.IOException;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatsSettingsTest {
    @Test
    void whatIsShownHoldsNoSecret() {
        assertThat(NatsSettings.of("tls://u:secret@h1,h2:9,[::1]:7?namespace=a-b")
                        .shown())
                .isEqualTo("tls://h1:4222,h2:9,[::1]:7");
        assertThat(NatsSettings.of("nats://h").namespace()).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats:",
                "nats://",
                "nats://,",
                "nats://h:x",
                "http://h",
                "nats://h?x=y",
                "nats://h?creds",
                "nats://h?namespace=a.b",
                "nats://u:secret@h/path",
                "nats://u:secret@h?secret"
            })
    void whatIsNoAddressIsRefused(String uri) {
        assertThatThrownBy(() -> NatsSettings.of(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsMissingOrWrongIsNamed() {
        for (String option : new String[] {"creds", "token-file", "password-file"}) {
            assertThatThrownBy(() ->
                            NatsRouter.connect(NatsSettings.of("nats://127.0.0.1:1?" + option + "=/no/such/file")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(option + " /no/such/file");
        }
        assertThatThrownBy(() -> NatsRouter.connect(NatsSettings.of("tls://127.0.0.1:1?ca=/no/such/file")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca /no/such/file");
    }

    @Test
    void theServiceLoaderFindsBothSchemes() {
        assertThat(ServiceLoader.load(Provider.OfRouter.class).stream()
                        .map(found -> found.get().scheme()))
                .contains("nats", "tls");
        assertThatThrownBy(() -> new NatsRouterProvider().router(URI.create("nats:nowhere")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
