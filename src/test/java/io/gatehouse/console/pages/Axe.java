package io.gatehouse.console.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The accessibility checker axe, run inside of a page.
final class Axe {
    private static final Path SOURCE = Path.of("src/test/npm/axe/node_modules/axe-core/axe.min.js");

    private final String source;

    Axe() {
        try {
            source = Files.readString(SOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException("axe is missing: run src/test/npm/install.sh axe", e);
        }
    }

    /// What is wrong with the page, in words that name rule and place; empty when nothing is.
    List<String> violations(Page page) {
        page.evaluate(source);
        var found = (List<?>) page.evaluate("() => axe.run({resultTypes: ['violations']}).then(result =>"
                + " result.violations.flatMap(violation => violation.nodes.map(node =>"
                + " violation.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary)))");
        return found.stream().map(String::valueOf).toList();
    }

    /// How often the eye has something to follow: focus must show.
    static boolean showsFocus(Page page) {
        var outline = (Map<?, ?>) page.evaluate("() => { const style = getComputedStyle(document.activeElement);"
                + " const row = document.activeElement.closest('li');"
                + " const around = row ? getComputedStyle(row) : style;"
                + " return {own: style.outlineStyle, around: around.outlineStyle}; }");
        return !"none".equals(outline.get("own")) || !"none".equals(outline.get("around"));
    }
}
