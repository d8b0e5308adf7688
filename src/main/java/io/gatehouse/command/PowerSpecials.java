package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Cmdlets that do more than to name paths and URLs: they run something, change the shell, or put out a known text.
final class PowerSpecials {
    /// @param value what the cmdlet puts out, where that is known
    /// @param parse how far it is understood
    record Outcome(List<Word> value, Parse parse, String doubt, List<Draft> sources) {
        static final Outcome PLAIN = new Outcome(List.of(), Parse.FULL, "", List.of());

        static Outcome of(Word value) {
            return new Outcome(List.of(value), Parse.FULL, "", List.of());
        }

        static Outcome doubted(Parse parse, String doubt, List<Draft> sources) {
            return new Outcome(List.of(), parse, doubt, sources);
        }
    }

    private final PowerShell shell;
    private final WindowsPrograms programs;

    PowerSpecials(PowerShell shell, WindowsPrograms programs) {
        this.shell = shell;
        this.programs = programs;
    }

    /// @param words cmdlet first, parameters written out
    Outcome run(String cmdlet, List<Word> words, List<Word> piped, Context context, Scope scope) {
        var operands = operands(words, cmdlet);
        return switch (cmdlet) {
            case "invoke-expression" -> script(words, operands, piped, context, scope);
            case "set-location", "push-location" -> enter(cmdlet, words, operands, scope);
            case "pop-location" -> {
                scope.pop();
                yield Outcome.PLAIN;
            }
            case "set-variable", "new-variable", "clear-variable", "remove-variable", "read-host" -> {
                first("-name", words, operands).ifPresent(name -> scope.setUnknown(PowerWords.name(name.text())));
                yield Outcome.PLAIN;
            }
            case "set-alias", "new-alias" -> alias(words, operands, scope);
            case "start-process" -> start(words, operands, context, scope);
            case "invoke-command" -> remote(words, operands);
            case "new-item" -> item(words, operands, context, scope);
            case "rename-item" -> rename(words, operands, context, scope);
            case "join-path" -> join(words, operands);
            case "write-output" ->
                operands.isEmpty() ? Outcome.PLAIN : new Outcome(operands, Parse.FULL, "", List.of());
            case "new-object" -> object(words, operands, context, scope);
            case "invoke-wmimethod", "invoke-cimmethod" -> process(words, operands, context, scope);
            case "add-type", "import-module", "register-scheduledtask", "set-item" ->
                Outcome.doubted(Parse.PARTIAL, "what this cmdlet loads or sets is not followed", List.of());
            default -> Outcome.PLAIN;
        };
    }

    /// The text that a cmdlet puts into a file: an argument, or what comes down the pipe.
    static List<Word> written(List<Word> words, List<Word> piped) {
        var operands = operands(words, words.getFirst().text().toLowerCase(java.util.Locale.ROOT));
        return named("-value", words)
                .or(() -> named("-inputobject", words))
                .or(() -> operands.size() > 1 ? Optional.of(operands.getLast()) : Optional.empty())
                .map(List::of)
                .orElse(piped);
    }

    /// Scripts that a cmdlet runs or loads.
    private static Optional<Word> script(String cmdlet, List<Word> words, List<Word> operands) {
        return switch (cmdlet) {
            case "import-module" -> first("-name", words, operands);
            case "start-job", "start-threadjob", "invoke-command" -> named("-filepath", words);
            default -> Optional.<Word>empty();
        };
    }

    /// Follows what a cmdlet loads.
    void follow(String cmdlet, List<Word> words, Draft draft, Context context, Scope scope) {
        script(cmdlet, words, operands(words, cmdlet))
                .ifPresent(file -> programs.script(file, Optional.empty(), draft, context, scope));
    }

    private static List<Word> operands(List<Word> words, String cmdlet) {
        return Cmdlets.shipped()
                .find(cmdlet)
                .map(spec -> new Arguments(spec, words).operands)
                .orElse(new ArrayList<>());
    }

