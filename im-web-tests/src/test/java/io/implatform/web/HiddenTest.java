package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;

/** What a page tells that is in a window that is minimized. */
class HiddenTest extends WebTest {

    @Test
    void aHiddenPageCountsInItsTitleAndNotifies() {
        Page alice = user("alice");
        Page bob = user("bob");
        // Whether the system shows it is the browser's part: what the page asks it to show is written down here.
        alice.run("window.told = []; window.Notification = class {"
                + "  static permission = 'granted';"
                + "  constructor(title, {body}) { window.told.push(`${title} / ${body}`); }"
                + "  close() {}"
                + "};");
        alice.run("document.querySelector('.me').click();");
        alice.dialogField("Desktop notifications", 0).click();
        alice.button("Close").click();
        bob.say("while she looks");
        alice.sees("while she looks");

        alice.driver().manage().window().minimize();
        Page.until(() -> alice.strings("return [String(document.hidden)];").contains("true"));
        assertThat(alice.driver().getTitle()).isEqualTo("IM Platform");
        bob.say("while she is elsewhere");
        Page.until(() -> "(1) IM Platform".equals(alice.driver().getTitle()));
        bob.writeTo("alice");
        bob.say("are you there?");
        Page.until(() -> "(2) IM Platform".equals(alice.driver().getTitle()));
        assertThat(alice.strings("return window.told;"))
                .containsExactly("Lobby: bob / while she is elsewhere", "bob / are you there?");

        alice.driver().manage().window().setSize(new Dimension(1280, 800));
        Page.until(() -> "IM Platform".equals(alice.driver().getTitle()));
        alice.shows(".entry .badge", "1");
    }
}
