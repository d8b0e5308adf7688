package io.gatehouse.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a program that decodes makes of a text, where the line alone tells.
final class Decoded {
    /// Programs that make readable text of other text; what they print says nothing of its own.
    static final Set<String> PROGRAMS = Set.of("base32", "base64", "basenc", "openssl", "rev", "uudecode", "xxd");

    /// What base64 ends at, unless it is told to ignore it.
    private static final Pattern GARBAGE = Pattern.compile("[^A-Za-z0-9+/=\n]");

    private Decoded() {}

    /// @param words of the command, program first
    static Optional<Word> of(List<Word> words, Word text) {
        if (!text.known()) {
            return Optional.empty();
        }
        var plain = text.text().strip();
        var options = words.stream().skip(1).map(Word::text).toList();
        try {
            return switch (words.getFirst().text().replaceFirst(".*/", "")) {
                case "base64" ->
                    isOneOf(options, "-[di]*[dD][di]*|--decode")
                                    && (isOneOf(options, "-.*i.*")
                                            || !GARBAGE.matcher(plain).find())
                            ? text(base64(plain), text)
                            : Optional.empty();
                case "openssl" ->
                    options.contains("-d") && options.contains("base64") ? text(base64(plain), text) : Optional.empty();
                case "xxd" ->
                    isOneOf(options, "-r|-p|-ps|-rp|-pr|-r -p")
                                    && options.toString().contains("r")
                                    && options.toString().contains("p")
                            ? text(HexFormat.of().parseHex(plain.replaceAll("\\s", "")), text)
                            : Optional.empty();
                case "rev" -> options.isEmpty() ? reversed(text) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException _) { // neither is what it says
            return Optional.empty();
        }
    }

    /// Every option is one of these.
    private static boolean isOneOf(List<String> options, String form) {
        return !options.isEmpty() && options.stream().allMatch(option -> option.matches(form));
    }

    private static byte[] base64(String text) {
        return Base64.getMimeDecoder().decode(text);
    }

    private static Optional<Word> text(byte[] bytes, Word from) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Word.Builder()
                            .add(text, Word.Mark.QUOTED, from.where())
                            .build(from.where()));
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Optional<Word> reversed(Word text) {
        var lines = text.text().split("\n", -1);
        var turned = new StringBuilder();
        for (var i = 0; i < lines.length; i++) {
            turned.append(i == 0 ? "" : "\n").append(new StringBuilder(lines[i]).reverse());
        }
        return Optional.of(new Word.Builder()
                .add(turned.toString(), Word.Mark.QUOTED, text.where())
                .build(text.where()));
    }
}
