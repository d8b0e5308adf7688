package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.console.Holds;
import io.gatehouse.console.Reviewer;
import io.gatehouse.console.Role;
import io.gatehouse.grant.ExceptionRequest.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console's pages in a real Chromium. Screenshots of all of them are in `target/console`; `-Dscreens.update`
/// writes those of the documentation to `src/docs/screens`.
@Tag("screen")
class PagesScreenIT {
    private static final List<String> PAGES = List.of(
            "/requests",
            "/requests?show=decided",
            "/requests/r-push",
            "/requests/r-secret",
            "/requests/r-old-1",
            "/grants",
            "/grants?show=ended",
            "/activity",
            "/activity?text=nothing-of-the-kind",
            "/activity?rule=file.secret",
            "/activity/chart?principal=ana%40example.com",
            "/activity/an4f81c2/10",
            "/coverage",
            "/coverage?device=ci5e3b19",
            "/devices",
            "/devices/bo77d0aa",
            "/devices/enrol",
            "/retention",
            "/rollout",
            "/rollout/everyone",
            "/rollout/pilots",
            "/people",
            "/people/invite",
            "/people/tokens",
            "/log",
            "/nothing");

    private static final Map<String, String> DOCUMENTED = Map.of(
            "requests-r-push-1280-light", "console-request-light",
            "requests-r-push-1280-dark", "console-request-dark",
            "activity-1280-light", "console-activity-light");

    private static final Reviewer ROOT = new Reviewer("rosa@example.com", Optional.empty(), Set.of(Role.ADMINISTRATOR));

    private static Browser browser;

    private TestConsole console;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void open() {
        browser = new Browser();
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000); // pages ask every 5 s
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void start(@TempDir Path directory) {
        console = new TestConsole(directory);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private BrowserContext desk() {
        return browser.open(1280, 800, ColorScheme.LIGHT);
    }

    /// Collects what the browser complains of: refused scripts and styles, and errors in scripts.
    private Page page(BrowserContext context) {
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("404 (Not Found)")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(false));
    }

    private static void sees(Page page, String text) {
        PlaywrightAssertions.assertThat(page.locator("body")).containsText(text);
    }

    private static void fillPassword(Page page, String password) {
        page.getByLabel("Password").fill(password);
        button(page, "Create account").click();
    }

    @Test
    void twoPeopleComeInEnrolALaptopAndDecideWhatItAsksFor() {
        try (var first = desk();
                var second = desk()) {
            var rosa = page(first);
            rosa.navigate(console.firstLink());
            rosa.getByLabel("Name").fill("rosa@example.com");
            fillPassword(rosa, "some words of Rosa");
            sees(rosa, "Nothing waits for you");

            link(rosa, "Devices").click();
            link(rosa, "Enrol a laptop").click();
            rosa.getByLabel("Person").fill("ana@example.com");
            button(rosa, "Issue a code").click();
            var line = rosa.locator("#enrol-line").innerText().strip();
            assertTrue(line.startsWith("gatehouse enrol " + console.url() + " "), line);
            var ana =
                    console.example().laptop(line.substring(line.lastIndexOf(' ') + 1), "an4f81c2", "ana@example.com");

            link(rosa, "People").click();
            link(rosa, "Invite somebody").click();
            rosa.getByLabel("Name").fill("sam@example.com");
            rosa.getByLabel("Reviewer: decides").check();
            button(rosa, "Make the link").click();
            var invitation = rosa.locator("#invitation-link").innerText().strip();

            var sam = page(second);
            sam.navigate(invitation);
            fillPassword(sam, "some words of Sam");
            sees(sam, "Nothing waits for you");
            ana.asksToPush("r-1");
            sees(sam, "git push --force origin release/4.2");

            link(rosa, "Requests").click();
            link(rosa, "git push --force").click();
            sees(rosa, "or from a laptop that you enrolled");

            link(sam, "git push --force").click();
            sees(sam, "would be let through by it");
            sam.getByLabel("For", new Page.GetByLabelOptions().setExact(true)).selectOption("3600");
            sam.getByLabel("Your sentence").fill("For this one branch.");
            button(sam, "Approve").click();
            sees(sam, "Approved. The grant is on its way to the laptop.");
            assertEquals(State.GRANTED, state("r-1"));

            link(sam, "The grant").click();
            sam.getByLabel("Your sentence").fill("The branch is gone.");
            button(sam, "Revoke now").click();
            sees(sam, "Revoked. A connected laptop knows within seconds.");
            assertEquals(State.REVOKED, state("r-1"));

            ana.asksToPush("r-2");
            sam.navigate(console.url() + "/requests/r-2");
            sam.getByLabel("Your sentence").fill("Revert with a new commit.");
            button(sam, "Refuse").click();
            sees(sam, "Refused. The developer sees your sentence.");
            assertEquals(State.REFUSED, state("r-2"));

            button(sam, "Log out").click();
            sees(sam, "You are logged out.");
            sam.navigate(console.url() + "/requests");
            assertTrue(sam.url().contains("/login"), sam.url());
        }
        assertEquals(List.of(), complaints);
    }

