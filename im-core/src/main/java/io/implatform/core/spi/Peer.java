package io.implatform.core.spi;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of a connection, as its transport knows it. Immutable.
 *
 * @param name the peer's address and port, for the log
 * @param address the peer's address; empty where there is none, as within one process
 * @param certificates the certificates with which the peer has proved who it is, its own first: the
 *     transport has verified the chain and that the peer has the key. Empty where it has shown none
 */
public record Peer(String name, Optional<InetAddress> address, List<X509Certificate> certificates) {
    public Peer {
        certificates = List.copyOf(certificates);
    }

    /** A peer without an address or certificates. */
    public static Peer named(String name) {
        return new Peer(name, Optional.empty(), List.of());
    }

    /** A peer at an address that has shown no certificate. */
    public static Peer at(String name, InetAddress address) {
        return new Peer(name, Optional.of(address), List.of());
    }

    /** The {@link #name}. */
    @Override
    public String toString() {
        return name;
    }
}
