package io.gatehouse.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.policy.Unicode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names and values as forms and queries carry them (`application/x-www-form-urlencoded`).
final class Fields {
    private static final int MOST = 300;

    private Fields() {}

    /// @throws Trouble for what no browser writes, and for text that no database keeps
    static Map<String, List<String>> read(String encoded) {
        var fields = new LinkedHashMap<String, List<String>>();
        int many = 0;
        for (var pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++many > MOST) {
                throw Trouble.tooLarge();
            }
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    /// One part of a path or one side of a pair.
    static String decoded(String encoded) {
        try {
            var text = URLDecoder.decode(encoded, UTF_8);
            if (text.indexOf('\0') >= 0 || !Unicode.isText(text)) {
                throw Trouble.malformed("The address or the form holds what is no text.");
            }
            return text;
        } catch (IllegalArgumentException _) {
            throw Trouble.malformed("The address or the form is not written as browsers write it.");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /// Those that say something, in their order.
    static String written(Map<String, String> fields) {
        var pairs = new ArrayList<String>();
        fields.forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(encoded(name) + "=" + encoded(value));
            }
        });
        return String.join("&", pairs);
    }
}
