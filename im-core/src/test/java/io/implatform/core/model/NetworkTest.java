package io.implatform.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private static InetAddress ip(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7/32, 192.0.2.7",
        "192.0.2.7/24, 192.0.2.0/24",
        "192.0.2.7/0, 0.0.0.0/0",
        "192.0.2.255/25, 192.0.2.128/25",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:DB8::1/128, 2001:db8::1/128",
        "2001:db8::/32, 2001:db8::/32",
        "2001:db8:0:1:0:0:0:1/128, 2001:db8:0:1::1/128",
        "::1, ::/64",
        "::1/128, ::1/128",
        "::, ::/64",
        "1:2:3:4:5:6:7:8/128, 1:2:3:4:5:6:7:8/128",
        "1:2:3:4:5:6::/128, 1:2:3:4:5:6::/128",
        "::ffff:10.0.0.1, 10.0.0.1",
    })
    void it_is_read_and_written_in_one_form(String text, String written) {
        Network network = Network.parse(text).orElseThrow();
        assertThat(network).hasToString(written);
        assertThat(Network.parse(written)).contains(network);
        assertThat(Network.parse(written).orElseThrow().hashCode()).isEqualTo(network.hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "bob", "localhost", "example.org", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/33",
                "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/a", "/8", "::1/129", ":::", "fe80::1%eth0", "g::1", "1.2.3.4 ",
                "1.2.3.4/8/8", "dead", "0x7f.0.0.1", "12345::", "[::1]", "1:2:3:4:5:6:7:8:9"
            })
    void nothing_else_is_one_and_no_name_is_looked_up(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void it_contains_the_addresses_that_begin_alike() throws UnknownHostException {
        Network ten = Network.parse("10.0.0.0/9").orElseThrow();
        assertThat(ten.contains(ip("10.127.255.255"))).isTrue();
        assertThat(ten.contains(ip("10.128.0.0"))).isFalse();
        assertThat(ten.contains(ip("::ffff:10.0.0.1"))).isTrue();
        assertThat(ten.contains(ip("2001:db8::1"))).isFalse();
        assertThat(Network.parse("::/0").orElseThrow().contains(ip("10.0.0.1"))).isFalse();
        assertThat(Network.of(ip("2001:db8::1")).contains(ip("2001:db8::ffff:0:0:1")))
                .isTrue();
        assertThat(Network.of(ip("2001:db8::1")).contains(ip("2001:db8:0:1::1")))
                .isFalse();
    }

    @Test
    void a_prefix_that_no_address_has_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> Network.of(ip("10.0.0.1"), 33)).hasMessageContaining("0 to 32");
        assertThatThrownBy(() -> Network.of(ip("::1"), -1)).hasMessageContaining("0 to 128");
    }
}
