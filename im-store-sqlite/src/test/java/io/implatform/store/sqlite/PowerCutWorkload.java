package io.implatform.store.sqlite;

import io.implatform.core.model.ConversationId;
import io.implatform.core.model.UserId;
import io.implatform.core.spi.Write;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program that stores messages whose texts follow from their numbers, and writes into a file what is
 * acknowledged, each time it is: one line a batch, the newest number of each conversation.
 * Arguments: the database, that file, the setting of {@code synchronous}, a seed, how many batches.
 */
final class PowerCutWorkload {
    static final List<ConversationId> CONVERSATIONS = conversations();

    private PowerCutWorkload() {}

    private static List<ConversationId> conversations() {
        List<ConversationId> conversations = new ArrayList<>(List.of(ConversationId.LOBBY));
        for (int i = 0; i < 9; i++) {
            conversations.add(ConversationId.between(Fixtures.ALICE, UserId.of("user" + i)));
        }
        return List.copyOf(conversations);
    }

    public static void main(String[] args) throws Exception {
        Random random = new Random(Long.parseLong(args[3]));
        long[] heads = new long[CONVERSATIONS.size()];
        try (SqliteStore store = SqliteStore.open(Path.of(args[0]), Migrations.ALL, 60);
                OutputStream acknowledged = new FileOutputStream(args[1])) {
            store.writer().execute("PRAGMA synchronous = " + args[2]);
            // Often, so that many of the cuts meet one, or a log that begins again.
            store.writer().execute("PRAGMA wal_autocheckpoint = 60");
            store.writer().execute("PRAGMA journal_size_limit = 200000");
            for (int i = 0; i < Integer.parseInt(args[4]); i++) {
                List<Write> batch = new ArrayList<>();
                int size = 1 + random.nextInt(12);
                while (batch.size() < size) {
                    batch.add(next(heads, random.nextInt(heads.length)));
                }
                store.commit(batch);
                StringBuilder line = new StringBuilder();
                for (long head : heads) {
                    line.append(head).append(' ');
                }
                acknowledged.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static Write next(long[] heads, int conversation) {
        long seq = ++heads[conversation];
        return message(conversation, seq);
    }

    static Write message(int conversation, long seq) {
        return Fixtures.say(CONVERSATIONS.get(conversation), text(conversation, seq), conversation + "-" + seq);
    }

    static String text(int conversation, long seq) {
        return conversation + "/" + seq + " " + "x".repeat((int) (seq * 37 % 1_500));
    }
}