    private State state(String request) {
        return console.parts()
                .requests()
                .find(request)
                .orElseThrow()
                .line()
                .request()
                .state();
    }

    @Test
    void everythingWorksWithoutScript() {
        console.person("sam@example.com", Role.REVIEWER);
        console.example().fill();
        try (var context = browser.openWithoutScript()) {
            var sam = page(context);
            Browser.logIn(sam, console, "sam@example.com");
            link(sam, "git push --force").click();
            sam.getByLabel("Your sentence").fill("So be it.");
            button(sam, "Approve").click();
            sees(sam, "Approved.");
        }
        assertEquals(State.GRANTED, state("r-push"));
        assertEquals(List.of(), complaints);
    }

    @Test
    void whatIsTypedStaysWhileARequestChangesUnderneath() {
        console.person("sam@example.com", Role.REVIEWER);
        console.person("kim@example.com", Role.REVIEWER);
        console.example().fill();
        try (var first = desk();
                var second = desk()) {
            var sam = page(first);
            Browser.logIn(sam, console, "sam@example.com");
            sam.navigate(console.url() + "/requests/r-push");
            sam.getByLabel("Your sentence").fill("I am still thin");

            var kim = page(second);
            Browser.logIn(kim, console, "kim@example.com");
            kim.navigate(console.url() + "/requests/r-push");
            kim.getByLabel("Your sentence").fill("Which tag is it?");
            button(kim, "Ask back").click();
            sees(kim, "Asked.");

            sees(sam, "This request has changed: it is now asked back, by kim@example.com.");
            PlaywrightAssertions.assertThat(sam.getByLabel("Your sentence")).hasValue("I am still thin");
            PlaywrightAssertions.assertThat(sam.getByLabel("Your sentence")).isFocused();
            button(sam, "Refuse").click();
            sees(sam, "Nothing was decided. This request has changed meanwhile");
            PlaywrightAssertions.assertThat(sam.getByLabel("Your sentence")).hasValue("I am still thin");
        }
        assertEquals(
                List.of("Failed to load resource: the server responded with a status of 409 (Conflict)"), complaints);
    }

    @Test
    void noTextFromOutsideBecomesMarkup() {
        console.person("sam@example.com", Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR);
        var evil = "</textarea></pre><script>window.pwned = 1; alert(1)</script><img src=x onerror=alert(2)>\"'`"
                + "${7*7}{{7*7}}<svg/onload=alert(3)>\u202egnp.exe";
        var laptop = console.example().laptop("ev11", "ana@example.com", evil, "os " + evil);
        laptop.asks("r-evil", evil, "javascript:alert(4)//" + evil);
        laptop.sends();
        laptop.tells(
                List.of(new Covered(evil, TestConsole.NOON, 1, 1)),
                new Uncovered(evil, evil, evil, evil, evil, false, TestConsole.NOON));
        try (var context = desk()) {
            var page = page(context);
            Browser.logIn(page, console, "sam@example.com");
            for (var path : List.of(
                    "/requests",
                    "/requests/r-evil",
                    "/activity",
                    "/activity?" + Client.form("text", evil, "principal", evil),
                    "/activity/ev11/1",
                    "/coverage",
                    "/coverage?device=ev11",
                    "/devices",
                    "/devices/ev11",
                    "/log")) {
                page.navigate(console.url() + path);
                assertEquals(false, page.evaluate("() => 'pwned' in window"), path);
                assertEquals(
                        0,
                        page.locator("main script, main img, main svg[onload], iframe")
                                .count(),
                        path);
                assertFalse(page.content().contains("\u202e"), path);
            }
            page.navigate(console.url() + "/requests/r-evil");
            sees(page, "<script>window.pwned = 1; alert(1)</script>");
            sees(page, "\\u{202e}gnp.exe");
            assertEquals(0, page.locator("a[href^='javascript']").count());
            page.getByLabel("Your sentence").fill(evil);
            page.locator("button[formaction$='ask']").click();
            sees(page, "Asked back: </textarea>");
            page.navigate(
                    console.url() + "/login?next=" + Client.form("x", evil).substring(2));
        }
        assertEquals(List.of(), complaints);
    }

