package io.implatform.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.core.logic.Command;
import io.implatform.core.spi.Request;
import io.implatform.protocol.client.ClientCodec;

/** The JSON decoder reads any line, and what it reads it reads again from what the client writes. */
class JsonFuzzTest {
    @FuzzTest
    void requests(byte[] line) {
        Request request = JsonFormat.INSTANCE.decode(line, 0, line.length);
        Properties.hold(request, JsonFormat.INSTANCE, line.length);
        if (request.command().isPresent()) {
            Command command = request.command().get();
            byte[] written = ClientCodec.encode(request.ref(), command);
            Request again = JsonFormat.INSTANCE.decode(written, 0, written.length - 1);
            assertThat(again.ref()).isEqualTo(request.ref());
            assertThat(again.command()).contains(command);
        }
        // What a client makes of it: something, whatever a server says.
        assertThat(ClientCodec.decode(line, 0, line.length)).isNotNull();
    }
}
