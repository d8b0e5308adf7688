package io.gatehouse.console.pages;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real Chromium, driven by Playwright.
public final class Browser implements AutoCloseable {
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;

    public Browser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "The tests of the console's pages need Chromium: install the package chromium."));
    }

    public BrowserContext open(int width, int height, ColorScheme scheme) {
        return browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setDeviceScaleFactor(1));
    }

    BrowserContext openWithoutScript() {
        return browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false));
    }

    static void logIn(Page page, TestConsole console, String name) {
        page.navigate(console.url() + "/login");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(TestConsole.PASSWORD);
        page.locator("button", new Page.LocatorOptions().setHasText("Log in")).click();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
