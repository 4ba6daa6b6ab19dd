package io.implatform.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.implatform.core.spi.Provider;
import java.net.URI;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a transport is made of a URI. */
final class TcpTransportProviderTest {

    @Test
    void itIsFoundByItsScheme() {
        assertThat(ServiceLoader.load(Provider.OfTransport.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(provider -> provider.scheme().equals("tcp")))
                .singleElement()
                .isInstanceOf(TcpTransportProvider.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://127.0.0.1:5050",
                "tcp://localhost:0",
                "tcp://[::1]:5050",
                "tcp://0.0.0.0:65535",
                "TCP://localhost:1",
                "tcp://localhost:5050/"
            })
    void aGoodUriMakesATransport(String uri) {
        assertThat(new TcpTransportProvider().transport(URI.create(uri))).isInstanceOf(TcpTransport.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://127.0.0.1",
                "tcp://localhost",
                "tcp:5050",
                "tcp://:5050",
                "tcp://localhost:65536",
                "ws://localhost:5050",
                "tcp://user@localhost:1",
                "tcp://localhost:1/chat",
                "tcp://localhost:1?tls=yes",
                "tcp://localhost:1#x",
                "tcp://my_host:5050"
            })
    void anyOtherIsRefusedWithWhatItShouldLookLike(String uri) {
        assertThatThrownBy(() -> new TcpTransportProvider().transport(URI.create(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(uri)
                .hasMessageContaining("tcp://HOST:PORT");
    }

    @Test
    void hostAndPortAreChecked() {
        assertThatThrownBy(() -> TcpTransport.on("", 1)).hasMessageContaining("host");
        assertThatThrownBy(() -> TcpTransport.on("localhost", -1)).hasMessageContaining("port -1");
        assertThatThrownBy(() -> TcpTransport.on("localhost", 65_536)).hasMessageContaining("port 65536");
        assertThatThrownBy(() -> TcpTransport.on("localhost", 0).withEventLoops(0))
                .hasMessageContaining("event loops");
    }
}
