package io.implatform.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How bytes become lines. */
final class LineSplitterTest {
    private static final int LIMIT = 10;
    private static final String MIXED = String.join(
            "\n",
            List.of(
                    "one",
                    "two\r",
                    "",
                    "\r",
                    "  ",
                    "exactly10c",
                    "exactly10c\r",
                    "elevenchars",
                    "x\r\r",
                    "élf",
                    "a very long line that goes on",
                    "short",
                    "\ralone",
                    "eleven11111\r",
                    "last",
                    ""));
    private static final List<String> LINES = List.of(
            "one",
            "two",
            "  ",
            "exactly10c",
            "exactly10c",
            "!elevenchar",
            "x\r",
            "élf",
            "!a very lon",
            "short",
            "\ralone",
            "!eleven1111",
            "last");

    @Test
    void aPieceIsCutAtItsLineEnds() {
        assertThat(new Reader().read(MIXED).lines).isEqualTo(LINES);
    }

    @Test
    void itDoesNotMatterWhereThePiecesEnd() {
        byte[] bytes = MIXED.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Reader reader = new Reader();
            reader.read(bytes, 0, cut);
            reader.read(bytes, cut, bytes.length);
            assertThat(reader.lines).as("cut at " + cut).isEqualTo(LINES);
        }
        Reader bytewise = new Reader();
        for (int i = 0; i < bytes.length; i++) {
            bytewise.read(bytes, i, i + 1);
        }
        assertThat(bytewise.lines).isEqualTo(LINES);
    }

    @Test
    void nothingElseMattersEither() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] bytes = MIXED.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 2_000; round++) {
            Reader reader = new Reader();
            reader.wantsOneInThree = random.nextBoolean() ? random : null;
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(12));
                reader.read(bytes, from, to);
                from = to;
            }
            assertThat(reader.lines).as("seed " + seed).isEqualTo(LINES);
        }
    }

    @Test
    void whenNoMoreLinesAreWantedTheRestIsLeftInTheBuffer() {
        Reader reader = new Reader();
        reader.wanted = false;
        ByteBuf in = buffer("one\ntwo\nthree\n");
        reader.splitter.read(in, reader.scratch, reader);
        assertThat(reader.lines).containsExactly("one");
        assertThat(in.toString(StandardCharsets.UTF_8)).isEqualTo("two\nthree\n");
        reader.splitter.read(in, reader.scratch, reader);
        assertThat(reader.lines).containsExactly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4_096, 65_536})
    void aLineWithoutAnEndIsReportedOnceAndCostsNoMemory(int piece) {
        Reader reader = new Reader();
        byte[] bytes = "x".repeat(piece).getBytes(StandardCharsets.UTF_8);
        long total = Math.min(64 << 20, (long) piece << 16);
        int most = 0;
        for (long sent = 0; sent < total; sent += piece) {
            reader.read(bytes, 0, bytes.length);
            most = Math.max(most, reader.splitter.partialLength());
        }
        assertThat(most).isLessThanOrEqualTo(LIMIT + 1);
        assertThat(reader.lines).containsExactly("!" + "x".repeat(LIMIT));
        reader.read("the rest\nnext\n");
        assertThat(reader.lines).containsExactly("!" + "x".repeat(LIMIT), "next");
    }

    @Test
    void aLineIsTooLongAsSoonAsThatIsKnown() {
        assertThat(new Reader().read("12345678901").lines).containsExactly("!1234567890");
        assertThat(new Reader().read("1234567890\r").lines).isEmpty();
        assertThat(new Reader().read("1234567890\r\n").lines).containsExactly("1234567890");
        assertThat(new Reader().read("1234567890\rx").lines).containsExactly("!1234567890");
    }

    @Test
    void betweenLinesNothingIsHeld() {
        Reader reader = new Reader().read("one\ntw");
        assertThat(reader.splitter.partialLength()).isEqualTo(2);
        assertThat(reader.splitter.partialByte(0)).isEqualTo((byte) 't');
        reader.read("o\n");
        assertThat(reader.splitter.partialLength()).isZero();
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    /** Collects lines; one that is too long with {@code !} in front. */
    private static final class Reader implements LineSplitter.Sink {
        final LineSplitter splitter = new LineSplitter(LIMIT);
        final byte[] scratch = new byte[LIMIT + 1];
        final List<String> lines = new ArrayList<>();
        boolean wanted = true;
        Random wantsOneInThree;

        Reader read(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            read(bytes, 0, bytes.length);
            return this;
        }

        void read(byte[] bytes, int from, int to) {
            ByteBuf in = Unpooled.directBuffer(Math.max(1, to - from));
            in.writeBytes(bytes, from, to - from);
            while (in.isReadable()) {
                splitter.read(in, scratch, this);
            }
            in.release();
        }

        @Override
        public boolean line(byte[] bytes, int length) {
            lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
            return isWanted();
        }

        @Override
        public boolean tooLong(byte[] beginning, int length) {
            lines.add("!" + new String(beginning, 0, length, StandardCharsets.UTF_8));
            return isWanted();
        }

        private boolean isWanted() {
            return wantsOneInThree == null ? wanted : wantsOneInThree.nextInt(3) == 0;
        }
    }
}
