package io.implatform.core.internal;

import io.implatform.core.model.Refusal;
import io.implatform.core.model.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What one node tells others through the router. It may be lost, come twice, or come late: what has to hold is
 * in the store. Immutable.
 *
 * <p>Nodes of two releases may run side by side: a node takes no notice of a kind that it does not know, and
 * of fields behind those that it knows. So a kind keeps its number and its fields for good, and gets new
 * fields at the end only.
 *
 * @param kind what it is about
 * @param fields what is to be said about it, in the order that the kind says
 */
record Notice(Kind kind, List<String> fields) {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 2 + 2 * Long.BYTES + Short.BYTES;
    private static final int MAX_FIELDS = 0xFFFF;

    /** What notices are about, with what their fields are. */
    enum Kind {
        /** Messages are stored: conversation, first, last, version of the group. */
        STORED(1),
        /** A group was changed: see {@link GroupNews}. */
        GROUP_CHANGED(2),
        /** A user has read: user, conversation, number. */
        READ(3),
        /** A user is typing: user, conversation. */
        TYPING(4),
        /** All sessions of a user end: user, code of the refusal, words. */
        SESSIONS_END(5),
        /** A user has blocked another one, or no more: user, other, {@code on} or {@code off}. */
        BLOCKED(6),
        /** An account was deleted: user. */
        ACCOUNT_GONE(7),
        /** The node is there: version of its presence. */
        BEAT(8),
        /** The presence of a node's users has changed: from version, to version, then name, state, text of each. */
        PRESENCE(9),
        /** To one node: tell me of all your users. */
        PRESENCE_ASKED(10),
        /** To one node, all users of this one: version, part, parts, then name, state, text of each. */
        PRESENCE_ALL(11),
        /** The node ends: none of its users is there any more. */
        LEAVES(12),
        /** A user was given what another one wrote to them: user, conversation, number. */
        DELIVERED(13),
        /** Mutes or bans have changed: they are to be read again. */
        SANCTIONS_CHANGED(14),
        /** To everyone who is logged in: time in milliseconds since 1970, text. */
        ANNOUNCED(15);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Optional<Kind> of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** A notice with the node that it comes from. */
    record From(UUID node, Notice notice, String topic) {}

    Notice {
        fields = List.copyOf(fields);
    }

    static Notice of(Kind kind, String... fields) {
        return new Notice(kind, List.of(fields));
    }

    /** The sessions of a user are to end, wherever they are. */
    static Notice sessionsEnd(UserId user, Refusal reason) {
        return of(Kind.SESSIONS_END, user.name(), reason.code().name(), reason.words());
    }

    /** What a field takes in a notice. */
    static int bytes(String field) {
        return Short.BYTES + field.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * As bytes, from {@code node}.
     *
     * @throws IllegalArgumentException if it does not fit: a field has at most 65,535 bytes, and there are as many
     */
    byte[] encode(UUID node) {
        if (fields.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(fields.size() + " fields in a notice");
        }
        List<byte[]> encoded = new ArrayList<>(fields.size());
        int bytes = HEADER_BYTES;
        for (String field : fields) {
            byte[] text = field.getBytes(StandardCharsets.UTF_8);
            if (text.length > MAX_FIELDS) {
                throw new IllegalArgumentException("a field of " + text.length + " bytes in a notice");
            }
            encoded.add(text);
            bytes += Short.BYTES + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes)
                .put(VERSION)
                .put(kind.code)
                .putLong(node.getMostSignificantBits())
                .putLong(node.getLeastSignificantBits())
                .putShort((short) fields.size());
        for (byte[] text : encoded) {
            out.putShort((short) text.length).put(text);
        }
        return out.array();
    }

    /** The notice; empty for one of another version or kind, or what is no notice at all. */
    static Optional<From> decode(String topic, byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        if (in.remaining() < HEADER_BYTES || in.get() != VERSION) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(in.get());
        UUID node = new UUID(in.getLong(), in.getLong());
        int count = Short.toUnsignedInt(in.getShort());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<String> fields = new ArrayList<>(Math.min(count, in.remaining()));
            for (int i = 0; i < count; i++) {
                byte[] text = new byte[Math.min(Short.toUnsignedInt(in.getShort()), 1 + in.remaining())];
                in.get(text);
                fields.add(new String(text, StandardCharsets.UTF_8));
            }
            return Optional.of(new From(node, new Notice(kind.get(), fields), topic));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }
}