    private static Optional<Word> named(String parameter, List<Word> words) {
        for (var i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).is(parameter)) {
                return Optional.of(words.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<Word> first(String parameter, List<Word> words, List<Word> operands) {
        return named(parameter, words).or(() -> operands.stream().findFirst());
    }

    private Outcome script(List<Word> words, List<Word> operands, List<Word> piped, Context context, Scope scope) {
        var given = first("-command", words, operands).map(List::of).orElse(piped);
        if (!given.isEmpty() && given.stream().allMatch(word -> word.text().equals("{…}"))) {
            return Outcome.PLAIN;
        }
        if (shell.text(given, context.within("invoke-expression", false), scope)) {
            return Outcome.PLAIN;
        }
        var sources = given.stream().flatMap(word -> word.sources().stream()).toList();
        return Outcome.doubted(Parse.OPAQUE, "a text that is not known before the line runs becomes a script", sources);
    }

    private Outcome enter(String cmdlet, List<Word> words, List<Word> operands, Scope scope) {
        var target = named("-literalpath", words).or(() -> first("-path", words, operands));
        if (target.isEmpty()) {
            return Outcome.PLAIN;
        }
        var next = scope.below(WindowsPrograms.slashed(target.get()));
        if (target.get().is("-")) {
            scope.enterPrevious();
        } else if (cmdlet.equals("push-location")) {
            scope.push(next);
        } else {
            scope.enter(next);
        }
        return Outcome.PLAIN;
    }

    private static Outcome alias(List<Word> words, List<Word> operands, Scope scope) {
        var name = first("-name", words, operands);
        var value = named("-value", words).or(() -> operands.stream()
                .skip(named("-name", words).isPresent() ? 0 : 1)
                .findFirst());
        if (name.isEmpty() || value.isEmpty() || !name.get().known()) {
            return Outcome.doubted(Parse.OPAQUE, "an alias that is not known before the line runs", List.of());
        }
        scope.set("alias:" + name.get().text().toLowerCase(java.util.Locale.ROOT), List.of(value.get()));
        return Outcome.PLAIN;
    }

    private Outcome start(List<Word> words, List<Word> operands, Context context, Scope scope) {
        var file = first("-filepath", words, operands);
        if (file.isEmpty()) {
            return Outcome.doubted(Parse.OPAQUE, "nothing names the program", List.of());
        }
        List<Word> command = new ArrayList<>(List.of(file.get()));
        for (var i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).is("-argumentlist")) {
                command.addAll(WindowsPrograms.split(words.get(i + 1)));
            }
        }
        operands.stream().skip(1).forEach(operand -> command.addAll(WindowsPrograms.split(operand)));
        var inner = context.within("start-process", false);
        var elevated = named("-verb", words)
                .filter(verb -> verb.text().equalsIgnoreCase("runas"))
                .isPresent();
        var place = scope.copy();
        named("-workingdirectory", words).ifPresent(there -> place.enter(scope.below(WindowsPrograms.slashed(there))));
        if (Urls.url(file.get().text()).isPresent()) {
            shell.findings()
                    .add(new UrlUse(
                            file.get().text(), "", "start-process", file.get().where()));
        } else {
            programs.run(command, elevated ? inner.within("runas", false) : inner, place);
        }
        return Outcome.PLAIN;
    }

