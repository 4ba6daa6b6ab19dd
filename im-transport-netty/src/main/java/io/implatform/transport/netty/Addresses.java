package io.implatform.transport.netty;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** How addresses are spelled and what is wrong with them. */
final class Addresses {
    private Addresses() {}

    /** Such as {@code 127.0.0.1:5050} or {@code [::1]:5050}. */
    static String show(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }

    /**
     * The address to bind.
     *
     * @throws IOException if the host has none; the message names it
     */
    static InetSocketAddress resolve(ListenAddress wanted) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(wanted.host()), wanted.port());
        } catch (UnknownHostException e) {
            throw cannotListen(wanted, "unknown host", e);
        }
    }

    static IOException cannotListen(ListenAddress wanted, Throwable cause) {
        return cannotListen(wanted, reason(wanted.port(), cause), cause);
    }

    private static IOException cannotListen(ListenAddress wanted, String reason, Throwable cause) {
        return new IOException("cannot listen on " + wanted + ": " + reason, cause);
    }

    /** The system's words for the three usual causes differ by transport; the reader's should not. */
    private static String reason(int port, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "address in use";
        }
        if (message.contains("ermission denied")) {
            return port > 0 && port < 1024 ? "permission denied: ports below 1024 are privileged" : "permission denied";
        }
        if (message.contains("assign requested address")) {
            return "not an address of this machine";
        }
        return message;
    }
}
