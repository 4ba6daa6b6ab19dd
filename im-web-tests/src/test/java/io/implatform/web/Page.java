package io.implatform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The page as its user has it before them: what they see and do, by the names that the page gives things. */
final class Page {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(40);
    private final ChromeDriver driver;

    Page(ChromeDriver driver, String address) {
        this.driver = driver;
        emulate(Map.of());
        driver.manage().window().setSize(new Dimension(1280, 800));
        driver.get(address);
        collectErrors();
    }

    /** What the page's scripts throw from here on. */
    private void collectErrors() {
        run("window.faults = []; addEventListener('error', e => window.faults.push(e.message));"
                + "addEventListener('unhandledrejection', e => window.faults.push(String(e.reason)));"
                + "addEventListener('securitypolicyviolation', e => window.faults.push('CSP ' + e.blockedURI));");
    }

    /** Nothing has gone wrong in the page. */
    void hasNoFaults() {
        assertThat(strings("return window.faults;")).isEmpty();
    }

    ChromeDriver driver() {
        return driver;
    }

    // Doing

    /** On the form for a new account. */
    Page fillInSignUp(String user) {
        field("User name").sendKeys(user);
        field("Password").sendKeys("correct horse " + user);
        button("Create account").click();
        return signedIn();
    }

    Page signUp(String user) {
        button("New here? Create an account").click();
        return fillInSignUp(user);
    }

    Page signedIn() {
        until(() -> isShown(".composer textarea"));
        until(() -> !strings("return [...document.querySelectorAll('.messages[aria-busy=\"false\"]')].map(e => 'x');")
                .isEmpty());
        return this;
    }

    Page reload() {
        driver.navigate().refresh();
        collectErrors();
        return signedIn();
    }

    WebElement composer() {
        return driver.findElement(By.cssSelector(".composer textarea"));
    }

    void say(String text) {
        // Typed key by key, a text with a line end would be sent at it.
        run(
                "const f = arguments[0]; f.focus(); f.value = arguments[1]; f.dispatchEvent(new Event('input', {bubbles: true}));",
                composer(),
                text);
        composer().sendKeys(Keys.ENTER);
    }

    void open(String conversation) {
        until(() -> find(By.xpath("//*[contains(@class,'entry')][.//*[contains(@class,'name')][starts-with(.,'"
                        + conversation + "')]]"))
                != null);
        find(By.xpath("//*[contains(@class,'entry')][.//*[contains(@class,'name')][starts-with(.,'" + conversation
                        + "')]]"))
                .click();
        until(() -> text("#conversation-title").equals(conversation));
    }

    void writeTo(String user) {
        button("New conversation").click();
        dialogField("User name", 0).sendKeys(user);
        button("Write").click();
        until(() -> text("#conversation-title").equalsIgnoreCase(user));
    }

    /** Does something about a message that is stored, by its button. */
    void act(String text, String action) {
        WebElement row = row(text);
        new Actions(driver).moveToElement(row).perform();
        row.findElement(By.cssSelector("button[aria-label='" + action + "']")).click();
    }

    /** The last message of that text which is stored. */
    WebElement row(String text) {
        WebElement[] found = new WebElement[1];
        until(() -> {
            found[0] = (WebElement) driver.executeScript(
                    "return [...document.querySelectorAll('.message:not(.pending)')].reverse()"
                            + ".find(e => e.querySelector('.text')?.textContent === arguments[0]) ?? null;",
                    text);
            return found[0] != null;
        });
        return found[0];
    }

    WebElement button(String name) {
        WebElement[] found = new WebElement[1];
        until(() -> {
            found[0] = (WebElement) driver.executeScript(
                    "const root = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;"
                            + "return [...root.querySelectorAll('button')].find(e => e.checkVisibility() && (e.getAttribute('aria-label') ?? e.textContent).trim() === arguments[0]) ?? null;",
                    name);
            return found[0] != null && found[0].isEnabled();
        });
        return found[0];
    }

    /** The field with that label. */
    WebElement field(String label) {
        return labelled(label, "document", 0);
    }

    WebElement dialogField(String label, int number) {
        return labelled(label, "document.querySelector('dialog[open]')", number);
    }

    private WebElement labelled(String label, String root, int number) {
        WebElement[] found = new WebElement[1];
        until(() -> {
            found[0] = (WebElement) driver.executeScript(
                    "const fields = [...(" + root + "?.querySelectorAll('input, select, textarea') ?? [])];"
                            + "return fields.filter(e => e.checkVisibility() && ((e.getAttribute('aria-label') ?? [...e.labels].map(l => l.textContent).join()).trim()) === arguments[0])[arguments[1]] ?? null;",
                    label,
                    number);
            return found[0] != null;
        });
        return found[0];
    }

    // Seeing

    /** The texts of the messages that the document holds. */
    List<String> texts() {
        return strings("return [...document.querySelectorAll('.message .text')].map(e => e.textContent);");
    }

    void sees(String text) {
        until("sees " + text, () -> texts().contains(text));
    }

    void seesOnce(String text) {
        sees(text);
        assertThat(texts()).containsOnlyOnce(text);
    }

    /** Waits until the element is there and its text holds that. */
    void shows(String css, String words) {
        until(
                css + " shows " + words,
                () ->
                        strings("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent);", css)
                                .stream()
                                .anyMatch(text -> text.contains(words)));
    }

    void showsNo(String css) {
        until("shows no " + css, () -> !isShown(css));
    }

    boolean isShown(String css) {
        return Objects.equals(
                driver.executeScript(
                        "const e = document.querySelector(arguments[0]); return e !== null && e.checkVisibility();",
                        css),
                true);
    }

    String text(String css) {
        return String.valueOf(
                driver.executeScript("return document.querySelector(arguments[0])?.textContent ?? '';", css));
    }

    WebElement find(By by) {
        return driver.findElements(by).stream().findFirst().orElse(null);
    }

    long number(String script, Object... arguments) {
        return ((Number) Objects.requireNonNull(driver.executeScript(script, arguments))).longValue();
    }

    @SuppressWarnings("unchecked")
    List<String> strings(String script, Object... arguments) {
        return (List<String>) Objects.requireNonNull(driver.executeScript(script, arguments));
    }

    void run(String script, Object... arguments) {
        driver.executeScript(script, arguments);
    }

    /** As a screen of that size, or a reader with those wishes (such as prefers-color-scheme), has it. */
    void emulate(Map<String, String> wishes) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        wishes.entrySet().stream()
                                .map(wish -> Map.of("name", wish.getKey(), "value", wish.getValue()))
                                .toList()));
    }

    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 640, "deviceScaleFactor", 1, "mobile", false));
    }

    void wide() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    static void until(Callable<Boolean> condition) {
        until("this", condition);
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(OFTEN).ignoreExceptions().until(condition);
    }
}
