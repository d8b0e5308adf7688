package io.gatehouse.console.pages;

import gg.jte.TemplateOutput;
import io.gatehouse.policy.Shown;
import java.nio.charset.StandardCharsets;

/// Where a page is written to. Everything goes through [Shown], so that no template can forget it; escaping is the
/// template engine's and comes before.
final class ShownOutput implements TemplateOutput {
    private final StringBuilder page = new StringBuilder(8 << 10);

    @Override
    public void writeContent(String text) {
        page.append(Shown.text(text, true));
    }

    @Override
    public void writeContent(String text, int from, int to) {
        writeContent(text.substring(from, to));
    }

    byte[] bytes() {
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }
}
