package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in by a provider in a real Chromium. Screenshots are in `target/console`.
@Tag("screen")
class OidcScreenIT {
    @Test
    void aPersonComesInByTheOrganisationsLogin(@TempDir Path directory) throws Exception {
        var complaints = new ArrayList<String>();
        try (var browser = new Browser();
                var desk = new OidcFixture(directory, LocalAccounts.FIRST_ADMINISTRATOR, "sub")) {
            desk.provider.claims.put("groups", List.of("secops", "it"));
            for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(1280, 390)) {
                    try (var context = browser.open(width, 800, scheme)) {
                        var page = context.newPage();
                        page.onConsoleMessage(message -> {
                            if (message.type().equals("error")
                                    && !message.text().contains("400 (Bad Request)")) {
                                complaints.add(message.text());
                            }
                        });
                        var name = width + "-" + scheme.name().toLowerCase(Locale.ROOT);
                        page.navigate(desk.console.url() + "/people");
                        look(page, "login-by-provider-" + name);
                        page.getByText("Log in with a password of this console").click();
                        look(page, "login-by-password-" + name);
                        page.navigate(desk.console.url() + "/login/oidc/back?state=x&code=y");
                        look(page, "login-refused-" + name);

                        page.navigate(desk.console.url() + "/people");
                        page.getByRole(
                                        AriaRole.LINK,
                                        new Page.GetByRoleOptions().setName("Log in with your organisation"))
                                .click();
                        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("People");
                        look(page, "people-by-provider-" + name);
                        page.locator("a.what").first().click();
                        look(page, "person-by-provider-" + name);
                    }
                }
            }
        }
        assertEquals(List.of(), complaints);
    }

    private static void look(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/console/" + name + ".png")));
        assertEquals(List.of(), new Axe().violations(page), name);
    }
}
