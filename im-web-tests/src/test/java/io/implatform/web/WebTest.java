package io.implatform.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own for each test, and users with the page before them. */
abstract class WebTest {
    @TempDir
    Path folder;

    Site site;
    private final List<Page> pages = new ArrayList<>();

    @BeforeEach
    void startTheServer() throws IOException {
        Browsers.get(0);
        site = new Site(folder);
    }

    /** The page in the next browser. */
    final Page page() {
        return pageAt(site.address());
    }

    /** The page of another address in the next browser. */
    final Page pageAt(String address) {
        Page page = new Page(Browsers.get(pages.size()), address);
        pages.add(page);
        return page;
    }

    final Page user(String name) {
        return page().signUp(name);
    }

    @AfterEach
    void stopTheServer() {
        try {
            for (Page page : pages) {
                page.wide();
                page.hasNoFaults();
                page.driver().get("about:blank");
            }
        } finally {
            if (site != null) {
                site.close();
            }
        }
    }
}
