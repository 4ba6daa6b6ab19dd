package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.spi.WireFormat;
import io.implatform.testkit.TextRequests;
import io.implatform.testkit.WireFormatContract;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text form is held to the contract like anyone's. */
final class TextFormatContractTest extends WireFormatContract {
    @Override
    protected WireFormat format() {
        return TextFormat.INSTANCE;
    }

    @Override
    protected byte[] spell(@Nullable String ref, Command command) {
        return TextRequests.text(ref, command).getBytes(StandardCharsets.UTF_8);
    }
}
