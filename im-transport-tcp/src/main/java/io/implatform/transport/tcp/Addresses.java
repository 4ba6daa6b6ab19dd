package io.implatform.transport.tcp;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** How addresses are spelled and what is wrong with them. */
final class Addresses {
    private Addresses() {}

    /** Such as {@code 127.0.0.1:5050} or {@code [::1]:5050}. */
    static String show(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }

    static URI uri(InetSocketAddress address) {
        return URI.create("tcp://" + show(address));
    }

    /**
     * The address to bind.
     *
     * @throws IOException if {@code host} has none; the message names it
     */
    static InetSocketAddress resolve(String host, int port) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw cannotListen(host, port, "unknown host", e);
        }
    }

    static IOException cannotListen(String host, int port, Throwable cause) {
        return cannotListen(host, port, reason(port, cause), cause);
    }

    private static IOException cannotListen(String host, int port, String reason, Throwable cause) {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new IOException("cannot listen on tcp://" + shown + ":" + port + ": " + reason, cause);
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