    /// `New-Object type arguments` is `[type]::new(arguments)`.
    private Outcome object(List<Word> words, List<Word> operands, Context context, Scope scope) {
        if (named("-comobject", words).isPresent()) {
            return Outcome.doubted(Parse.OPAQUE, "what a COM object does is not known", List.of());
        }
        var type = first("-typename", words, operands);
        if (type.isEmpty()) {
            return Outcome.PLAIN;
        }
        List<Word> arguments = new ArrayList<>();
        for (var i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).is("-argumentlist")) {
                arguments.add(words.get(i + 1));
            }
        }
        operands.stream().skip(named("-typename", words).isPresent() ? 0 : 1).forEach(arguments::add);
        shell.members().made(type.get(), arguments, context, scope);
        return Outcome.PLAIN;
    }

    /// WMI starts a program by the method of a class.
    private Outcome process(List<Word> words, List<Word> operands, Context context, Scope scope) {
        var creates = words.stream().anyMatch(word -> word.text().equalsIgnoreCase("create"));
        var lines = Stream.concat(
                        Stream.of("-argumentlist", "-arguments").flatMap(each -> named(each, words).stream()),
                        operands.stream().skip(2))
                .filter(word -> word.known() && !word.is("@{…}"))
                .toList();
        if (!creates) {
            return Outcome.doubted(Parse.PARTIAL, "what this cmdlet calls is not followed", List.of());
        }
        if (lines.isEmpty()) {
            return Outcome.doubted(Parse.OPAQUE, "what this cmdlet starts is not known", List.of());
        }
        lines.forEach(line -> programs.run(line, context.within("wmic", false), scope));
        return Outcome.PLAIN;
    }

    private Outcome remote(List<Word> words, List<Word> operands) {
        for (var parameter : List.of("-computername", "-hostname")) {
            named(parameter, words)
                    .flatMap(host -> Urls.host(parameter.equals("-hostname") ? "ssh" : "winrm", host.text())
                            .map(url -> new UrlUse(url, "", "invoke-command", host.where())))
                    .ifPresent(shell.findings()::add);
        }
        return operands.stream().anyMatch(operand -> !operand.known())
                ? Outcome.doubted(Parse.OPAQUE, "a block that is not known before the line runs", List.of())
                : Outcome.PLAIN;
    }

    /// `New-Item -Path directory -Name name`, and links.
    private Outcome item(List<Word> words, List<Word> operands, Context context, Scope scope) {
        var path = first("-path", words, operands);
        var name = named("-name", words);
        var target = named("-target", words).or(() -> named("-value", words));
        var type = named("-itemtype", words).map(Word::text).orElse("");
        var whole = name.map(each -> path.map(parent -> below(parent, each)).orElse(each))
                .or(() -> path);
        if (whole.isPresent() && type.matches("(?i)symboliclink|hardlink|junction") && target.isPresent()) {
            programs.path(Verb.READ, target.get(), false, "new-item", context, scope);
            programs.link(whole.get(), target.get(), "new-item", context, scope);
        } else if (name.isPresent()) {
            programs.path(Verb.WRITE, whole.orElse(name.get()), false, "new-item", context, scope);
        }
        return Outcome.PLAIN;
    }

    static Word below(Word parent, Word name) {
        return new Word.Builder()
                .add(parent)
                .add("/", Mark.PLAIN, name.where())
                .add(name)
                .build(name.where());
    }

    private Outcome rename(List<Word> words, List<Word> operands, Context context, Scope scope) {
        var path = first("-path", words, operands);
        var name = named("-newname", words).or(() -> operands.stream()
                .skip(named("-path", words).isPresent() ? 0 : 1)
                .findFirst());
        if (path.isPresent() && name.isPresent()) {
            var slashed = WindowsPrograms.slashed(path.get());
            var slash = slashed.text().lastIndexOf('/');
            var there = slash < 0 ? name.get() : below(slashed.cut(0, slash), name.get());
            programs.path(Verb.WRITE, there, false, "rename-item", context, scope);
        }
        return Outcome.PLAIN;
    }

    private static Outcome join(List<Word> words, List<Word> operands) {
        List<Word> parts = new ArrayList<>();
        named("-path", words).ifPresent(parts::add);
        named("-childpath", words).ifPresent(parts::add);
        parts.addAll(operands);
        return parts.isEmpty()
                ? Outcome.PLAIN
                : Outcome.of(parts.stream().reduce(PowerSpecials::below).get());
    }
}
