package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HistoryTest extends WebTest {
    /** Rows that the document may hold, whatever the conversation does: some three views of short lines. */
    private static final int ROWS = 200;

    private void fill(int messages) throws IOException {
        try (TextClient writer = site.textClient("writer")) {
            StringBuilder lines = new StringBuilder();
            for (int i = 1; i <= messages; i++) {
                // Of one to four lines' height.
                lines.append("MESSAGE line ")
                        .append(i)
                        .append(" word".repeat(i % 61))
                        .append('\n');
            }
            writer.send(lines.substring(0, lines.length() - 1));
            for (int i = 1; i <= messages; i++) {
                assertThat(writer.reply()).isEqualTo("OK MESSAGE " + i);
            }
        }
    }

    private static final String IN_VIEW = "const list = document.querySelector('.messages');"
            + "const inView = [...list.querySelectorAll('.message')]"
            + ".find(e => e.getBoundingClientRect().top > list.getBoundingClientRect().top);";

    /**
     * Scrolls and tells by how much what was in view has moved on the screen, and which messages are rendered. A row's
     * lower edge counts: the oldest that is loaded loses the name above its text when others of its author come before it.
     */
    private static final String SCROLL = "const done = arguments[1], by = arguments[0];"
            + "const list = document.querySelector('.messages'), top = () => list.getBoundingClientRect().top;"
            + "const first = [...list.querySelectorAll('.message')].find(e => e.getBoundingClientRect().bottom > top() + 1);"
            + "const seq = first.dataset.seq, at = first.getBoundingClientRect().bottom, before = list.scrollTop;"
            + "list.scrollTop -= by; const asked = before - list.scrollTop;"
            + "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {"
            + "  const now = list.querySelector(`[data-seq=\"${seq}\"]`);"
            + "  done({moved: now ? now.getBoundingClientRect().bottom - at : asked, asked, rows: list.querySelectorAll('.row').length,"
            + "        top: list.scrollTop, seqs: [...list.querySelectorAll('.message')].map(e => Number(e.dataset.seq))});"
            + "}, 10)));";

    @Test
    void scrollingUpShowsEveryOneOfTwoThousandMessagesWithoutAJump() throws IOException {
        fill(2_000);
        Page alice = user("alice");
        alice.shows(".message .text", "line 2000 ");

        TreeSet<Long> seen = new TreeSet<>();
        for (int step = 0; step < 2_000 && !seen.contains(1L); step++) {
            Map<String, Object> moved = scroll(alice, 400);
            numbers(moved.get("seqs")).forEach(seen::add);
            assertThat(number(moved.get("rows"))).isLessThan(ROWS);
            assertThat(number(moved.get("moved"))).as("step " + step).isCloseTo(number(moved.get("asked")), within2());
        }
        assertThat(seen).hasSize(2_000);
        assertThat(seen.first()).isEqualTo(1);
        alice.shows(".row.edge", "The beginning of this conversation");

        alice.button("Newest messages").click();
        alice.shows(".message .text", "line 2000 ");
    }

    @Test
    void whatComesWhileOneReadsEarlierMessagesMovesNothing() throws IOException {
        fill(300);
        Page alice = user("alice");
        Page bob = user("bob");
        alice.shows(".message .text", "line 300 ");
        scroll(alice, 2_000);
        // What that has asked for, of the messages before, is there.
        alice.signedIn();
        long seq = alice.number(IN_VIEW + "return Number(inView.dataset.seq);");
        long top = alice.number(IN_VIEW + "return inView.getBoundingClientRect().top;");

        bob.say("something new");
        bob.sees("something new");
        alice.shows(".entry .preview", "something new");

        assertThat(alice.number(
                        "return document.querySelector(`[data-seq=\"${arguments[0]}\"]`).getBoundingClientRect().top;",
                        seq))
                .isCloseTo(top, within2());
        assertThat(alice.texts()).doesNotContain("something new");
        alice.button("Newest messages").click();
        alice.sees("something new");
    }

    @Test
    void ofTenThousandLoadedMessagesTheDocumentHoldsThoseAroundTheView() throws IOException {
        fill(10_000);
        Page alice = user("alice");
        alice.shows(".message .text", "line 10000 ");
        for (int step = 0; step < 3_000; step++) {
            Map<String, Object> moved = scroll(alice, 100_000);
            assertThat(number(moved.get("rows"))).isLessThan(ROWS);
            if (numbers(moved.get("seqs")).contains(1L)) {
                break;
            }
        }
        alice.shows(".message .text", "line 1 word");

        // From here on everything is there: each step of a whole scroll is drawn within the frames that it takes.
        alice.button("Newest messages").click();
        alice.shows(".message .text", "line 10000 ");
        for (int step = 0; step < 100; step++) {
            Map<String, Object> moved = scroll(alice, 3_000);
            assertThat(number(moved.get("rows"))).isLessThan(ROWS);
            assertThat(numbers(moved.get("seqs"))).isNotEmpty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> scroll(Page page, int by) {
        return (Map<String, Object>) page.driver().executeAsyncScript(SCROLL, by);
    }

    private static long number(Object value) {
        return Math.round(((Number) value).doubleValue());
    }

    private static List<Long> numbers(Object values) {
        return ((List<?>) values).stream().map(HistoryTest::number).toList();
    }

    private static org.assertj.core.data.Offset<Long> within2() {
        return org.assertj.core.data.Offset.offset(2L);
    }
}
