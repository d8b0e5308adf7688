package io.gatehouse.console.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.util.Map;

/// Turns a template and what it is about into HTML.
final class Rendering {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    byte[] html(String template, Map<String, Object> model) {
        var output = new ShownOutput();
        engine.render(template + ".jte", model, output);
        return output.bytes();
    }
}
