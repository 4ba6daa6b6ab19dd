package io.implatform.protocol;

import io.implatform.core.logic.Command;
import io.implatform.core.spi.WireFormat;
import io.implatform.protocol.client.ClientCodec;
import io.implatform.testkit.WireFormatContract;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The JSON form is held to the contract like anyone's. */
final class JsonFormatContractTest extends WireFormatContract {
    @Override
    protected WireFormat format() {
        return JsonFormat.INSTANCE;
    }

    @Override
    protected byte[] spell(@Nullable String ref, Command command) {
        byte[] line = ClientCodec.encode(ref, command);
        return Arrays.copyOf(line, line.length - 1);
    }
}
