package io.gatehouse.command.code;

import io.gatehouse.command.code.Calls.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Texts made of other texts by functions of a library.
final class Formats {
    private static final Pattern FIELD = Pattern.compile("\\{\\{|}}|\\{(\\d*)[^{}]*}|%%|%[-+ #0-9.]*[sdrifxo]");

    private Formats() {}

    /// `"{}/{}".format(a, b)` and `"%s/%s" % (a, b)`.
    static Value apply(Value format, List<Value> arguments) {
        if (!(format instanceof Value.Text text) || !text.isKnown()) {
            return Value.Unknown.VALUE;
        }
        List<Value> parts = new ArrayList<>();
        var fields = FIELD.matcher(text.text());
        var at = 0;
        var next = 0;
        while (fields.find()) {
            parts.add(text.with(text.text().substring(at, fields.start())));
            at = fields.end();
            switch (fields.group()) {
                case "{{" -> parts.add(text.with("{"));
                case "}}" -> parts.add(text.with("}"));
                case "%%" -> parts.add(text.with("%"));
                default -> {
                    var numbered = fields.group(1) != null && !fields.group(1).isEmpty();
                    var index = numbered
                            ? Integer.parseInt(
                                    fields.group(1),
                                    0,
                                    Math.min(4, fields.group(1).length()),
                                    10)
                            : next++;
                    parts.add(index < arguments.size() ? arguments.get(index) : Value.Unknown.VALUE);
                }
            }
        }
        parts.add(text.with(text.text().substring(at)));
        return Value.joined(parts, "");
    }

    static Value decoded(Result how, Value value) {
        if (how == Result.CHARACTER) {
            return switch (value) {
                case Value.Whole(var number)
                when number > 0 && number < 0x10000 ->
                    new Value.Text(List.of(new Piece.Known(String.valueOf((char) number), 0, 0)));
                case Value.Items(var items)
                when items.stream().allMatch(Value.Whole.class::isInstance) ->
                    Value.joined(items.stream().map(item -> decoded(how, item)).toList(), "");
                default -> Value.Unknown.VALUE;
            };
        }
        if (!(value instanceof Value.Text text) || !text.isKnown()) {
            return Value.Unknown.VALUE;
        }
        try {
            return switch (how) {
                case BASE64 ->
                    text.with(new String(Base64.getMimeDecoder().decode(text.text()), StandardCharsets.UTF_8));
                case HEX ->
                    text.with(new String(
                            HexFormat.of().parseHex(text.text().replaceAll("\\s", "")), StandardCharsets.UTF_8));
                case LOWER -> text.with(text.text().toLowerCase(Locale.ROOT));
                default -> Value.Unknown.VALUE;
            };
        } catch (IllegalArgumentException _) {
            return Value.Unknown.VALUE;
        }
    }
}
