package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the arguments of `powershell`, `pwsh` and `cmd` give it to run.
sealed interface WindowsShells {
    /// @param text what it reads, in its own language
    record Text(Dialect dialect, Word text) implements WindowsShells {}

    record File(Word script) implements WindowsShells {}

    /// Its standard input.
    record Input(Dialect dialect) implements WindowsShells {}

    /// Nothing, or a block that was read already.
    record Nothing() implements WindowsShells {}

    /// Encoded text that cannot be decoded.
    record Garbled(Word word) implements WindowsShells {}

    Pattern SWITCHES = Pattern.compile("(?is)(?:/{1,2}(?:[sdqaux]|[aqu]|[vetf]:\\w*))*/{1,2}([ckr])(.*)");

    /// Options that take a value, and `-command`-like ones, by what any beginning of them is short for.
    List<String> OPTIONS = List.of(
            "command",
            "encodedcommand",
            "file",
            "executionpolicy",
            "windowstyle",
            "inputformat",
            "outputformat",
            "version",
            "workingdirectory",
            "configurationname",
            "configurationfile",
            "settingsfile",
            "psconsolefile",
            "custompipename",
            "encodedarguments",
            "noprofile",
            "noninteractive",
            "nologo",
            "noexit",
            "sta",
            "mta",
            "login",
            "interactive",
            "help",
            "noprofileloadtime",
            "commandwithargs");

    Map<String, String> SHORT = Map.of(
            "ec",
            "encodedcommand",
            "ep",
            "executionpolicy",
            "wd",
            "workingdirectory",
            "if",
            "inputformat",
            "of",
            "outputformat",
            "cwa",
            "commandwithargs",
            "ea",
            "encodedarguments",
            "v",
            "version");

    Set<String> VALUED = Set.of(
            "executionpolicy",
            "windowstyle",
            "inputformat",
            "outputformat",
            "workingdirectory",
            "configurationname",
            "configurationfile",
            "settingsfile",
            "psconsolefile",
            "custompipename",
            "encodedarguments");

    static boolean knows(String program) {
        return program.equals("powershell")
                || program.equals("pwsh")
                || program.equals("cmd")
                || program.equals("pwsh-preview");
    }

    /// The language of a script in a file.
    ///
    /// @param reader the program that was told to run it, empty if it runs by its name
    /// @param named the program that its first line names
    static Optional<Dialect> dialect(String file, Optional<String> reader, String named) {
        if (reader.orElse(named).matches("pwsh.*|powershell")) {
            return Optional.of(Dialect.POWERSHELL);
        }
        var name = file.toLowerCase(Locale.ROOT);
        if (reader.isPresent()) {
            return Optional.empty();
        }
        return name.matches(".*\\.psm?1")
                ? Optional.of(Dialect.POWERSHELL)
                : name.matches(".*\\.(bat|cmd)") ? Optional.of(Dialect.CMD) : Optional.empty();
    }

    /// @param words program first
    static WindowsShells of(String program, List<Word> words) {
        return program.equals("cmd") ? cmd(words) : powershell(program, words);
    }

    private static WindowsShells powershell(String program, List<Word> words) {
        for (var i = 1; i < words.size(); i++) {
            var word = words.get(i);
            var text = word.text();
            var dashed = text.length() > 1 && (PowerText.isDash(text.charAt(0)) || text.charAt(0) == '/');
            if (!dashed || !word.known()) {
                if (text.equals("-")) {
                    return new Input(Dialect.POWERSHELL);
                }
                return text.toLowerCase(Locale.ROOT).endsWith(".ps1")
                        ? new File(word)
                        : command(words.subList(i, words.size()));
            }
            var option = option(text.substring(text.startsWith("--") ? 2 : 1).toLowerCase(Locale.ROOT));
            var rest = words.subList(i + 1, words.size());
            switch (option) {
                case "command", "commandwithargs" -> {
                    return command(option.equals("command") ? rest : rest.subList(0, Math.min(1, rest.size())));
                }
                case "encodedcommand" -> {
                    return rest.isEmpty() ? new Nothing() : decoded(rest.getFirst());
                }
                case "file" -> {
                    return rest.isEmpty()
                            ? new Nothing()
                            : rest.getFirst().is("-") ? new Input(Dialect.POWERSHELL) : new File(rest.getFirst());
                }
                case "version" -> {
                    if (program.equals("powershell")) {
                        i++;
                    }
                }
                default -> i += VALUED.contains(option) ? 1 : 0;
            }
        }
        return new Input(Dialect.POWERSHELL);
    }

    private static String option(String written) {
        var exact = SHORT.get(written);
        if (exact != null) {
            return exact;
        }
        return OPTIONS.stream()
                .filter(option -> option.startsWith(written))
                .findFirst()
                .orElse("");
    }

    private static WindowsShells command(List<Word> words) {
        if (words.isEmpty() || words.getFirst().text().equals("{…}")) {
            return new Nothing();
        }
        if (words.getFirst().is("-")) {
            return new Input(Dialect.POWERSHELL);
        }
        return new Text(Dialect.POWERSHELL, Word.joined(words));
    }

    private static WindowsShells decoded(Word word) {
        if (!word.known()) {
            return new Garbled(word);
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(word.text());
            var text = new String(bytes, StandardCharsets.UTF_16LE);
            var odd = text.isEmpty()
                    || text.chars()
                            .anyMatch(unit -> unit == 0 || unit == '\uFFFD' || Character.isSurrogate((char) unit));
            return odd
                    ? new Garbled(word)
                    : new Text(
                            Dialect.POWERSHELL,
                            new Word.Builder()
                                    .add(text, Mark.QUOTED, word.where())
                                    .build(word.where()));
        } catch (IllegalArgumentException _) {
            return new Garbled(word);
        }
    }

    private static WindowsShells cmd(List<Word> words) {
        for (var i = 1; i < words.size(); i++) {
            var word = words.get(i);
            var switches = SWITCHES.matcher(word.text());
            if (switches.matches()) {
                List<Word> rest = new ArrayList<>(words.subList(i + 1, words.size()));
                if (!switches.group(2).isEmpty()) {
                    rest.addFirst(word.from(switches.start(2)));
                }
                return rest.isEmpty() ? new Nothing() : new Text(Dialect.CMD, quoted(rest));
            }
            if (!word.known()) {
                return new Garbled(word);
            }
            if (!word.text().startsWith("/")) {
                break;
            }
        }
        return new Input(Dialect.CMD);
    }

    /// One text, words with blanks in quotes again.
    private static Word quoted(List<Word> words) {
        if (words.size() == 1) {
            return words.getFirst();
        }
        return Word.joined(words.stream()
                .map(word -> word.text().matches("(?s)\\S+") ? word : inQuotes(word))
                .toList());
    }

    private static Word inQuotes(Word word) {
        var builder = new Word.Builder();
        builder.add(
                "\"", Mark.QUOTED, new Part(word.where().from(), word.where().from()));
        builder.add(word)
                .add("\"", Mark.QUOTED, new Part(word.where().to(), word.where().to()));
        return builder.build(word.where());
    }

    /// The word that is to blame if what it gives cannot be known.
    default Optional<Word> blamed() {
        return switch (this) {
            case Text(var _, var text) -> Optional.of(text);
            case Garbled(var word) -> Optional.of(word);
            case File(var script) -> Optional.of(script);
            case Input _, Nothing _ -> Optional.empty();
        };
    }
}
