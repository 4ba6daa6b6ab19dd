package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What would run in a page that took a text for markup: here it is shown as it was written. */
class HostileTextTest extends WebTest {
    private static final List<String> PAYLOADS = List.of(
            "<script>window.owned=1</script>",
            "<img src=x onerror=window.owned=1>",
            "<img src=x onerror=\"window.owned=1\">",
            "<svg onload=window.owned=1>",
            "<svg/onload=window.owned=1>",
            "<svg><script>window.owned=1</script></svg>",
            "<body onload=window.owned=1>",
            "<iframe src=\"javascript:parent.owned=1\"></iframe>",
            "<iframe srcdoc=\"<script>parent.owned=1</script>\"></iframe>",
            "<a href=\"javascript:window.owned=1\">click</a>",
            "<math><a xlink:href=\"javascript:window.owned=1\">x</a></math>",
            "<details open ontoggle=window.owned=1>",
            "<video><source onerror=window.owned=1></video>",
            "<audio src=x onerror=window.owned=1>",
            "<input autofocus onfocus=window.owned=1>",
            "<select autofocus onfocus=window.owned=1>",
            "<textarea autofocus onfocus=window.owned=1>",
            "<marquee onstart=window.owned=1>",
            "<object data=\"javascript:window.owned=1\">",
            "<embed src=\"javascript:window.owned=1\">",
            "<link rel=stylesheet href=\"javascript:window.owned=1\">",
            "<style>@import 'javascript:window.owned=1';</style>",
            "<base href=\"https://evil.example/\">",
            "<meta http-equiv=refresh content=\"0;url=javascript:window.owned=1\">",
            "<form action=\"javascript:window.owned=1\"><button>x</button></form>",
            "<button formaction=\"javascript:window.owned=1\">x</button>",
            "\"><script>window.owned=1</script>",
            "'><script>window.owned=1</script>",
            "\" onmouseover=\"window.owned=1",
            "' onfocus='window.owned=1' autofocus='",
            "</p><script>window.owned=1</script>",
            "</textarea><script>window.owned=1</script>",
            "</title><script>window.owned=1</script>",
            "<!--><script>window.owned=1</script-->",
            "<![CDATA[<script>window.owned=1</script>]]>",
            "<scr<script>ipt>window.owned=1</script>",
            "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
            "<ScRiPt>window.owned=1</sCrIpT>",
            "&lt;script&gt;window.owned=1&lt;/script&gt;",
            "&#60;script&#62;window.owned=1&#60;/script&#62;",
            "\\u003cscript\\u003ewindow.owned=1\\u003c/script\\u003e",
            "%3Cscript%3Ewindow.owned=1%3C/script%3E",
            "javascript:window.owned=1",
            "JaVaScRiPt:window.owned=1",
            "data:text/html,<script>window.owned=1</script>",
            "vbscript:msgbox(1)",
            "http://a.example/\"onmouseover=\"window.owned=1",
            "https://a.example/'><script>window.owned=1</script>",
            "http://javascript:window.owned=1@a.example/",
            "{{constructor.constructor('window.owned=1')()}}",
            "${window.owned=1}",
            "`${window.owned=1}`",
            "__proto__",
            "constructor",
            ":__proto__: :constructor:",
            "\u202Egnp.exe",
            "@alice<script>window.owned=1</script>");

    @Test
    void aTextIsShownAsItWasWritten() throws IOException {
        Page alice = user("alice");
        try (TextClient mallory = site.textClient("mallory")) {
            for (String payload : PAYLOADS) {
                assertThat(mallory.ask("MESSAGE " + payload)).startsWith("OK MESSAGE ");
            }
            alice.sees(PAYLOADS.get(PAYLOADS.size() - 1));
            alice.button("Search in this conversation").click();
            for (String payload : PAYLOADS) {
                alice.run(
                        "const f = document.querySelector('.search input'); f.value = arguments[0]; f.dispatchEvent(new Event('input'));",
                        payload);
                // The newest that holds it comes into view first.
                Page.until(() -> {
                    if (alice.texts().contains(payload)) {
                        return true;
                    }
                    alice.button("Previous match").click();
                    return false;
                });
            }
            isUntouched(alice);
        }
    }

    @Test
    void aTopicAndAStatusAreShownAsTheyWereWritten() throws IOException {
        Page alice = user("alice");
        alice.button("New conversation").click();
        alice.dialogField("Group name", 1).sendKeys("dev");
        alice.button("Create").click();
        Page.until(() -> alice.text("#conversation-title").equals("dev"));
        try (TextClient mallory = site.textClient("mallory")) {
            mallory.ask("JOIN dev");
            alice.button("Details").click();
            alice.shows(".details .people", "mallory");
            alice.field("Role of mallory").sendKeys("Moderator");
            Page.until(() -> mallory.ask("TOPIC dev now").startsWith("OK "));
            alice.button("Close the details").click();
            for (String payload : PAYLOADS) {
                assertThat(mallory.ask("TOPIC dev " + payload)).startsWith("OK TOPIC ");
                Page.until(() -> alice.text(".about").equals(payload));
            }
            alice.writeTo("mallory");
            for (String payload : PAYLOADS) {
                assertThat(mallory.ask("STATUS away " + payload)).startsWith("OK STATUS ");
                Page.until(() -> alice.text(".about").equals("Away – " + payload));
            }
            isUntouched(alice);
        }
    }

    @Test
    void aHostileAddressOpensNothing() {
        Page alice = user("alice");
        for (String payload : PAYLOADS) {
            alice.run("location.hash = arguments[0];", payload);
        }
        Page.until(() -> alice.text("#conversation-title").equals("Lobby"));
        isUntouched(alice);
    }

    private static void isUntouched(Page page) {
        assertThat(page.strings("return [String(window.owned)];")).containsExactly("undefined");
        assertThat(
                        page.number(
                                "return document.querySelectorAll('.message script, .message img, .message iframe, .message svg script, .details script, .about *, [onerror], [onload]').length;"))
                .isZero();
        assertThat(page.strings("return [...document.querySelectorAll('.text a')].map(e => e.protocol);"))
                .isSubsetOf("http:", "https:");
    }
}
