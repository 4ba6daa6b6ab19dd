package io.implatform.core.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The IP addresses that begin alike: one IPv4 address, one IPv6 network that a site is given, or any
 * larger range in CIDR notation (RFC 4632). Immutable. An IPv4 address that is written as an IPv6 one
 * ({@code ::ffff:10.0.0.1}) is the IPv4 address.
 *
 * <p>{@link #parse} never asks the name service: a name of a host is no network.
 */
public final class Network {
    /** Of an IPv4 address that stands for one peer. */
    private static final int IPV4_BITS = 32;

    /** Of an IPv6 address that stands for one peer: what a site is given at the least (RFC 6177). */
    private static final int IPV6_SITE_BITS = 64;

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private final InetAddress first;
    private final int prefix;

    private Network(InetAddress first, int prefix) {
        this.first = first;
        this.prefix = prefix;
    }

    /** The network that stands for one peer: the IPv4 address alone, or the /64 of an IPv6 address. */
    public static Network of(InetAddress address) {
        InetAddress plain = at(address.getAddress());
        return of(plain, plain.getAddress().length == 4 ? IPV4_BITS : IPV6_SITE_BITS);
    }

    /**
     * The network of the addresses whose first {@code prefix} bits are those of {@code address}.
     *
     * @throws IllegalArgumentException if {@code prefix} is not from 0 to the bits of the address
     */
    public static Network of(InetAddress address, int prefix) {
        byte[] bytes = at(address.getAddress()).getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("prefix " + prefix + " is not from 0 to " + bytes.length * 8);
        }
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - 8 * i));
            bytes[i] &= (byte) (0xFF << (8 - kept));
        }
        return new Network(at(bytes), prefix);
    }

    /**
     * The network that is written as an address or as an address, a slash and a prefix; empty for anything
     * else. Without a prefix it is {@link #of(InetAddress)}.
     */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0 || address.isEmpty()) {
            return address.map(Network::of);
        }
        String prefix = text.substring(slash + 1);
        int bits = address.get().getAddress().length * 8;
        return PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= bits
                ? Optional.of(of(address.get(), Integer.parseInt(prefix)))
                : Optional.empty();
    }

    private static Optional<InetAddress> literal(String text) {
        if (IPV4.matcher(text).matches()) {
            String[] parts = text.split("\\.", -1);
            byte[] bytes = new byte[4];
            for (int i = 0; i < 4; i++) {
                int part = Integer.parseInt(parts[i]);
                // With a leading zero it is octal to some.
                if (part > 255 || (parts[i].length() > 1 && parts[i].startsWith("0"))) {
                    return Optional.empty();
                }
                bytes[i] = (byte) part;
            }
            return Optional.of(at(bytes));
        }
        if (text.indexOf(':') < 0 || !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // What holds a colon is a literal or nothing: it is not looked up.
            return Optional.of(at(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Without a scope, and as IPv4 where it is that. */
    private static InetAddress at(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    /** Whether {@code address} is one of these. */
    public boolean contains(InetAddress address) {
        InetAddress plain = at(address.getAddress());
        return plain.getAddress().length == first.getAddress().length
                && of(plain, prefix).first.equals(first);
    }

    /** How many bits all its addresses begin with. */
    public int prefix() {
        return prefix;
    }

    /** Whether it is of IPv4. */
    public boolean isIpv4() {
        return first.getAddress().length == 4;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && that.prefix == prefix && that.first.equals(first);
    }

    @Override
    public int hashCode() {
        return 31 * first.hashCode() + prefix;
    }

    /** As {@link #parse} reads it: {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::/64} (RFC 5952). */
    @Override
    public String toString() {
        if (isIpv4()) {
            return first.getHostAddress() + (prefix == IPV4_BITS ? "" : "/" + prefix);
        }
        return compressed() + "/" + prefix;
    }

    private String compressed() {
        String[] groups = first.getHostAddress().split(":", -1);
        int start = -1;
        int longest = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        if (start < 0) {
            return String.join(":", groups);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < start; i++) {
            text.append(groups[i]).append(i + 1 < start ? ":" : "");
        }
        text.append("::");
        for (int i = start + longest; i < groups.length; i++) {
            text.append(groups[i]).append(i + 1 < groups.length ? ":" : "");
        }
        return text.toString();
    }
}
