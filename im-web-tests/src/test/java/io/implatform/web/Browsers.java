package io.implatform.web;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The browsers of this test run: each a Chromium of its own, started when it is first wanted and used by one test
 * after the other. Every test has a server on a port of its own, and so a site that the browser knows nothing of.
 *
 * <p>Where there is no Chromium the tests are skipped, unless {@code IM_REQUIRE_BROWSER} is set: then they fail.
 */
final class Browsers {
    private static final List<ChromeDriver> OPEN = new ArrayList<>();
    /** Warns that it lacks classes for the newest Chromium, which nothing here needs. */
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    private static boolean isTold;

    static {
        DEVTOOLS.setLevel(Level.SEVERE);
        Runtime.getRuntime().addShutdownHook(new Thread(Browsers::close));
    }

    private Browsers() {}

    /** The browser of that number, from 0. */
    static synchronized ChromeDriver get(int number) {
        while (OPEN.size() <= number) {
            OPEN.add(start());
        }
        return OPEN.get(number);
    }

    private static ChromeDriver start() {
        Optional<Path> browser = find("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = find("chromedriver");
        if (browser.isEmpty() || driver.isEmpty()) {
            String missing = "There is no chromium with a chromedriver on the PATH (Debian: chromium, chromium-driver)";
            if (System.getenv("IM_REQUIRE_BROWSER") != null) {
                throw new AssertionError(missing);
            }
            if (!isTold) {
                isTold = true;
                System.err.println("WARNING: " + missing + ": the tests of the page are skipped");
            }
            Assumptions.abort(missing);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-US",
                "--window-size=1280,800");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow().toFile())
                .build();
        ChromeDriver started = new ChromeDriver(service, options);
        started.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return started;
    }

    private static Optional<Path> find(String... names) {
        for (String name : names) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                Path file = Path.of(folder).resolve(name);
                if (Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static synchronized void close() {
        OPEN.forEach(ChromeDriver::quit);
        OPEN.clear();
    }
}
