package io.implatform.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.core.logic.Command;
import io.implatform.core.spi.Request;
import io.implatform.protocol.client.ClientCodec;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON decoder reads any line, and what it reads it reads again from what the client writes. */
class JsonFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "24h")
    void requests(byte[] line) {
        Request request = JsonFormat.INSTANCE.decode(line, 0, line.length);
        Properties.hold(request, JsonFormat.INSTANCE, line.length);
        if (request.command().isPresent()) {
            Command command = request.command().get();
            byte[] written = ClientCodec.encode(request.ref(), command);
            Request again = JsonFormat.INSTANCE.decode(written, 0, written.length - 1);
            Properties.check(Objects.equals(again.ref(), request.ref()), again);
            // CR LF is read as LF: of CR CR LF that leaves one, which is read as LF the next time. The rules refuse any
            // CR.
            boolean hasReturn = new String(written, StandardCharsets.UTF_8).contains("\\r");
            Properties.check(hasReturn || again.command().equals(request.command()), again);
        }
        // What a client makes of it: something, whatever a server says.
        Properties.check(ClientCodec.decode(line, 0, line.length) != null, "nothing");
    }
}