    @Test
    void everyPageIsForEverybody() {
        console.person("sam@example.com", Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR);
        console.example().fill();
        var custody = console.parts().custody();
        assertEquals(
                Optional.empty(),
                custody.holds()
                        .set(Holds.Kind.PRINCIPAL, "bo@example.com", "Case 2026-114, until the court says so.", ROOT));
        assertEquals(
                Optional.empty(), custody.retention().set(Optional.of(180L), "As the works council agreed.", ROOT));
        assertEquals(
                Optional.empty(),
                custody.searches()
                        .save(console.account("sam@example.com"), "Secrets", "rule=file.secret&verdict=deny"));
        var axe = new Axe();
        var found = new TreeMap<String, List<String>>();
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 390)) {
                try (var context = browser.open(width, 800, scheme)) {
                    var page = page(context);
                    page.navigate(console.url() + "/login");
                    page.mouse().move(0, 0);
                    check(axe, page, "/login", width, scheme, found);
                    Browser.logIn(page, console, "sam@example.com");
                    for (var path : PAGES) {
                        page.navigate(console.url() + path);
                        check(axe, page, path, width, scheme, found);
                    }
                }
            }
        }
        assertEquals(new TreeMap<>(), found);
        assertEquals(List.of(), complaints);
    }

    private void check(
            Axe axe, Page page, String path, int width, ColorScheme scheme, Map<String, List<String>> found) {
        var name = path.substring(1).replaceAll("[/?=]", "-") + "-" + width + "-"
                + scheme.name().toLowerCase(Locale.ROOT);
        var documented = DOCUMENTED.get(name);
        if (System.getProperty("screens.update") != null && documented != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("src/docs/screens", documented + ".png")));
        }
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/console/" + name + ".png")));
        var violations = new ArrayList<>(axe.violations(page));
        if (!Boolean.TRUE.equals(
                page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))) {
            violations.add("is wider than the window");
        }
        if (!violations.isEmpty()) {
            found.put(name, violations);
        }
    }

    @Test
    void aKeyboardIsEnough() {
        console.person("sam@example.com", Role.REVIEWER);
        console.example().fill();
        try (var context = desk()) {
            var page = page(context);
            page.navigate(console.url() + "/login");
            // Chromium gives the field its focus with the first frame, which may come after the page is loaded.
            PlaywrightAssertions.assertThat(page.getByLabel("Name")).isFocused();
            page.keyboard().type("sam@example.com");
            page.keyboard().press("Tab");
            page.keyboard().type(TestConsole.PASSWORD);
            page.keyboard().press("Enter");
            sees(page, "What developers ask for");

            page.keyboard().press("Tab");
            PlaywrightAssertions.assertThat(link(page, "Skip to content")).isFocused();
            page.keyboard().press("Enter");
            for (int i = 0; i < 4; i++) {
                page.keyboard().press("Tab");
                assertTrue(Axe.showsFocus(page), "step " + i);
            }
            page.keyboard().press("Enter");
            sees(page, "Your decision");
            page.getByLabel("Your sentence").focus();
            page.keyboard().type("No, thank you.");
            page.keyboard().press("Tab");
            page.keyboard().press("Tab");
            assertTrue(Axe.showsFocus(page));
        }
        assertEquals(List.of(), complaints);
    }
}
