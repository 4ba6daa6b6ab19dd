package io.implatform.core.memory;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.Message;
import io.implatform.core.model.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes, one behind the other. A million of them are then a hundred large arrays, and not millions of objects
 * that the garbage collector copies, follows and copies again while everybody waits.
 *
 * <p>It only grows; a text that is not to be read any more is overwritten. Not for several threads.
 */
final class MessageLog {
    private static final int FIRST_BLOCK = 4_096;
    private static final int LARGEST_BLOCK = 1 << 20;

    // Where things stand in a message
    private static final int KIND = 0;
    private static final int STATE = 1;
    private static final int TIME = 2;
    private static final int REFERS_TO = 10;
    private static final int NAME_LENGTH = 18;
    private static final int TEXT_LENGTH = 19;
    private static final int NAME = 23;

    private static final List<Message.Kind> KINDS = List.of(Message.Kind.values());
    private static final List<Message.State> STATES = List.of(Message.State.values());

    /** Full but for the last one. */
    private final List<ByteBuffer> blocks = new ArrayList<>();

    /** Adds a message. @return its place: what this is asked for it by, together with what it does not keep */
    long add(Message message) {
        byte[] name = message.from().name().getBytes(StandardCharsets.UTF_8);
        byte[] text = message.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer block = blockFor(NAME + name.length + text.length);
        long place = (blocks.size() - 1L) << 32 | block.position();
        block.put((byte) KINDS.indexOf(message.kind()));
        block.put((byte) STATES.indexOf(message.state()));
        block.putLong(message.time().toEpochMilli());
        block.putLong(message.refersTo());
        block.put((byte) name.length);
        block.putInt(text.length);
        block.put(name);
        block.put(text);
        return place;
    }

    /** The message at a place, of which the conversation and number are known. */
    Message read(long place, ConversationId conversation, long seq) {
        ByteBuffer block = block(place);
        int at = (int) place;
        int text = at + NAME + block.get(at + NAME_LENGTH);
        return new Message(
                conversation,
                seq,
                Instant.ofEpochMilli(block.getLong(at + TIME)),
                from(place),
                kind(place),
                refersTo(place),
                string(block, text, block.getInt(at + TEXT_LENGTH)),
                STATES.get(block.get(at + STATE)));
    }

    UserId from(long place) {
        ByteBuffer block = block(place);
        int at = (int) place;
        return UserId.of(string(block, at + NAME, block.get(at + NAME_LENGTH)));
    }

    Message.Kind kind(long place) {
        return KINDS.get(block(place).get((int) place + KIND));
    }

    long refersTo(long place) {
        return block(place).getLong((int) place + REFERS_TO);
    }

    /** Overwrites the text at a place, which is not read again. */
    void erase(long place) {
        ByteBuffer block = block(place);
        int at = (int) place;
        int text = at + NAME + block.get(at + NAME_LENGTH);
        block.put(text, new byte[block.getInt(at + TEXT_LENGTH)]);
    }

    private static String string(ByteBuffer block, int at, int length) {
        byte[] bytes = new byte[length];
        block.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private ByteBuffer block(long place) {
        return blocks.get((int) (place >>> 32));
    }

    /** The last block, which has that much room. */
    private ByteBuffer blockFor(int bytes) {
        ByteBuffer last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.remaining() < bytes) {
            int usual = last == null ? FIRST_BLOCK : Math.min(LARGEST_BLOCK, 2 * last.capacity());
            last = ByteBuffer.allocate(Math.max(usual, bytes));
            blocks.add(last);
        }
        return last;
    }
}
