package io.implatform.transport.websocket;

import io.implatform.core.model.RefusalCode;

/** Why a WebSocket is closed (RFC 6455, 7.4, and IANA's registry). */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED_DATA = 1003;
    /** Never sent: a Close frame without a code. */
    static final int NONE = 1005;

    static final int BAD_DATA = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int RESTART = 1012;
    static final int TRY_LATER = 1013;

    private static final int LAST_OF_THE_PROTOCOL = 1014;
    private static final int FIRST_OF_LIBRARIES = 3000;
    private static final int LAST_PRIVATE = 4999;

    private CloseCode() {}

    /** What a {@code BYE} of that code is as a close code; the page acts on the BYE, which says more. */
    static int of(RefusalCode code) {
        return switch (code) {
            case RESTART -> RESTART;
            case TOO_MANY_CONNECTIONS -> TRY_LATER;
            default -> code.isTemporary() ? TRY_LATER : POLICY;
        };
    }

    /** Whether a peer may send it: some codes only name what happened without a Close frame. */
    static boolean maySend(int code) {
        return switch (code) {
            case 1004, 1005, 1006 -> false;
            default -> isWithin(code, NORMAL, LAST_OF_THE_PROTOCOL) || isWithin(code, FIRST_OF_LIBRARIES, LAST_PRIVATE);
        };
    }

    private static boolean isWithin(int code, int first, int last) {
        return code >= first && code <= last;
    }
}
