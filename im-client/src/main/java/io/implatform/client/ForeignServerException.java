package io.implatform.client;

import java.io.IOException;

/** What answers at the address is no server that this client can talk to; the message says what it is. */
public final class ForeignServerException extends IOException {
    private ForeignServerException(String message) {
        super(message);
    }

    static ForeignServerException notOurs(String excerpt) {
        return new ForeignServerException("not an IM server: its first line was \"" + excerpt + "\"");
    }

    static ForeignServerException tooOld(String server, String version) {
        return new ForeignServerException(
                "an older server, " + server + "/" + version + ", that does not speak the JSON form");
    }
}
