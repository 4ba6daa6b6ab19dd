package io.implatform.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.spi.Provider;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a transport is made of a URI. */
final class WebSocketTransportProviderTest {

    @Test
    void itIsFoundByItsScheme() {
        assertThat(ServiceLoader.load(Provider.OfTransport.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.scheme().equals("http")))
                .singleElement()
                .isInstanceOf(WebSocketTransportProvider.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "http://localhost:0/",
                "http://[::1]:8080",
                "http://127.0.0.1:8080?origin=https://chat.example.org",
                "http://127.0.0.1:8080/?origin=https://chat.example.org&origin=http://10.0.0.7:8000"
            })
    void aGoodUriMakesATransport(String uri) {
        assertThat(new WebSocketTransportProvider().transport(URI.create(uri))).isInstanceOf(WebSocketTransport.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1", "http://localhost:99999", "http://localhost:1/chat", "http:8080"})
    void anyOtherIsRefusedWithWhatItShouldLookLike(String uri) {
        assertThatThrownBy(() -> new WebSocketTransportProvider().transport(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin=chat.example.org", "origin=*", "origin=null", "origin=https://a/b", "tls=no", ""})
    void soIsAnOptionThatIsNone(String query) {
        assertThatThrownBy(() -> new WebSocketTransportProvider().transport(URI.create("http://localhost:1?" + query)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://HOST");
    }
}
