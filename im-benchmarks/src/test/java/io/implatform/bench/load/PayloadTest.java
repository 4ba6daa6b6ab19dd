package io.implatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final int LENGTH = 100;

    private static byte[] written() {
        byte[] bytes = new byte[LENGTH];
        Payload.write(bytes, LENGTH, 12_345, 200_001, 77, 1_000_000, 123_456_789_012L);
        return bytes;
    }

    @Test
    void isReadAsItWasWritten() {
        Payload payload = new Payload();

        assertThat(Payload.length(written(), 0)).isEqualTo(LENGTH);
        assertThat(payload.read(written(), 0, LENGTH)).isTrue();
        assertThat(payload.sender).isEqualTo(12_345);
        assertThat(payload.to).isEqualTo(200_001);
        assertThat(payload.slot).isEqualTo(77);
        assertThat(payload.number).isEqualTo(1_000_000);
        assertThat(payload.stamp).isEqualTo(123_456_789_012L);
    }

    @Test
    void noByteCanChangeUnnoticed() {
        for (int at = 1; at < LENGTH; at++) {
            byte[] bytes = written();
            bytes[at] ^= 1;
            boolean whole = Payload.length(bytes, 0) == LENGTH && new Payload().read(bytes, 0, LENGTH);

            assertThat(whole).as("byte %d", at).isFalse();
        }
    }
}
