package io.implatform.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.implatform.core.logic.Command;
import io.implatform.core.spi.Request;
import io.implatform.testkit.TextRequests;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The command parser reads any line, and what it reads it reads again from how it is written. */
class TextFuzzTest {
    @FuzzTest(maxExecutions = 10_000_000, maxDuration = "24h")
    void requests(byte[] line) {
        Request request = TextFormat.INSTANCE.decode(line, 0, line.length);
        Properties.hold(request, TextFormat.INSTANCE, line.length);
        // An empty word, as of a name that is missing, is refused later; how it is written is nobody's concern.
        boolean hasEmptyWord = new String(line, StandardCharsets.ISO_8859_1).contains("  ");
        if (request.command().isPresent() && !hasEmptyWord) {
            Command command = request.command().get();
            byte[] written = TextRequests.line(request.ref(), command);
            int length = written[written.length - 1] == '\n' ? written.length - 1 : written.length;
            Request again = TextFormat.INSTANCE.decode(written, 0, length);
            Properties.check(Objects.equals(again.ref(), request.ref()), again);
            Properties.check(again.command().equals(request.command()), again);
        }
    }
}
